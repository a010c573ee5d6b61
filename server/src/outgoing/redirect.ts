import { OutgoingRefused } from './refused.ts'
import type { Sent } from './send.ts'

/** What may go on to another origin after a redirect; everything else may be a credential. */
const HARMLESS = ['accept', 'accept-language', 'content-type', 'user-agent']

type Asked = Pick<Sent, 'url' | 'method' | 'headers' | 'body'>

/** Where an answer leads, as the standard of `fetch` follows it; null when it leads nowhere. */
export function redirectOf(
  { status, headers: answered }: Pick<Response, 'status' | 'headers'>,
  sent: Asked,
): Asked | null {
  const location = answered.get('location')
  if (![301, 302, 303, 307, 308].includes(status) || location === null) return null
  const url = addressOf(URL.parse(location, sent.url.href) ?? '')
  if (sent.url.protocol === 'https:' && url.protocol !== 'https:')
    throw new OutgoingRefused(`${sent.url.host} redirects from https to http.`)
  const asGet = status === 303 || (status < 303 && sent.method === 'POST')
  const [method, body] = asGet && sent.method !== 'HEAD' ? ['GET', null] : [sent.method, sent.body]
  const goesOn = (name: string) => url.origin === sent.url.origin || HARMLESS.includes(name)
  const headers = Object.fromEntries(Object.entries(sent.headers).filter(([name]) => goesOn(name)))
  return { url, method, headers: { ...headers, 'accept-encoding': 'identity' }, body }
}

/** An address that may be asked for at all. Throws OutgoingRefused for other schemes, and for names and passwords in it. */
export function addressOf(text: string | URL): URL {
  const url = URL.parse(String(text))
  if (!url) throw new OutgoingRefused('That is no address.')
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new OutgoingRefused(`Only http and https addresses are fetched, not ${url.protocol}`)
  if (url.username !== '' || url.password !== '')
    throw new OutgoingRefused('An address must not hold a name or a password.')
  return url
}
