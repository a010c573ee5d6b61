import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { createKeyring } from './keyring.ts'
import { createShelf, type Place, type Shelf } from './shelf.ts'
import { createVault, type Vault } from './vault.ts'

const [first, second] = [randomBytes(32), randomBytes(32)]
const vault = createVault(() => createKeyring([first]))
const folder = mkdtempSync(join(tmpdir(), 'lva-shelf-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const shelfIn = (name: string, by: Vault = vault) => createShelf(join(folder, name), by, { purpose: 'recording' })
const textOf = async (shelf: Shelf, place: Place, how?: { plain: boolean }) => {
  const content = await shelf.open(place, how)
  return content && Buffer.concat(await Array.fromAsync(content)).toString()
}
const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())

test('what is put away can be taken again, and removed', async () => {
  const shelf = shelfIn('deep')
  const place = { userId: 'ana', id: 'one', ending: 'wav' }
  await shelf.put(place, [Buffer.from('sound')])
  expect(await textOf(shelf, place)).toBe('sound')
  await shelf.remove(place)
  await shelf.remove(place)
  expect([await shelf.open(place), await shelf.sealOf(place), files()]).toEqual([null, null, []])
})

test('no id leads out of the folder', async () => {
  const shelf = shelfIn('')
  for (const id of ['../out', '..', 'a/b', 'a\0b', '', '.']) {
    await expect(shelf.put({ userId: 'ana', id, ending: 'wav' }, [Buffer.from('x')]), id).rejects.toThrow('file name')
    await expect(shelf.put({ userId: id, id: 'one' }, [Buffer.from('x')]), id).rejects.toThrow('file name')
    await expect(shelf.removeAll(id), id).rejects.toThrow('file name')
  }
})

// A limit on file sizes is how a full disk can be had in a test: the write fails halfway, in the same place.
test.skipIf(process.platform === 'win32')('a full disk is said, and half a file does not stay', async () => {
  const script = join(folder, 'fill.mjs')
  writeFileSync(
    script,
    `import { createShelf } from ${JSON.stringify(new URL('./shelf.ts', import.meta.url).href)}
    import { createKeyring } from ${JSON.stringify(new URL('./keyring.ts', import.meta.url).href)}
    import { createVault } from ${JSON.stringify(new URL('./vault.ts', import.meta.url).href)}
    const vault = createVault(() => createKeyring([Buffer.alloc(32)]))
    const shelf = createShelf(${JSON.stringify(join(folder, 'full'))}, vault, { purpose: 'recording' })
    await shelf.put({ userId: 'ana', id: 'one' }, [Buffer.alloc(1_000_000)]).catch((error) => console.log(error.code))`,
  )
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -f 100; exec "$0" "$1"', process.execPath, script])
  rmSync(script)
  expect(stdout.trim()).toBe('storage-full')
  expect(files()).toEqual([])
})

test('nothing of a file lies open, and it opens in its own place only', async () => {
  const shelf = shelfIn('sealed')
  const place = { userId: 'ana', id: 'one', ending: 'wav' }
  const words = Buffer.from('my diary, aloud. '.repeat(10_000))
  await shelf.put(place, [words])
  const file = (at: Place) => join(folder, 'sealed', at.userId, `${at.id}.wav`)
  expect(readFileSync(file(place)).includes('diary')).toBe(false)
  for (const other of [
    { ...place, id: 'two' },
    { ...place, userId: 'eve' },
  ]) {
    mkdirSync(join(folder, 'sealed', other.userId), { recursive: true })
    writeFileSync(file(other), readFileSync(file(place)))
    await expect(textOf(shelf, other)).rejects.toMatchObject({ name: 'VaultError', kind: 'damaged' })
  }
  const elsewhere = createShelf(join(folder, 'sealed'), vault, { purpose: 'export' })
  await expect(textOf(elsewhere, place)).rejects.toMatchObject({ kind: 'damaged' })
  writeFileSync(file(place), words)
  await expect(textOf(shelf, place)).rejects.toMatchObject({ kind: 'not-sealed' })
  rmSync(join(folder, 'sealed'), { recursive: true })
})

test('a file of an earlier release is read, sealed in its place, and sealed again with another key', async () => {
  const shelf = shelfIn('old')
  const place = { userId: 'ana', id: 'one', ending: 'wav' }
  // As the release before sealing wrote it.
  mkdirSync(join(folder, 'old', 'ana'), { recursive: true })
  writeFileSync(join(folder, 'old', 'ana', 'one.wav'), 'sound')
  expect(await textOf(shelf, place, { plain: true })).toBe('sound')
  expect(await shelf.sealOf(place)).toEqual({ key: null })
  await shelf.reseal(place, { plain: true })
  // A process that stopped before it could note the seal still takes it for a plain one.
  expect([await textOf(shelf, place), await textOf(shelf, place, { plain: true })]).toEqual(['sound', 'sound'])
  const newer = createVault(() => createKeyring([second, first]))
  const later = shelfIn('old', newer)
  await later.reseal(place)
  expect([await textOf(later, place), await later.sealOf(place)]).toEqual(['sound', { key: newer.currentKey() }])
  await expect(textOf(shelf, place)).rejects.toMatchObject({ kind: 'unknown-key' })
  await later.reseal({ ...place, id: 'gone' })
  expect(files()).toHaveLength(1)
  rmSync(join(folder, 'old'), { recursive: true })
})

test('what nobody remembers goes, and so does what was never finished', async () => {
  const shelf = shelfIn('left')
  for (const id of ['one', 'two']) await shelf.put({ userId: 'ana', id }, [Buffer.from(id)])
  writeFileSync(join(folder, 'left', 'ana', 'one.0badcafe.part'), 'half')
  const isRemembered = async (id: string) => id === 'one'
  expect(await shelf.clear({ before: new Date(0), isRemembered })).toBe(0)
  expect(await shelf.clear({ before: new Date(Date.now() + 60_000), isRemembered })).toBe(2)
  expect([files().map(({ name }) => name), await shelf.owners()]).toEqual([['one'], ['ana']])
  await shelf.removeAll('ana')
  expect([await shelf.owners(), await shelfIn('nowhere').owners()]).toEqual([[], []])
  rmSync(join(folder, 'left'), { recursive: true })
})
