import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, expect, test, vi } from 'vitest'
import { toBytes } from '../providers/pcm.ts'
import { createKeyring } from '../vault/keyring.ts'
import { createVault } from '../vault/vault.ts'
import type { StoredTake } from './take.ts'
import { createTakes, type Takes } from './takes.ts'

const [first, second] = [randomBytes(32), randomBytes(32)]
const folders = mkdtempSync(join(tmpdir(), 'lva-takes-'))
afterAll(() => rmSync(folders, { recursive: true, force: true }))
let made = 0

function shelf({ folder = join(folders, String(++made)), keys = [first] as [Buffer, ...Buffer[]] } = {}) {
  let next = 0
  const vault = createVault(() => createKeyring(keys))
  const warnings: string[] = []
  const log = { warn: (_: object, message: string) => warnings.push(message) }
  const takes = createTakes({ folder, vault, log, now: () => new Date(), newId: () => `take-${made}-${++next}` })
  const troubles: unknown[] = []
  const open = (userId = 'ana') =>
    takes.open({ userId, sessionId: 'monday' }, { onTrouble: (problem) => troubles.push(problem) })
  const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return { folder, takes, open, files, troubles, warnings }
}

const frame = (n: number) => new Int16Array(320).fill(n)
const soundOf = (from: number, to: number) =>
  toBytes(Int16Array.from({ length: (to - from) * 320 }, (_, n) => from + Math.floor(n / 320)))
function speak(take: StoredTake, from: number, to: number) {
  for (let n = from; n < to; n++) take.append(frame(n))
}
/** The folder as a process leaves it that is killed at this moment. */
async function killed({ folder, takes }: { folder: string; takes: Takes }, take: StoredTake): Promise<string> {
  const left = join(folders, String(++made))
  cpSync(folder, left, { recursive: true })
  take.drop()
  await takes.settled()
  return left
}
const safe = (take: StoredTake, ms: number) =>
  vi.waitFor(() => expect(take.safeThroughMs).toBe(ms), { timeout: 10_000 })

test('speech is on the disk about a second after it was said, sealed, and whole in the end', async () => {
  const { folder, open, files, takes } = shelf()
  const take = open()
  speak(take, 0, 49)
  await takes.settled()
  expect(take.safeThroughMs).toBe(0)
  speak(take, 49, 100)
  await safe(take, 2_000)
  speak(take, 100, 120)
  const [file] = files()
  const bytes = readFileSync(join(folder, 'ana', file?.name ?? ''))
  expect(bytes.includes(toBytes(frame(7)))).toBe(false)
  expect((await take.finish()).equals(soundOf(0, 120))).toBe(true)
  expect(take.safeThroughMs).toBe(2_400)
  take.drop()
  take.drop()
  await takes.settled()
  expect(files()).toEqual([])
})

test('a server that stops leaves what is being said where the next one finds it', async () => {
  const { folder, takes, open } = shelf()
  const take = open()
  speak(take, 0, 50)
  await safe(take, 1_000)
  speak(take, 50, 60)
  await takes.close()
  const [left] = await Array.fromAsync(shelf({ folder }).takes.leftBehind())
  expect(left?.sound.equals(soundOf(0, 50))).toBe(true)
})

test('a short turn never touches the disk', async () => {
  const { takes, open } = shelf()
  const take = open()
  speak(take, 0, 30)
  expect((await take.finish()).equals(soundOf(0, 30))).toBe(true)
  take.drop()
  await takes.settled()
  expect(await takes.owners()).toEqual([])
  expect(take.safeThroughMs).toBeGreaterThanOrEqual(600)
})

test('what nobody could make anything of is whole on the disk, for the next look', async () => {
  const { takes, open, files } = shelf()
  const [short, long] = [open(), open()]
  speak(short, 0, 30)
  speak(long, 0, 50)
  await safe(long, 1_000)
  speak(long, 50, 70)
  await long.finish()
  expect(await Array.fromAsync(takes.leftBehind())).toEqual([])
  expect(await Promise.all([short.release(), long.release(), long.release()])).toEqual([true, true, true])
  const left = await Array.fromAsync(takes.leftBehind())
  expect(left.map(({ id, sound }) => [id, sound.length / 640]).sort()).toEqual([
    [short.id, 30],
    [long.id, 70],
  ])
  for (const one of left) await takes.forget(one)
  expect(files()).toEqual([])
})

