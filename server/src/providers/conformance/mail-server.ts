import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { text } from 'node:stream/consumers'
import * as x509 from '@peculiar/x509'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { portOf } from './local-server.ts'

/** What the server lets in. */
export const MAIL_USER = { user: 'companion@example.org', pass: 'p@ss: w/rd%' }

/** A letter as a mail server got it. */
interface ReceivedMail {
  from: string
  to: string[]
  /** True when it came encrypted. */
  secure: boolean
  /** Headers and body as they came over the wire. */
  raw: string
}

/** A mail server on this machine. `refuse` makes it answer a step with an SMTP status instead of doing it. */
export async function startMailServer({
  refuse = {},
  ...options
}: SMTPServerOptions & { refuse?: { from?: number; to?: number; data?: number } } = {}) {
  const received: ReceivedMail[] = []
  const passwords: string[] = []
  const refusal = (status: number | undefined) =>
    status ? Object.assign(new Error('no'), { responseCode: status }) : null
  const { cert, key } = await localCertificate()
  const server = new SMTPServer({
    cert,
    key,
    authOptional: true,
    disableReverseLookup: true,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      passwords.push(password ?? '')
      const right = username === MAIL_USER.user && password === MAIL_USER.pass
      callback(right ? null : new Error('no such user'), right ? { user: MAIL_USER.user } : undefined)
    },
    onMailFrom: (_from, _session, callback) => callback(refusal(refuse.from)),
    onRcptTo: (_to, _session, callback) => callback(refusal(refuse.to)),
    onData(stream, { envelope, secure }, callback) {
      text(stream).then((raw) => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        if (!refuse.data) received.push({ from, to: envelope.rcptTo.map(({ address }) => address), secure, raw })
        callback(refusal(refuse.data))
      }, callback)
    },
    ...options,
  })
  // A client that breaks off is part of the stories.
  server.on('error', () => {})
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: portOf(server.server),
    /** Trusted by those only who are given it. */
    cert,
    received,
    /** Every password that was said to the server, right or wrong. */
    passwords,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

/** The same machine by an address that is not known to be it. */
export const ELSEWHERE = '0.0.0.0'

async function localCertificate(): Promise<{ cert: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  x509.cryptoProvider.set(webcrypto as typeof crypto)
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: ELSEWHERE }])],
  })
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
  }
}
