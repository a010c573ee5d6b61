import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, expect, test } from 'vitest'
import { createKeyring } from '../vault/keyring.ts'
import { createVault } from '../vault/vault.ts'
import { ensureSecrets as ensure } from './secrets.ts'

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)] as const
const vault = createVault(() => createKeyring([first]))
const ensureSecrets = (dataDir: string) => ensure(dataDir, { vault, sealed: false })

const home = mkdtempSync(join(tmpdir(), 'lva-secrets-'))
const folder = join(home, 'data')
afterEach(() => rmSync(folder, { recursive: true, force: true }))
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('secrets are made once, strong, different, and for the owner only', () => {
  const made = ensureSecrets(folder)
  expect(made.JWT_SECRET_KEY).not.toBe(made.JWT_REFRESH_SECRET_KEY)
  expect(made.JWT_SECRET_KEY).toMatch(/^[\w-]{64}$/)
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  expect(ensureSecrets(folder)).toEqual(made)
  expect(readdirSync(folder)).toEqual(['secrets.json'])
})

test('a copy that lost its modes is closed again', () => {
  ensureSecrets(folder)
  chmodSync(join(folder, 'secrets.json'), 0o644)
  ensureSecrets(folder)
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
})

test('a damaged file is never replaced behind the back of those who are signed in', () => {
  ensureSecrets(folder)
  writeFileSync(join(folder, 'secrets.json'), '{"JWT_SECRET_KEY":')
  expect(() => ensureSecrets(folder)).toThrow(/is damaged/)
})

test('processes that start at the same moment agree', async () => {
  const secrets = JSON.stringify(new URL('secrets.ts', import.meta.url).href)
  const code = `const { ensureSecrets } = await import(${secrets}); console.log(JSON.stringify(ensureSecrets(process.argv[1], { sealed: false })))`
  const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code, folder])
  const told = await Promise.all([start(), start(), start(), start()])
  expect(new Set(told.map(({ stdout }) => stdout)).size).toBe(1)
  expect(readdirSync(folder)).toEqual(['secrets.json'])
})

test('with a key from elsewhere the file is sealed, follows the key, and is opened again without it', () => {
  const file = () => readFileSync(join(folder, 'secrets.json'), 'utf8')
  const made = ensureSecrets(folder)
  expect(ensure(folder, { vault, sealed: true })).toEqual(made)
  expect(file()).toMatch(/^\{"sealed":"lva1\./)
  expect(file()).not.toContain(made.JWT_SECRET_KEY)
  const later = createVault(() => createKeyring([second, first]))
  expect(ensure(folder, { vault: later, sealed: true })).toEqual(made)
  expect(() => ensure(folder, { vault, sealed: true })).toThrow(/which is not here/)
  expect(ensure(folder, { vault: later, sealed: false })).toEqual(made)
  expect(JSON.parse(file())).toEqual(made)
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
})
