import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ANSWER_WITHIN_MS,
  type BargeIn,
  type BargeInEffect,
  type BargeInEvent,
  bargeIn,
  noBargeIn,
  SERVER_WITHIN_MS,
} from './barge-in.ts'

/** A loudspeaker that does what is asked. */
function speaker() {
  let state: BargeIn = noBargeIn
  const is = { ducked: false, paused: false, cleared: false }
  const done: BargeInEffect[] = []
  return {
    is,
    done,
    get state() {
      return state
    },
    tell(event: BargeInEvent) {
      const next = bargeIn(state, event)
      state = next.state
      for (const effect of next.effects) {
        done.push(effect)
        if (effect === 'duck' || effect === 'unduck') is.ducked = effect === 'duck'
        if (effect === 'pause') is.paused = true
        if (effect === 'resume' || effect === 'clear') is.paused = false
        if (effect === 'clear') is.cleared = true
      }
    },
  }
}

test('a cough makes it quieter for a moment, and nobody has to answer', () => {
  const s = speaker()
  s.tell({ type: 'heard', what: 'duck', at: 0 })
  expect(s.is.ducked).toBe(true)
  s.tell({ type: 'heard', what: 'release', at: 100 })
  expect(s.is).toEqual({ ducked: false, paused: false, cleared: false })
})

test('a voice pauses at once, and what was so short is taken back where it was heard', () => {
  const s = speaker()
  s.tell({ type: 'heard', what: 'duck', at: 0 })
  s.tell({ type: 'heard', what: 'pause', at: 100 })
  s.tell({ type: 'told', what: 'pause', at: 150 })
  s.tell({ type: 'heard', what: 'release', at: 300 })
  expect(s.is).toEqual({ ducked: false, paused: false, cleared: false })
})

test('who has stopped after more than that is judged by the server', () => {
  const s = speaker()
  s.tell({ type: 'heard', what: 'pause', at: 100 })
  s.tell({ type: 'heard', what: 'end', at: 900 })
  expect(s.is.paused).toBe(true)
  s.tell({ type: 'told', what: 'clear', at: 1_000 })
  expect(s.is).toMatchObject({ paused: false, cleared: true, ducked: false })
})

test('what the server insists on, the ear does not take back', () => {
  for (const insisted of [
    [{ type: 'heard', what: 'pause', at: 0 }],
    [
      { type: 'heard', what: 'pause', at: 0 },
      { type: 'told', what: 'pause', at: 50 },
    ],
    [],
  ] satisfies BargeInEvent[][]) {
    const s = speaker()
    for (const event of insisted) s.tell(event)
    s.tell({ type: 'told', what: 'pause', at: 200 })
    s.tell({ type: 'told', what: 'pause', at: 200 })
    s.tell({ type: 'heard', what: 'release', at: 300 })
    expect(s.is.paused).toBe(true)
  }
})

test('a backchannel is taken back by the server', () => {
  const s = speaker()
  s.tell({ type: 'heard', what: 'pause', at: 0 })
  s.tell({ type: 'told', what: 'pause', at: 50 })
  s.tell({ type: 'told', what: 'resume', at: 600 })
  expect(s.is).toEqual({ ducked: false, paused: false, cleared: false })
})

test('a server that never answers leaves nothing paused', () => {
  const s = speaker()
  s.tell({ type: 'heard', what: 'pause', at: 0 })
  s.tell({ type: 'tick', at: ANSWER_WITHIN_MS - 1 })
  expect(s.is.paused).toBe(true)
  s.tell({ type: 'tick', at: ANSWER_WITHIN_MS })
  expect(s.is.paused).toBe(false)
})

test('who is told again to wait, waits on', () => {
  const s = speaker()
  s.tell({ type: 'told', what: 'pause', at: 0 })
  s.tell({ type: 'told', what: 'pause', at: SERVER_WITHIN_MS - 1 })
  s.tell({ type: 'tick', at: SERVER_WITHIN_MS })
  expect(s.is.paused).toBe(true)
})

test('whatever is heard and told, in any order: with nobody speaking it goes on within seconds', () => {
  const event = fc.oneof(
    fc.constantFrom('duck', 'pause', 'release').map((what) => ({ type: 'heard', what }) as const),
    fc.constantFrom('duck', 'unduck', 'pause', 'resume', 'clear').map((what) => ({ type: 'told', what }) as const),
    fc.constant({ type: 'reply' } as const),
    fc.constant({ type: 'tick' } as const),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 500 })), { maxLength: 40 }), (story) => {
      const s = speaker()
      let at = 0
      for (const [next, after] of story) {
        at += after
        s.tell(next.type === 'reply' ? next : { ...next, at })
        expect(s.is.paused).toBe(s.state.is === 'paused')
        expect(s.is.ducked).toBe(s.state.is !== 'none')
      }
      s.tell({ type: 'tick', at: at + SERVER_WITHIN_MS })
      expect(s.is).toMatchObject({ ducked: false, paused: false })
    }),
    { numRuns: 1_000 },
  )
})