test('what a stopped process left is found by the next one, up to the last piece that is whole', async () => {
  const house = shelf()
  const take = house.open()
  speak(take, 0, 50)
  await safe(take, 1_000)
  speak(take, 50, 100)
  await safe(take, 2_000)
  speak(take, 100, 110)
  const folder = await killed(house, take)
  const { takes, files } = shelf({ folder })
  const left = () => Array.fromAsync(takes.leftBehind())
  expect(await left()).toMatchObject([{ id: take.id, userId: 'ana', sessionId: 'monday', sound: soundOf(0, 100) }])
  const file = join(folder, 'ana', files()[0]?.name ?? '')
  const whole = readFileSync(file)
  truncateSync(file, whole.length - 1)
  expect(await left()).toMatchObject([{ sound: soundOf(0, 50) }])
  const changed = Buffer.from(whole)
  changed.writeUInt8(changed.readUInt8(whole.length - 9) ^ 1, whole.length - 9)
  writeFileSync(file, changed)
  expect(await left()).toMatchObject([{ sound: soundOf(0, 50) }])
})

test('a take in the place of another is not opened, and one that says nothing goes', async () => {
  const house = shelf()
  const take = house.open()
  speak(take, 0, 50)
  await safe(take, 1_000)
  const folder = await killed(house, take)
  cpSync(join(folder, 'ana'), join(folder, 'eve'), { recursive: true })
  const later = shelf({ folder })
  expect((await Array.fromAsync(later.takes.leftBehind())).map(({ userId }) => userId)).toEqual(['ana'])
  // Cut off right behind its header: nothing was said, or it cannot be told whose session it was.
  truncateSync(join(folder, 'ana', `${take.id}.take`), 52)
  expect(await Array.fromAsync(later.takes.leftBehind())).toEqual([])
  expect(await later.takes.owners()).toEqual(['ana', 'eve'])
  await later.takes.removeAll('eve')
  expect(later.files()).toEqual([])
})

test('takes of others at work are left alone by the clock', async () => {
  const house = shelf()
  const take = house.open()
  speak(take, 0, 50)
  await safe(take, 1_000)
  const folder = await killed(house, take)
  const { takes } = shelf({ folder })
  expect(await Array.fromAsync(takes.leftBehind({ before: new Date(Date.now() - 60_000) }))).toEqual([])
  expect(await Array.fromAsync(takes.leftBehind({ before: new Date(Date.now() + 60_000) }))).toHaveLength(1)
})

test('a changed key reaches what was left', async () => {
  const house = shelf()
  const take = house.open()
  speak(take, 0, 50)
  await safe(take, 1_000)
  const folder = await killed(house, take)
  const { takes } = shelf({ folder, keys: [second, first] })
  expect(await takes.sealedOtherwise()).toMatchObject([{ count: 1 }])
  expect(await Array.fromAsync(takes.reseal({ unreadable: 'keep' }))).toEqual([{ done: true }])
  expect(await takes.sealedOtherwise()).toEqual([])
  const [left] = await Array.fromAsync(shelf({ folder, keys: [second] }).takes.leftBehind())
  expect(left?.sound.equals(soundOf(0, 50))).toBe(true)
  const lost = shelf({ folder, keys: [first] })
  expect(await Array.fromAsync(lost.takes.reseal({ unreadable: 'keep' }))).toEqual([{ done: false }])
  expect(await Array.fromAsync(lost.takes.reseal({ unreadable: 'remove' }))).toEqual([{ done: true }])
  expect(lost.files()).toEqual([])
})

// A limit on file sizes is how a full disk can be had in a test.
test.skipIf(process.platform === 'win32')('a full disk is told once, and what was safe stays so', async () => {
  const script = join(folders, 'fill.mjs')
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  writeFileSync(
    script,
    `import { createTakes } from ${at('./takes.ts')}
    import { createKeyring } from ${at('../vault/keyring.ts')}
    import { createVault } from ${at('../vault/vault.ts')}
    const vault = createVault(() => createKeyring([Buffer.alloc(32)]))
    const told = []
    const takes = createTakes({ folder: ${JSON.stringify(join(folders, 'full'))}, vault, now: () => new Date(), newId: () => 'one', log: console })
    const take = takes.open({ userId: 'ana', sessionId: 'x' }, { onTrouble: (error) => told.push(error.code) })
    for (let n = 0; n < 400; n++) {
      take.append(new Int16Array(320))
      if (n % 50 === 49) await takes.settled()
    }
    console.log(JSON.stringify([told, take.safeThroughMs > 0 && take.safeThroughMs < 8000, (await take.finish()).length]))`,
  )
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -f 200; exec "$0" "$1"', process.execPath, script])
  expect(JSON.parse(stdout)).toEqual([['storage-full'], true, 400 * 640])
})

test('of somebody who is erased while they speak not even a folder stays', async () => {
  for (let n = 0; n < 20; n++) {
    const { folder, takes, open } = shelf()
    const take = open('eve')
    speak(take, 0, 60)
    // Its first piece is on its way to the disk, once further and once less far.
    await Promise.resolve()
    take.drop()
    for (let step = 0; step < n % 5; step++) await setImmediate()
    await takes.removeAll('eve')
    await takes.settled()
    expect(existsSync(join(folder, 'eve'))).toBe(false)
  }
})
