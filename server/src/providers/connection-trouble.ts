import { isRecord } from '../records.ts'

/** Why no connection came about, in plain words that say what to look at. `lasting`: it will not pass by itself. */
export interface ConnectionTrouble {
  detail: string
  lasting: boolean
}

const TIMED_OUT = /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_CONNECT_TIMEOUT|TimeoutError)$/
const NO_WAY = /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/
const SILENT = /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/

/**
 * What an error code says about a connection to `url`. Pure; reads nothing but the code and the address. The words begin small, because
 * they follow a name and a colon.
 */
export function connectionTrouble(code: string, url: string): ConnectionTrouble {
  const host = hostOf(url)
  const passing = (detail: string) => ({ detail, lasting: false })
  const certificate = certificateTrouble(code, host)
  if (certificate) return { detail: certificate, lasting: true }
  if (code === 'ENOTFOUND') return passing(`the host ${host} cannot be found: check how it is spelt`)
  if (code === 'EAI_AGAIN')
    return passing(`the host ${host} cannot be found, because the name server does not answer: check the network`)
  if (code === 'ECONNREFUSED') return passing(`nothing listens at ${host}: check the port, and that it runs`)
  if (NO_WAY.test(code)) return passing(`${host} cannot be reached from here: check the network, a VPN or a firewall`)
  if (TIMED_OUT.test(code)) return passing(`${host} does not answer: it may be off, or a firewall stands in between`)
  if (SILENT.test(code)) return passing(`${host} took the request and does not answer`)
  if (code.startsWith('HPE_') && url.startsWith('http:')) return { detail: speaksHttps(host), lasting: true }
  return passing(`the connection to ${host} broke off`)
}

/** The wrong end of a TLS port. */
export const speaksHttps = (host: string) => `${host} speaks https, and the address says http: write https://`

/** An answer that is no JSON, as a page of a proxy or of another program. */
export const webPage = (host: string) =>
  `${host} answers with a page and not as an API: check the path of the address, it often ends in /v1`

function certificateTrouble(code: string, host: string): string | null {
  if (code === 'CERT_HAS_EXPIRED') return `the certificate of ${host} has expired: renew it`
  if (code === 'CERT_NOT_YET_VALID') return `the certificate of ${host} is not valid yet: check the clocks`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate of ${host} is for another name: check the host`
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || code === 'SELF_SIGNED_CERT_IN_CHAIN')
    return `the certificate of ${host} is not trusted, because it is self-signed: name its authority in NODE_EXTRA_CA_CERTS`
  if (/^(EPROTO|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/.test(code))
    return `${host} does not speak https, and the address says so: write http://, or check the port`
  if (/CERT|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(code))
    return `the certificate of ${host} is not trusted: its issuer is not known here`
  return null
}

/**
 * The same words for whoever runs in a container, where this machine is the container itself and not the one around it.
 * Pure.
 */
export function inContainer(detail: string): string {
  const own = /(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/.exec(detail)
  if (!own) return detail
  return `${detail}. Inside this container ${own[1]} is the container itself: write host.docker.internal${own[2] ?? ''} to reach the machine around it`
}

/** An error and its causes, outermost first. */
export function chain(error: unknown): unknown[] {
  const links: unknown[] = []
  for (let link = error; link !== undefined && link !== null && links.length < 8; link = record(link).cause)
    links.push(link)
  return links
}

/** The first code of an error, its causes, or what they gather; empty when there is none. */
export function codeOf(error: unknown): string {
  const codes = chain(error).flatMap((link) => [link, ...(link instanceof AggregateError ? link.errors : [])])
  const found = codes.map((link) => record(link).code).find((code) => typeof code === 'string')
  return typeof found === 'string' ? found : ''
}

/** Host and port of an address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the given address'
}

/** The fields of an object; of anything else, none. */
export function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}
