import { BlockList, isIP } from 'node:net'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { ProviderError, type ProviderErrorKind } from '../provider-error.ts'
import type { Letter, Mail } from './mail.ts'

/** The whole of a letter, from connecting to the last answer. */
const LETTER_MS = 60_000
const CONNECT_MS = 10_000
const SILENCE_MS = 20_000
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** What an SMTP server is told. `from` is a mailbox: `Name <address>` or an address alone. */
export interface SmtpNeeds {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  url: string
  from: { name: string; address: string }
  /** Certificates that are trusted besides the usual ones; only tests set it. */
  ca?: string | undefined
}

/**
 * Mail by SMTP (RFC 5321). What is sent is encrypted: `smtps` from the start, `smtp` by STARTTLS (RFC 3207), which a server has to
 * offer unless it is this machine.
 */
export function createSmtp({ url, from, ca }: SmtpNeeds): Mail {
  const { protocol, hostname, port, username, password } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'smtps:'
  const here = isLoopback(host)

  /** Runs one conversation with the server; whatever goes wrong, the connection is closed. */
  async function converse(work: (server: SMTPConnection) => Promise<void>, { signal }: { signal: AbortSignal }) {
    const server = new SMTPConnection({
      host,
      port: port === '' ? (secure ? 465 : 587) : Number(port),
      secure,
      requireTLS: !secure && !here,
      // A mail catcher on this machine has a certificate nobody trusts, and needs none.
      ignoreTLS: here,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      ...(ca && { tls: { ca } }),
    })
    const ended = Promise.withResolvers<never>()
    // Heard only while somebody waits for it.
    ended.promise.catch(() => {})
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(LETTER_MS)])
    const stop = () => ended.reject(deadline.reason)
    deadline.addEventListener('abort', stop, { once: true })
    server.once('error', (error) => ended.reject(error))
    server.once('end', () => ended.reject(new Error('the server hung up')))
    try {
      deadline.throwIfAborted()
      await Promise.race([ended.promise, talk(server, work)])
    } catch (error) {
      throw failureOf(error, host)
    } finally {
      deadline.removeEventListener('abort', stop)
      server.on('error', () => {})
      server.close()
    }
  }

  async function talk(server: SMTPConnection, work: (server: SMTPConnection) => Promise<void>) {
    await done((callback) => server.connect(callback))
    if (username !== '') {
      const credentials = { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
      await done((callback) => server.login({ credentials }, callback))
    }
    await work(server)
  }

  return {
    name: 'smtp',

    async send(letter, { signal }) {
      requireOneLine(letter)
      const message = await new MailComposer({
        from,
        to: { name: '', address: letter.to },
        subject: letter.subject,
        text: letter.text,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...oneClick(letter) },
        disableFileAccess: true,
        disableUrlAccess: true,
      })
        .compile()
        .build()
      const envelope = { from: from.address, to: [letter.to] }
      await converse((server) => done((callback) => server.send(envelope, message, callback)), { signal })
    },

    probe: ({ signal }) => converse(async () => {}, { signal }),
  }
}

// The library encodes what it writes into headers; this makes sure of it, because a line break would let a stranger write headers.
function requireOneLine({ to, subject }: Letter) {
  if (CONTROL.test(to) || CONTROL.test(subject) || /[\s<>,;:"()[\]\\]/.test(to) || to.split('@').length !== 2)
    throw new ProviderError('smtp', 'refused', { detail: 'an address or a subject is not one' })
}

/** How a mail program ends such letters (RFC 2369, RFC 8058). */
const oneClick = ({ unsubscribe }: Letter): Record<string, string> =>
  unsubscribe ? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}

/** A call of the library that tells its end by a callback, as a promise. */
function done(call: (callback: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())))
}

const isLoopback = (host: string) =>
  host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))

/** What the library adds to an error. */
interface SmtpTrouble {
  code?: string
  originalCode?: string
  responseCode?: number
  command?: string
}

function failureOf(error: unknown, host: string): ProviderError {
  if (error instanceof ProviderError) return error
  const { code = '', originalCode = '', responseCode, command } = error as SmtpTrouble
  const failed = (kind: ProviderErrorKind, detail: string) => new ProviderError('smtp', kind, { cause: error, detail })
  if (code === 'ETLS' || /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(originalCode))
    return failed('misconfigured', `${host} offers no encryption that can be trusted`)
  if (responseCode && responseCode < 500)
    return failed('unavailable', `the mail server asks to try later (${responseCode})`)
  if (code === 'EAUTH')
    return failed('misconfigured', 'the mail server did not accept the user and password of SMTP_URL')
  if (command === 'MAIL FROM') return failed('misconfigured', 'the mail server does not accept MAIL_FROM as a sender')
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return failed('refused', 'the mail server refused the letter')
  if (responseCode) return failed('misconfigured', `the mail server refused to talk (${responseCode})`)
  if (code === 'EDNS') return failed('unavailable', `the host ${host} cannot be found`)
  return failed('unavailable', `the mail server ${host} does not answer`)
}
