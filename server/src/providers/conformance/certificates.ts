import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const DAY_MS = 86_400_000
const KEYS = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A certificate for 127.0.0.1 with its key, PEM. */
export interface Certificate {
  cert: string
  key: string
}

/** One that vouches for itself. */
export async function selfSignedCertificate(): Promise<Certificate> {
  const { pem, key } = await make({ untilMs: DAY_MS })
  return { cert: pem, key }
}

/** One that was good until yesterday, and the authority it is from. */
export async function expiredCertificate(): Promise<Certificate & { authority: string }> {
  const authority = await make({ untilMs: DAY_MS, ca: true })
  const { pem, key } = await make({ untilMs: -DAY_MS, issuer: authority })
  return { cert: pem, key, authority: authority.pem }
}

interface Made {
  pem: string
  key: string
  keys: webcrypto.CryptoKeyPair
  name: string
}

async function make({ untilMs, ca = false, issuer }: { untilMs: number; ca?: boolean; issuer?: Made }): Promise<Made> {
  x509.cryptoProvider.set(webcrypto)
  const keys = (await webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const name = ca ? 'CN=Testing authority' : 'CN=127.0.0.1'
  const cert = await x509.X509CertificateGenerator.create({
    subject: name,
    issuer: issuer?.name ?? name,
    notBefore: new Date(Date.now() - 10 * DAY_MS),
    notAfter: new Date(Date.now() + untilMs),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: KEYS,
    extensions: ca
      ? [new x509.BasicConstraintsExtension(true, 0, true)]
      : [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { pem: cert.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), keys, name }
}
