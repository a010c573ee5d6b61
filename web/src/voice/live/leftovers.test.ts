import 'fake-indexeddb/auto'
import { describe, expect, test } from 'vitest'
import type { NewTurn } from '../../outbox/kept.ts'
import { createKeeping } from './keeping.ts'
import { lockOf, sendLeftovers, spokenPart } from './leftovers.ts'
import { FRAME_SAMPLES, HEARD_RATE_HZ } from './pcm.ts'
import { openShelf, type SoundShelf } from './sound-shelf.ts'

/** Something like a vowel: a low tone with its overtones. */
const vowel = (i: number) =>
  [1, 2, 3, 4, 5].reduce((sum, n) => sum + Math.sin((2 * Math.PI * 130 * n * i) / HEARD_RATE_HZ) / n, 0) * 5_000
const hush = (i: number) => ((i * 7_919) % 13) - 6
const sound = (ms: number, sample: (i: number) => number) =>
  Int16Array.from({ length: (ms / 1_000) * HEARD_RATE_HZ }, (_, i) => sample(i))
const frames = (all: Int16Array) =>
  Array.from({ length: all.length / FRAME_SAMPLES }, (_, i) => all.slice(i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES))

const about = { run: 'run-1', userId: 'ada', sessionId: 'session-1', mode: 'conversation' as const }
let shelves = 0
async function newShelf(): Promise<SoundShelf> {
  shelves += 1
  const factory = new IDBFactory()
  return openShelf(shelves % 2 ? factory : undefined)
}

async function handedOver(shelf: SoundShelf, alive: string[] = [], maxSeconds = 60) {
  const kept: NewTurn[] = []
  await sendLeftovers({
    shelf,
    outbox: { keep: async (turn) => ({ ...turn, order: kept.push(turn), id: '', saidAt: '', refused: null }) },
    userId: 'ada',
    maxSeconds,
    unlessAlive: async (lock, work) => (alive.includes(lock) ? undefined : work()),
  })
  return kept
}
const secondsOf = (turn: NewTurn | undefined) => ((turn?.sound?.bytes.byteLength ?? 44) - 44) / 2 / HEARD_RATE_HZ

async function say(shelf: SoundShelf, all: Int16Array, named = about) {
  const keeping = createKeeping({ shelf: Promise.resolve(shelf), about: named })
  for (const [count, frame] of frames(all).entries()) keeping.take(frame, count)
  return keeping
}
const sentence = Int16Array.from([...sound(600, hush), ...sound(1_200, vowel), ...sound(2_000, hush)])

describe.each(['in the browser’s store', 'where the browser stores nothing'])('what was said, %s', () => {
  test('and never taken becomes one recording, without the silence around it', async () => {
    const shelf = await newShelf()
    await (await say(shelf, sentence)).layDown()
    const [turn, ...more] = await handedOver(shelf)
    expect(more).toEqual([])
    expect(turn).toMatchObject({ userId: 'ada', sessionId: 'session-1', words: null, sound: { mime: 'audio/wav' } })
    expect(secondsOf(turn)).toBeGreaterThan(1.2)
    expect(secondsOf(turn)).toBeLessThan(2.4)
    expect(await shelf.all()).toEqual([])
  })

  test('and taken leaves nothing behind', async () => {
    const shelf = await newShelf()
    const keeping = await say(shelf, sentence)
    await keeping.layDown()
    await keeping.safe(frames(sentence).length)
    expect(await shelf.all()).toEqual([])
    expect(await handedOver(shelf)).toEqual([])
  })

  test('while the server keeps up never touches the disk', async () => {
    const shelf = await newShelf()
    const keeping = createKeeping({ shelf: Promise.resolve(shelf), about })
    for (const [count, frame] of frames(sentence).entries()) {
      keeping.take(frame, count)
      if (count % 5 === 4) await keeping.safe(count + 1)
    }
    expect(await shelf.all()).toEqual([])
  })

  test('is left alone while its conversation lives in another tab', async () => {
    const shelf = await newShelf()
    await (await say(shelf, sentence)).layDown()
    expect(await handedOver(shelf, [lockOf('run-1')])).toEqual([])
    expect((await shelf.all()).length).toBeGreaterThan(0)
    expect(await handedOver(shelf)).toHaveLength(1)
  })

  test('by somebody else stays theirs', async () => {
    const shelf = await newShelf()
    await (await say(shelf, sentence, { ...about, userId: 'ben' })).layDown()
    expect(await handedOver(shelf)).toEqual([])
    expect((await shelf.all()).length).toBeGreaterThan(0)
  })

  test('for longer than one recording may be becomes several', async () => {
    const shelf = await newShelf()
    await (await say(shelf, sound(3_000, vowel))).layDown()
    expect(await handedOver(shelf, [], 1)).toHaveLength(3)
  })

  test('as words goes as words', async () => {
    const shelf = await newShelf()
    const keeping = createKeeping({ shelf: Promise.resolve(shelf), about })
    keeping.takeWords('honey never')
    keeping.takeWords('goes bad')
    await keeping.layDown()
    expect(await handedOver(shelf)).toMatchObject([{ words: 'honey never goes bad', sound: null }])
  })
})

test('silence and a click are nobody speaking', () => {
  expect(spokenPart(sound(3_000, hush))).toBe(null)
  expect(spokenPart(sound(3_000, (i) => (i > 16_000 && i < 16_200 ? 20_000 : hush(i))))).toBe(null)
})
