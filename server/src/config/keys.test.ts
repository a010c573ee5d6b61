import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeys } from './keys.ts'
import { canBeKey, masterKey } from './master-key.ts'
import { keepPrivate } from './private-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lva-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = () => join(folder, 'keys.json')
const mode = (path: string) => statSync(path).mode & 0o777
const open = (key?: string, previous: string[] = []) => openKeys(folder, { key, previous })
const idsOf = ({ keyring }: ReturnType<typeof openKeys>) => [keyring().current, ...keyring().older].map(({ id }) => id)
const [ours, theirs] = ['0'.repeat(63).concat('1'), Buffer.alloc(32, 3).toString('base64')] as const

test('a key is made once, for the owner only', () => {
  const [made] = idsOf(open())
  expect(idsOf(open())).toEqual([made])
  expect([mode(file()), readdirSync(folder)]).toEqual([0o600, ['keys.json']])
  chmodSync(file(), 0o644)
  open()
  expect(mode(file())).toBe(0o600)
})

test('a rotation makes a new key, keeps the old one to the end, and is gone on with when it broke off', () => {
  const first = open()
  const [old] = idsOf(first)
  first.renew()
  const [fresh, ...older] = idsOf(first)
  expect([fresh === old, older]).toEqual([false, [old]])
  const again = open()
  again.renew()
  expect(idsOf(again)).toEqual([fresh, old])
  again.retire()
  expect(idsOf(open())).toEqual([fresh])
})

test('the operator’s key goes before that of the file, which opens until nothing needs it', () => {
  const [old] = idsOf(open())
  const given = open(ours, [theirs])
  expect([given.from, idsOf(given).length, idsOf(given)[2]]).toEqual(['environment', 3, old])
  given.renew()
  expect(idsOf(given)[0]).toBe(idsOf(open(ours))[0])
  given.retire()
  expect([existsSync(file()), idsOf(open(ours))]).toEqual([false, [idsOf(given)[0]]])
  expect(existsSync(file())).toBe(false)
})

test('a damaged file is never replaced', () => {
  open()
  for (const text of ['{"keys":', '{}', '{"keys":[]}', '{"keys":["c2hvcnQ="]}', '{"keys":["not base64"]}']) {
    writeFileSync(file(), text)
    expect(() => open(), text).toThrow(/is damaged/)
    expect(readFileSync(file(), 'utf8')).toBe(text)
  }
})

test('32 bytes are taken as they are, however written, and a longer text is stretched', () => {
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7))
  for (const encoding of ['hex', 'base64', 'base64url'] as const)
    expect(masterKey(bytes.toString(encoding)).equals(bytes), encoding).toBe(true)
  const phrase = 'correct horse battery staple, and four words more'
  expect(masterKey(phrase)).toHaveLength(32)
  expect(masterKey(phrase).equals(masterKey(`${phrase}!`))).toBe(false)
  expect(masterKey(phrase).equals(masterKey(phrase))).toBe(true)
  expect([canBeKey(phrase), canBeKey('a'.repeat(31))]).toEqual([true, false])
})

test('what is ours in the data folder is closed to others, and what is not is left alone', () => {
  const data = join(folder, 'data')
  keepPrivate(data, [])
  expect(mode(data)).toBe(0o700)
  rmSync(data, { recursive: true })
  writeFileSync(file(), '')
  writeFileSync(join(folder, 'notes.txt'), '')
  for (const name of ['keys.json', 'notes.txt', '.']) chmodSync(join(folder, name), 0o755)
  keepPrivate(folder, ['keys.json'])
  expect(['keys.json', 'notes.txt', '.'].map((name) => mode(join(folder, name)))).toEqual([0o600, 0o755, 0o755])
})
