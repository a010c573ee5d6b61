import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPlayback } from './playback-queue.ts'

const RATE = 24_000
const ms = (count: number) => (RATE / 1_000) * count

/** A player, and what comes out of its loudspeaker. */
function playing(seconds = 2, sample: (i: number) => number = () => 0.5) {
  const playback = createPlayback(RATE)
  const heard: number[] = []
  playback.begin(1)
  playback.push(Float32Array.from({ length: seconds * RATE }, (_, i) => sample(i)))
  return {
    playback,
    heard,
    run(count: number) {
      const out = new Float32Array(ms(count))
      playback.render(out)
      heard.push(...out)
      return [...out]
    },
  }
}
const loudest = (samples: number[]) => Math.max(...samples.map(Math.abs))

test('a reply is played to its end, and every sample is counted', () => {
  const { playback, run } = playing(1)
  playback.end()
  run(500)
  expect(playback.news()).toMatchObject({ reply: 1, is: 'playing', played: ms(500) })
  run(600)
  expect(playback.news()).toMatchObject({ is: 'over', played: RATE })
})

test('what comes in pieces sounds as one, sample for sample', () => {
  const playback = createPlayback(RATE)
  const reply = Float32Array.from({ length: ms(300) }, (_, i) => 0.1 + (i % 997) / 2_000)
  playback.begin(1)
  for (let at = 0; at < reply.length; at += 1_111) playback.push(reply.slice(at, at + 1_111))
  playback.end()
  const out = new Float32Array(reply.length)
  playback.render(out)
  // Its first moment fades in.
  expect(out.slice(ms(5))).toEqual(reply.slice(ms(5)))
})

test('what is cleared is silent within five milliseconds, and stays unheard', () => {
  const { playback, run } = playing()
  run(300)
  playback.clear()
  const after = run(20)
  expect(loudest(after.slice(ms(5)))).toBe(0)
  expect(playback.news().played).toBeLessThanOrEqual(ms(305))
  expect(loudest(run(500))).toBe(0)
})

test('a doubt makes it 12 dB quieter, and back', () => {
  const { playback, run } = playing()
  run(100)
  playback.duck(true)
  run(40)
  expect(20 * Math.log10(loudest(run(50)) / 0.5)).toBeCloseTo(-12, 0)
  playback.duck(false)
  run(40)
  expect(loudest(run(50))).toBeCloseTo(0.5)
})

test('a pause comes at the gap between two words, and the reply goes on with the very next sample', () => {
  // A word of 350 ms, a gap of 60 ms, a word.
  const speech = (i: number) => (i >= ms(350) && i < ms(410) ? 0 : 0.5)
  const { playback, run } = playing(2, speech)
  run(300)
  playback.pause()
  run(200)
  const { played, is } = playback.news()
  expect(is).toBe('paused')
  expect(played).toBeGreaterThanOrEqual(ms(350))
  expect(played).toBeLessThanOrEqual(ms(410))
  playback.resume()
  run(100)
  expect(playback.news().played).toBe(played + ms(100))
})

test('without a gap it pauses all the same, within an eighth of a second', () => {
  const { playback, run } = playing()
  run(300)
  playback.pause()
  run(130)
  expect(playback.news().is).toBe('paused')
  expect(loudest(run(100))).toBe(0)
})

test('sound that comes too late is waited for without stutter, and none of it is lost', () => {
  const playback = createPlayback(RATE)
  playback.begin(1)
  const out = new Float32Array(ms(100))
  playback.push(new Float32Array(ms(50)).fill(0.5))
  playback.render(out)
  // Too little to begin with.
  expect(playback.news()).toMatchObject({ is: 'waiting', played: 0 })
  playback.push(new Float32Array(ms(50)).fill(0.5))
  playback.render(out)
  playback.render(out)
  expect(playback.news()).toMatchObject({ is: 'waiting', played: ms(100), underruns: 1 })
  playback.push(new Float32Array(ms(10)).fill(0.5))
  playback.end()
  playback.render(out)
  expect(playback.news()).toMatchObject({ is: 'over', played: ms(110) })
})

test('a new reply never plays what was left of the one before', () => {
  const { playback, run } = playing()
  run(100)
  playback.begin(2)
  expect(playback.news()).toMatchObject({ reply: 2, played: 0, is: 'waiting' })
  expect(loudest(run(100))).toBe(0)
})

describe('whatever is asked of it, in any order', () => {
  test('no sample is played twice or left out, unless it was cleared', () => {
    const order = fc.oneof(
      fc.constantFrom('pause', 'resume', 'duck', 'unduck'),
      fc.integer({ min: 1, max: 200 }).map((run) => ({ run })),
    )
    fc.assert(
      fc.property(fc.array(order, { maxLength: 40 }), (orders) => {
        const playback = createPlayback(RATE)
        playback.begin(1)
        // Each sample says which it is, loud enough to be told apart once it is at full loudness.
        playback.push(Float32Array.from({ length: RATE }, (_, i) => 0.1 + (i % 1_000) / 2_000))
        playback.end()
        let rendered = 0
        for (const next of orders) {
          if (next === 'pause' || next === 'resume') playback[next]()
          else if (next === 'duck' || next === 'unduck') playback.duck(next === 'duck')
          else {
            const before = playback.news().played
            playback.render(new Float32Array(next.run * 24))
            rendered += next.run * 24
            expect(playback.news().played).toBeGreaterThanOrEqual(before)
          }
          expect(playback.news().played).toBeLessThanOrEqual(Math.min(rendered, RATE))
        }
        playback.resume()
        playback.render(new Float32Array(RATE * 2))
        expect(playback.news()).toMatchObject({ is: 'over', played: RATE, underruns: 0 })
      }),
      { numRuns: 200 },
    )
  })
})
