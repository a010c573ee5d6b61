import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Sounding } from './detector.ts'
import { createOverlap, type OverlapStep } from './overlap.ts'
import { FRAME_MS } from './sound.ts'

const voice: Sounding = { speech: 1, voiced: true, level: -24 }
const hiss: Sounding = { speech: 0.6, voiced: false, level: -30 }
const quiet: Sounding = { speech: 0, voiced: false, level: -70 }

/** A voice as a detector tells it, which is sure of it in its third frame. */
const talk = (ms: number) => [...lasting(hiss, 40), ...lasting(voice, ms - 40)]

const lasting = (sounding: Sounding, ms: number) => Array.from({ length: ms / FRAME_MS }, () => sounding)

/** What is asked for, and after how many milliseconds. */
function heard(soundings: Sounding[], overlap = createOverlap()): [number, OverlapStep][] {
  return soundings.flatMap((sounding, i) => {
    const step = overlap.push(sounding, true)
    return step ? [[(i + 1) * FRAME_MS, step] satisfies [number, OverlapStep]] : []
  })
}

test('speech makes the reply quieter, a voice makes it wait, and it is given back when nobody speaks any more', () => {
  const steps = heard([...talk(400), ...lasting(quiet, 600)])
  expect(steps.map(([, step]) => step)).toEqual(['duck', 'pause', 'release'])
  const [duck = 0, pause = 0, release = 0] = steps.map(([ms]) => ms)
  expect(duck).toBeLessThanOrEqual(80)
  expect(pause).toBeGreaterThanOrEqual(120)
  expect(pause).toBeLessThanOrEqual(200)
  expect(release - 400).toBeLessThanOrEqual(200)
})

test('a click does nothing, and clicks do not add up', () => {
  expect(heard(lasting(hiss, 40))).toEqual([])
  const clicks = Array.from({ length: 50 }, () => [...lasting(hiss, 20), ...lasting(quiet, 60)]).flat()
  expect(heard(clicks)).toEqual([])
})

test('a word whose voice breaks off at once makes the reply wait as soon', () => {
  const word = [...lasting(hiss, 40), ...lasting(voice, 20), ...lasting(hiss, 300)]
  const pause = heard(word).find(([, step]) => step === 'pause')?.[0]
  expect(pause).toBeLessThanOrEqual(180)
})

test('a brief sound is taken back as soon as it is still, or a little later in a room that is not', () => {
  const murmur: Sounding = { speech: 0.4, voiced: false, level: -40 }
  for (const [around, withinMs] of [
    [quiet, 60],
    [murmur, 120],
  ] as const) {
    const [last] = heard([...talk(300), ...lasting(around, 400)]).slice(-1)
    expect(last).toEqual([300 + withinMs, 'release'])
  }
})

test('what was longer is not for the ear to take back', () => {
  const steps = heard([...talk(600), ...lasting(quiet, 400)]).map(([, step]) => step)
  expect(steps).toEqual(['duck', 'pause', 'end'])
})

test('a hiss makes the reply quieter, but not wait', () => {
  const steps = heard([...lasting(hiss, 400), ...lasting(quiet, 400)])
  expect(steps.map(([, step]) => step)).toEqual(['duck', 'release'])
})

test('the closure of a consonant does not end a voice', () => {
  const overlap = createOverlap()
  heard([...talk(500), ...lasting(quiet, 120), ...lasting(voice, 300)], overlap)
  expect(overlap.voicedMs()).toBe(920)
  heard(lasting(quiet, 200), overlap)
  expect(overlap.voicedMs()).toBe(0)
})

test('while nothing plays nothing is asked for, and the voice is counted all the same', () => {
  const overlap = createOverlap()
  expect(talk(1_000).map((each) => overlap.push(each, false))).toEqual(Array(50).fill(null))
  expect(overlap.voicedMs()).toBe(1_000)
})

test('a paused reply is given back although it does not play', () => {
  const overlap = createOverlap()
  heard(lasting(voice, 300), overlap)
  const steps = lasting(quiet, 400).map((each) => overlap.push(each, false))
  expect(steps.filter(Boolean)).toEqual(['release'])
})

test('given back to somebody who goes on, it is asked to wait again at once', () => {
  const overlap = createOverlap()
  heard([...talk(400), ...lasting(quiet, 80)], overlap)
  overlap.giveBack()
  expect(heard(lasting(voice, 40), overlap)).toContainEqual([20, 'pause'])
})

test('whatever is heard: no step comes twice, nothing is given back that was not taken, and reset is clean', () => {
  const sounding = fc.record({
    speech: fc.double({ min: 0, max: 1, noNaN: true }),
    voiced: fc.boolean(),
    level: fc.constant(-30),
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(sounding, fc.boolean()), { maxLength: 400 }), (frames) => {
      const overlap = createOverlap()
      let held: OverlapStep | null = null
      for (const [each, playing] of frames) {
        const step = overlap.push(each, playing)
        if (step === 'release' || step === 'end') expect(held).not.toBeNull()
        if (step === 'duck') expect(held).toBeNull()
        if (step === 'pause') expect(held).not.toBe('pause')
        if (step) held = step === 'release' || step === 'end' ? null : step
      }
      overlap.reset()
      expect(heard([...lasting(voice, 400), ...lasting(quiet, 600)], overlap)).toEqual(
        heard([...lasting(voice, 400), ...lasting(quiet, 600)]),
      )
    }),
  )
})
