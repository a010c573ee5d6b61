import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { createKeyring } from '../vault/keyring.ts'
import { createVault } from '../vault/vault.ts'
import { createShelf, type Place } from './shelf.ts'

const [first, second] = [randomBytes(32), randomBytes(32)]
const vault = createVault(() => createKeyring([first]))
const sealed = { plain: false }
const folder = mkdtempSync(join(tmpdir(), 'lva-shelf-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())

test('what is put away can be taken again, and removed', async () => {
  const shelf = createShelf(join(folder, 'deep'), vault)
  const place = { userId: 'ana', id: 'one', ending: 'wav' }
  await shelf.put(place, Buffer.from('sound'))
  expect(Buffer.from((await shelf.take(place, sealed)) ?? []).toString()).toBe('sound')
  await shelf.remove(place)
  await shelf.remove(place)
  expect([await shelf.take(place, sealed), files()]).toEqual([null, []])
})

test('no id leads out of the folder', async () => {
  const shelf = createShelf(folder, vault)
  for (const id of ['../out', '..', 'a/b', 'a\0b', '', '.']) {
    await expect(shelf.put({ userId: 'ana', id, ending: 'wav' }, Buffer.from('x')), id).rejects.toThrow('file name')
    await expect(shelf.put({ userId: id, id: 'one', ending: 'wav' }, Buffer.from('x')), id).rejects.toThrow('file name')
    await expect(shelf.removeAll(id), id).rejects.toThrow('file name')
  }
})

// A limit on file sizes is how a full disk can be had in a test: the write fails halfway, in the same place.
test.skipIf(process.platform === 'win32')('a full disk is said, and half a recording does not stay', async () => {
  const script = join(folder, 'fill.mjs')
  writeFileSync(
    script,
    `import { createShelf } from ${JSON.stringify(new URL('./shelf.ts', import.meta.url).href)}
    import { createKeyring } from ${JSON.stringify(new URL('../vault/keyring.ts', import.meta.url).href)}
    import { createVault } from ${JSON.stringify(new URL('../vault/vault.ts', import.meta.url).href)}
    const vault = createVault(() => createKeyring([Buffer.alloc(32)]))
    const place = { userId: 'ana', id: 'one', ending: 'wav' }
    await createShelf(${JSON.stringify(join(folder, 'full'))}, vault).put(place, Buffer.alloc(1_000_000)).catch((error) => console.log(error.code))`,
  )
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -f 100; exec "$0" "$1"', process.execPath, script])
  rmSync(script)
  expect(stdout.trim()).toBe('storage-full')
  expect(files()).toEqual([])
})

test('nothing of a recording lies open, and it opens in its own place only', async () => {
  const shelf = createShelf(join(folder, 'sealed'), vault)
  const place = { userId: 'ana', id: 'one', ending: 'wav' }
  const words = Buffer.from('my diary, aloud. '.repeat(10_000))
  await shelf.put(place, words)
  const file = (at: Place) => join(folder, 'sealed', at.userId, `${at.id}.wav`)
  expect(readFileSync(file(place)).includes('diary')).toBe(false)
  for (const other of [
    { ...place, id: 'two' },
    { ...place, userId: 'eve' },
  ]) {
    mkdirSync(join(folder, 'sealed', other.userId), { recursive: true })
    writeFileSync(file(other), readFileSync(file(place)))
    await expect(shelf.take(other, sealed)).rejects.toMatchObject({ name: 'VaultError', kind: 'damaged' })
  }
  writeFileSync(file(place), words)
  await expect(shelf.take(place, sealed)).rejects.toMatchObject({ kind: 'not-sealed' })
  rmSync(join(folder, 'sealed'), { recursive: true })
})

test('a file of an earlier release is read, sealed in its place, and sealed again with another key', async () => {
  const shelf = createShelf(join(folder, 'old'), vault)
  const place = { userId: 'ana', id: 'one', ending: 'wav' }
  // As the release before sealing wrote it.
  mkdirSync(join(folder, 'old', 'ana'), { recursive: true })
  writeFileSync(join(folder, 'old', 'ana', 'one.wav'), 'sound')
  const text = async (of = shelf, how = sealed) => Buffer.from((await of.take(place, how)) ?? []).toString()
  expect(await text(shelf, { plain: true })).toBe('sound')
  await shelf.reseal(place, { plain: true })
  // A process that stopped before it could note the seal still takes it for a plain one.
  expect([await text(), await text(shelf, { plain: true })]).toEqual(['sound', 'sound'])
  const later = createShelf(
    join(folder, 'old'),
    createVault(() => createKeyring([second, first])),
  )
  await later.reseal(place, sealed)
  expect(await text(later)).toBe('sound')
  await expect(text()).rejects.toMatchObject({ kind: 'unknown-key' })
  await later.reseal({ ...place, id: 'gone' }, sealed)
  expect(files()).toHaveLength(1)
  rmSync(join(folder, 'old'), { recursive: true })
})
