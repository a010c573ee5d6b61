import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { createShelf } from './shelf.ts'

const folder = mkdtempSync(join(tmpdir(), 'lva-shelf-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())

test('what is put away can be taken again, and removed', async () => {
  const shelf = createShelf(join(folder, 'deep'))
  const place = { userId: 'ana', id: 'one', ending: 'wav' }
  await shelf.put(place, Buffer.from('sound'))
  expect(Buffer.from((await shelf.take(place)) ?? []).toString()).toBe('sound')
  await shelf.remove(place)
  await shelf.remove(place)
  expect([await shelf.take(place), files()]).toEqual([null, []])
})

test('no id leads out of the folder', async () => {
  const shelf = createShelf(folder)
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
    const place = { userId: 'ana', id: 'one', ending: 'wav' }
    await createShelf(${JSON.stringify(join(folder, 'full'))}).put(place, Buffer.alloc(1_000_000)).catch((error) => console.log(error.code))`,
  )
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -f 100; exec "$0" "$1"', process.execPath, script])
  rmSync(script)
  expect(stdout.trim()).toBe('storage-full')
  expect(files()).toEqual([])
})
