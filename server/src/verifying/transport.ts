import type { Deployment } from './deployment.ts'
import { header } from './deployment.ts'
import { done, type Found, failed, person } from './looked.ts'

/** Certificates are usually renewed a month before their end; later than this something does not renew them. */
const DAYS_LEAST = 14
const YEAR_SECONDS = 31_536_000
const LOCAL = 'this is plain http on this machine; people come another way'

/** The certificate. */
export async function certificate(deployment: Deployment, now: Date): Promise<Found> {
  if (!deployment.isEncrypted) return plain(deployment)
  const { protocol, subject, issuer, daysLeft } = await deployment.encrypted(now)
  if (daysLeft < DAYS_LEAST)
    return failed(`the certificate of ${subject} ends in ${daysLeft} days`, 'renew it, and look why nothing did')
  return done(`${protocol}, certificate of ${subject} by ${issuer}, ${daysLeft} days left`)
}

/** Which versions of TLS are spoken: 1.2 or 1.3, and nothing older. */
export async function protocols(deployment: Deployment): Promise<Found> {
  if (!deployment.isEncrypted) return plain(deployment)
  const spoken: string[] = []
  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)
    if (await deployment.speaks(version)) spoken.push(version)
  const old = spoken.filter((version) => version === 'TLSv1' || version === 'TLSv1.1')
  if (old.length > 0)
    return failed(`old versions are spoken: ${old.join(', ')}`, 'ssl_protocols TLSv1.2 TLSv1.3 in the proxy')
  if (spoken.length === 0)
    return failed(
      'no version of TLS is spoken',
      'look at ssl_protocols and ssl_ciphers in the proxy: no client would come in',
    )
  return done(`${spoken.join(' and ')}; what SSL Labs says of the ciphers: https://www.ssllabs.com/ssltest/`)
}

/** Whoever types the address without https comes to the right one. */
export async function redirect(deployment: Deployment): Promise<Found> {
  if (!deployment.isEncrypted) return plain(deployment)
  const help = 'let the proxy answer port 80 with 301 to https'
  const seen = await deployment.askPlain('/a?b=c').catch(() => null)
  if (!seen) return person('nothing answers plain http', `${help}, so that people who leave out https arrive`)
  const to = header(seen, 'location')
  if (![301, 302, 307, 308].includes(seen.status) || !to.startsWith('https://'))
    return failed(`plain http is answered ${seen.status}`, help)
  return to.endsWith('/a?b=c')
    ? done(`${seen.status} to https, with the path`)
    : failed('the redirect forgets the path', help)
}

/** Browsers are told to come by https only. */
export async function hsts(deployment: Deployment): Promise<Found> {
  if (!deployment.isEncrypted) return plain(deployment)
  const value = header(await deployment.ask('GET', '/'), 'strict-transport-security')
  const seconds = Number(/(?:^|;\s*)max-age=(\d+)/.exec(value)?.[1] ?? 0)
  if (seconds >= YEAR_SECONDS) return done(value)
  return failed(
    value === '' ? 'no Strict-Transport-Security' : `Strict-Transport-Security is "${value}"`,
    'set PUBLIC_URL to the https address, and SECURITY_HSTS_ENABLED',
  )
}

/** Nobody may listen in, but on the machine itself. */
function plain({ isLocal, target }: Deployment): Found {
  return isLocal
    ? person(LOCAL, 'verify the https address as well')
    : failed(`${target.origin} is not encrypted`, 'put a proxy with a certificate in front: docs/DEPLOYMENT_GUIDE.md')
}
