import 'reflect-metadata'
import { X509Certificate as NodeCertificate, randomBytes, webcrypto } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { isPrivate, PRIVATE_NETWORKS } from './addresses.mjs'
import { nameConstraints, subtrees } from './name-constraints.mjs'

const DAY = 86_400_000
const AUTHORITY_DAYS = 3650
// Browsers refuse certificates of more than 398 days (825 below a home-made authority).
const SERVER_DAYS = 397
const RENEW_DAYS = 60
const NAME_CONSTRAINTS = '2.5.29.30'
const KEYS = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * A certificate for this machine's names and private addresses, under an authority of this installation. Both are made
 * at the first call and kept in `folder`, readable by their owner only; the certificate is renewed when it lacks a name
 * or has less than 60 days left, the authority (which phones have to trust by hand) only shortly before its ten years end.
 * The authority can vouch for nothing but private networks and the names and addresses it was made for.
 * @returns the paths of the server's files, the authority's certificate as PEM, and its SHA-256 fingerprint
 */
export async function ensureCertificates({ folder, names, addresses, now }) {
  x509.cryptoProvider.set(webcrypto)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const permitted = subtrees(names, exactly(addresses))
  const authority =
    (await keptAuthority({ folder, permitted, now })) ?? (await makeAuthority({ folder, permitted, now }))
  const files = { cert: join(folder, 'server.crt'), key: join(folder, 'server.key') }
  if (!isUsable({ files, names, addresses, now, authority }))
    await signServer({ files, names, addresses, now, authority })
  return { ...files, authority: authority.pem, fingerprint: new NodeCertificate(authority.pem).fingerprint256 }
}

// Private networks are permitted as a whole, so that a new address from the router changes nothing.
const exactly = (addresses) =>
  addresses.filter((address) => !isPrivate(address)).map((address) => [address, address.includes(':') ? 128 : 32])

/** The authority kept in `folder`, or `null` if there is none that may vouch for all that is `permitted`. */
export async function keptAuthority({ folder, permitted, now }) {
  const [certificate, key] = [join(folder, 'authority.crt'), join(folder, 'authority.key')]
  if (!existsSync(certificate) || !existsSync(key)) return null
  const pem = readFileSync(certificate, 'utf8')
  const cert = new x509.X509Certificate(pem)
  // A machine that was renamed, or got another public address, needs an authority that may vouch for it.
  const value = Buffer.from(cert.getExtension(NAME_CONSTRAINTS)?.value ?? [])
  const fits = permitted.every((subtree) => value.includes(subtree))
  if (!fits || cert.notAfter.getTime() - now.getTime() < SERVER_DAYS * DAY) return null
  const bytes = x509.PemConverter.decode(readFileSync(key, 'utf8'))[0]
  return { pem, cert, key: await webcrypto.subtle.importKey('pkcs8', bytes, KEYS, false, ['sign']) }
}

async function makeAuthority({ folder, permitted, now }) {
  const keys = await webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: ['Learning Voice Agent at home'] }],
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY),
    signingAlgorithm: KEYS,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.Extension(NAME_CONSTRAINTS, true, nameConstraints([...subtrees([], PRIVATE_NETWORKS), ...permitted])),
    ],
  })
  const pem = `${cert.toString('pem')}\n`
  await keepKey(join(folder, 'authority.key'), keys.privateKey)
  keep(join(folder, 'authority.crt'), pem)
  return { pem, cert, key: keys.privateKey }
}

function isUsable({ files, names, addresses, now, authority }) {
  if (!existsSync(files.cert) || !existsSync(files.key)) return false
  const cert = new NodeCertificate(readFileSync(files.cert))
  const issuer = new NodeCertificate(authority.pem)
  const lasts = new Date(cert.validTo).getTime() - now.getTime() >= RENEW_DAYS * DAY
  return (
    lasts &&
    cert.verify(issuer.publicKey) &&
    names.every((name) => cert.checkHost(name)) &&
    addresses.every((address) => cert.checkIP(address))
  )
}

/** Makes a key and a certificate for these names and addresses and keeps them in `files`. */
export async function signServer({ files, names, addresses, now, authority }) {
  const keys = await webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: [{ CN: [names.at(-1)] }],
    issuer: authority.cert.subject,
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + (SERVER_DAYS - 1) * DAY),
    signingAlgorithm: KEYS,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority.cert),
      new x509.SubjectAlternativeNameExtension([
        ...names.map((value) => ({ type: 'dns', value })),
        ...addresses.map((value) => ({ type: 'ip', value })),
      ]),
    ],
  })
  await keepKey(files.key, keys.privateKey)
  keep(files.cert, `${cert.toString('pem')}\n`)
}

async function keepKey(path, key) {
  keep(path, `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`)
}

// Whole or not at all, and never readable by others, not even for a moment.
function keep(path, text) {
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

// Positive, and never twice: a first byte from 1 to 127.
function serial() {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0] & 0x7f) | 1
  return bytes.toString('hex')
}
