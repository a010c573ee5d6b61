import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { ownAddresses } from './addresses.mjs'
import { ensureCertificates, keptAuthority, signServer } from './certificates.mjs'
import { openInstallPage } from './install-page.mjs'

const now = new Date()
const later = (days) => new Date(now.getTime() + days * 86_400_000)
const home = {
  names: ['localhost', 'kitchen', 'kitchen.local'],
  addresses: ['127.0.0.1', '::1', '192.168.1.7', 'fd12::7'],
}
const folder = mkdtempSync(join(tmpdir(), 'lva-home-'))
const certificates = (changes = {}) => ensureCertificates({ ...home, folder, now, ...changes })

const ends = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  rmSync(folder, { recursive: true, force: true })
})

/** What a device that trusts `ca` thinks of a server of this machine that it calls by `name`. */
async function opinion({ cert, key }, { ca, name }) {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  ends.push(() => server.close())
  return new Promise((resolve) => {
    const socket = connect(
      {
        port: server.address().port,
        host: '127.0.0.1',
        servername: /^[\d.:]+$/.test(name) ? '' : name,
        ca,
        rejectUnauthorized: false,
      },
      () => {
        resolve(socket.authorizationError ?? 'trusted')
        socket.destroy()
      },
    )
    socket.once('error', (error) => resolve(error.code))
  })
}

// Node has no name for X509_V_ERR_PERMITTED_VIOLATION.
const NOT_PERMITTED = 'UNSPECIFIED'

test('a device that trusts the authority trusts the server, another does not', async () => {
  const made = await certificates()
  expect(await opinion(made, { ca: made.authority, name: 'kitchen.local' })).toBe('trusted')
  expect(await opinion(made, { ca: [], name: 'kitchen.local' })).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
})

test('the authority can vouch for nothing outside the home, even if its key is stolen', async () => {
  const made = await certificates()
  // The thief signs with the authority's own files for a name it was not made for.
  const files = { cert: join(folder, 'thief.crt'), key: join(folder, 'thief.key') }
  const authority = await keptAuthority({ folder, permitted: [], now })
  await signServer({ files, names: ['bank.example'], addresses: [], now, authority })
  expect(await opinion(files, { ca: made.authority, name: 'bank.example' })).toBe(NOT_PERMITTED)
})

test('what was made is kept, for the owner only, until it is about to end or lacks an address', async () => {
  const first = await certificates()
  const leaf = readFileSync(first.cert, 'utf8')
  expect(readdirSync(folder).sort()).toEqual(['authority.crt', 'authority.key', 'server.crt', 'server.key'])
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)

  await certificates({ now: later(300) })
  expect(readFileSync(first.cert, 'utf8')).toBe(leaf)

  const renewed = await certificates({ now: later(345) })
  expect(readFileSync(first.cert, 'utf8')).not.toBe(leaf)
  expect(renewed.fingerprint).toBe(first.fingerprint)

  const moved = await certificates({ addresses: [...home.addresses, '10.0.0.4'] })
  expect(moved.fingerprint).toBe(first.fingerprint)
  expect(await opinion(moved, { ca: first.authority, name: 'kitchen.local' })).toBe('trusted')
})

test('a machine that was renamed, or has another public address, gets an authority that may vouch for it', async () => {
  const first = await certificates()
  const renamed = await certificates({ names: ['localhost', 'attic', 'attic.local'] })
  expect(renamed.fingerprint).not.toBe(first.fingerprint)
  const open = await certificates({
    names: ['localhost', 'attic', 'attic.local'],
    addresses: ['127.0.0.1', '203.0.113.9'],
  })
  expect(open.fingerprint).not.toBe(renamed.fingerprint)
  expect(await opinion(open, { ca: open.authority, name: 'attic.local' })).toBe('trusted')
})

test('the addresses of a machine are found, the likeliest for a phone first', () => {
  const at = (address, internal = false) => [{ address, internal }]
  const interfaces = {
    lo: at('127.0.0.1', true),
    docker0: at('172.17.0.1'),
    wlan0: [...at('192.168.1.7'), ...at('fe80::1'), ...at('fd12::7')],
  }
  expect(ownAddresses({ name: 'Kitchen.home.example', interfaces })).toEqual({
    names: ['localhost', 'kitchen', 'kitchen.local'],
    addresses: ['127.0.0.1', '::1', '172.17.0.1', '192.168.1.7', 'fd12::7'],
    lan: ['192.168.1.7', '172.17.0.1'],
  })
  expect(ownAddresses({ name: 'my_machine', interfaces: {} }).names).toEqual(['localhost'])
})

function fetched(port, path, method = 'GET') {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, method }, async (response) => {
      const body = Buffer.concat(await response.toArray())
      resolve({ status: response.statusCode, headers: response.headers, body })
    })
      .once('error', reject)
      .end()
  })
}

test('the page offers the certificate and the way on, and never the key', async () => {
  const made = await certificates()
  const page = await openInstallPage({ port: 0, ...made })
  ends.push(page.close)
  expect((await fetched(page.port, '/')).status).toBe(503)
  page.tellAddress({ app: 'https://192.168.1.7:8000/', install: `http://192.168.1.7:${page.port}/` })

  const { status, body, headers } = await fetched(page.port, '/')
  expect(status).toBe(200)
  expect(body.toString()).toContain('href="https://192.168.1.7:8000/"')
  expect(headers['content-security-policy']).toContain("default-src 'none'")

  const certificate = await fetched(page.port, '/learning-voice-agent.crt')
  expect(certificate.headers['content-type']).toBe('application/x-x509-ca-cert')
  expect(`-----BEGIN CERTIFICATE-----${certificate.body.toString('base64')}`).toContain(
    made.authority.replaceAll('\n', '').slice(0, 200),
  )
  expect((await fetched(page.port, '/app.svg')).body.toString()).toContain('<svg')
  for (const path of ['/authority.key', '/__proto__', '/../authority.key', '//', '/%'])
    expect((await fetched(page.port, path)).status).toBe(404)
  expect((await fetched(page.port, '/', 'POST')).status).toBe(404)
  expect((await fetched(page.port, '/', 'HEAD')).body).toHaveLength(0)
})

test('a port that is taken is replaced by a free one', async () => {
  const made = await certificates()
  const first = await openInstallPage({ port: 0, ...made })
  const second = await openInstallPage({ port: first.port, ...made })
  ends.push(first.close, second.close)
  expect(second.port).not.toBe(first.port)
})
