import type { ServerFrame } from '@lva/contracts/socket'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LineEffect, type LineEvent, lineStep, restingLine, SILENT_MS } from './live-line.ts'

const ready = (more: Partial<Extract<ServerFrame, { type: 'voice-ready' }>> = {}): ServerFrame => ({
  type: 'voice-ready',
  voice_id: 'voice-1',
  resumed: false,
  through_ms: 0,
  input: 'audio',
  output: 'audio',
  recogniser: 'segment',
  seconds_left: 600,
  ...more,
})
const error = (code: string): ServerFrame => ({ type: 'error', code, detail: `Because of ${code}.` })

/** A page with one line; its sockets answer when the story says so. */
function page() {
  let state = restingLine
  let clock = 0
  const done: LineEffect[] = []
  const open = new Set<number>()
  let waiting: { attempt: number; ms: number } | null = null
  const tell = (event: LineEvent) => {
    const next = lineStep(state, event)
    state = next.state
    for (const effect of next.effects) {
      done.push(effect)
      if (effect.do === 'connect') open.add(effect.attempt)
      if (effect.do === 'hang-up') open.delete(effect.attempt)
      if (effect.do === 'retry-in') waiting = effect
    }
  }
  const says = (frame: ServerFrame) => tell({ type: 'frame', attempt: state.attempt, frame, at: clock })
  const p = {
    done,
    open,
    tell,
    says,
    get state() {
      return state
    },
    get phase() {
      return state.phase.name
    },
    last: (what: LineEffect['do']) => done.findLast((effect) => effect.do === what),
    wait(ms: number) {
      clock += ms
      tell({ type: 'tick', at: clock })
    },
    opens: () => tell({ type: 'opened', attempt: state.attempt, at: clock }),
    breaks(code = 1006, reason = '') {
      open.delete(state.attempt)
      tell({ type: 'closed', attempt: state.attempt, code, reason })
    },
    retries() {
      const next = waiting
      waiting = null
      if (next) tell({ type: 'retry', attempt: next.attempt })
      return next?.ms
    },
  }
  return p
}
function talking() {
  const p = page()
  p.tell({ type: 'start' })
  p.opens()
  p.says(ready())
  return p
}

test('a conversation begins: connect, greet, go', () => {
  const p = talking()
  expect(p.done.map((effect) => effect.do)).toEqual(['connect', 'greet', 'go', 'pass-on'])
  expect(p.last('go')).toEqual({ do: 'go', throughMs: null })
  expect(p.phase).toBe('live')
})

test('a lost line is taken up at once, under its name', () => {
  const p = talking()
  p.breaks()
  expect(p.phase).toBe('waiting')
  expect(p.retries()).toBe(0)
  p.opens()
  expect(p.last('greet')).toEqual({ do: 'greet', resume: 'voice-1' })
  p.says(ready({ resumed: true, through_ms: 4_200 }))
  expect(p.last('go')).toEqual({ do: 'go', throughMs: 4_200 })
})

test('it tries again within two seconds, however often it fails', () => {
  const p = talking()
  const pauses: (number | undefined)[] = []
  for (let i = 0; i < 8; i++) {
    p.breaks()
    pauses.push(p.retries())
  }
  expect(pauses).toEqual([0, 250, 500, 1_000, 2_000, 2_000, 2_000, 2_000])
})

test('a line that answers and breaks at once has not proven itself; one that holds has', () => {
  const p = talking()
  const pauses: (number | undefined)[] = []
  for (let i = 0; i < 3; i++) {
    p.breaks()
    pauses.push(p.retries())
    p.opens()
    p.says(ready({ resumed: true }))
  }
  expect(pauses).toEqual([0, 250, 500])
  p.wait(3_000)
  p.says({ type: 'pong' })
  p.wait(3_000)
  p.breaks()
  expect(p.retries()).toBe(0)
})

test('a server that asks for a breath gets one, however it says so', () => {
  const p = talking()
  p.breaks(4429, 'too-many-requests')
  expect(p.retries()).toBe(1_000)
  p.opens()
  p.says(error('too-many-requests'))
  expect(p.retries()).toBe(2_000)
})

test('a voice the server has forgotten is begun anew over the same line', () => {
  const p = talking()
  p.breaks()
  p.retries()
  p.opens()
  p.says(error('voice-lost'))
  expect(p.last('greet')).toEqual({ do: 'greet', resume: null })
  p.says(ready({ voice_id: 'voice-2' }))
  expect(p.last('go')).toEqual({ do: 'go', throughMs: null })
})

test('a line that says nothing any more is dead, though nobody hung up', () => {
  const p = talking()
  p.wait(1_500)
  expect(p.last('ping')).toEqual({ do: 'ping' })
  p.says({ type: 'pong' })
  p.wait(SILENT_MS - 500)
  expect(p.phase).toBe('live')
  p.wait(500)
  expect(p.phase).toBe('waiting')
})

test('a socket that opens and never answers is given up for the next', () => {
  const p = page()
  p.tell({ type: 'start' })
  p.opens()
  p.wait(100)
  p.wait(4_900)
  expect(p.phase).toBe('connecting')
  p.wait(100)
  expect(p.phase).toBe('waiting')
  expect(p.open.size).toBe(0)
})

test('without a network it waits, and goes on the moment there is one', () => {
  const p = talking()
  p.tell({ type: 'online', online: false })
  expect(p.phase).toBe('waiting')
  p.tell({ type: 'online', online: true })
  expect(p.phase).toBe('connecting')
})

test('after a night the line is tried anew without being asked', () => {
  const p = talking()
  p.tell({ type: 'slept' })
  expect(p.retries()).toBe(0)
  expect(p.phase).toBe('connecting')
})

test('a sign-in that ran out is renewed once', () => {
  const p = talking()
  p.breaks(4401, 'sign-in-expired')
  expect(p.last('connect')).toMatchObject({ renew: true })
  p.breaks(4401, 'sign-in-expired')
  expect(p.state.phase).toMatchObject({ name: 'over', end: { why: 'refused', code: 'sign-in-required' } })
})

describe('it ends', () => {
  test.each([
    ['taken-over', { why: 'taken-over' }],
    ['voice-time-up', { why: 'time-up' }],
  ])('for good when the server says %s', (code, end) => {
    const p = talking()
    p.says(error(code))
    expect(p.state.phase).toEqual({ name: 'over', end })
    expect(p.open.size).toBe(0)
  })

  test('when the server does not do this', () => {
    const p = page()
    p.tell({ type: 'start' })
    p.opens()
    p.says(error('validation-failed'))
    expect(p.state.phase).toMatchObject({ name: 'over', end: { why: 'refused', code: 'validation-failed' } })
  })

  test('but not because one turn failed, nor because the server is busy', () => {
    const p = talking()
    p.says(error('model-unavailable'))
    expect(p.phase).toBe('live')
    p.breaks(1013, 'overloaded')
    p.retries()
    p.opens()
    p.says(error('overloaded'))
    expect(p.phase).toBe('waiting')
  })

  test('and can begin again', () => {
    const p = talking()
    p.says(error('taken-over'))
    p.tell({ type: 'start' })
    p.opens()
    expect(p.last('greet')).toEqual({ do: 'greet', resume: null })
  })
})

test('whatever happens, and in whatever order: one socket at a time, and it can always go on or end', () => {
  const happening = fc.oneof(
    fc.constantFrom('opens', 'breaks', 'retries').map((what) => ({ what })),
    fc.constantFrom(1001, 1013, 4401, 4403, 4429).map((code) => ({ code })),
    fc.constantFrom<ServerFrame>(
      ready(),
      ready({ resumed: true, through_ms: 100 }),
      error('voice-lost'),
      error('taken-over'),
      error('overloaded'),
      error('model-unavailable'),
      { type: 'pong' },
    ),
    fc.constantFrom<LineEvent>(
      { type: 'start' },
      { type: 'stop' },
      { type: 'slept' },
      { type: 'online', online: true },
      { type: 'online', online: false },
      { type: 'sound', attempt: 1, at: 0 },
      { type: 'closed', attempt: 0, code: 1006, reason: '' },
    ),
    fc.integer({ min: 0, max: 6_000 }).map((ms) => ({ ms })),
  )
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (story) => {
      const p = page()
      for (const next of story) {
        if ('what' in next) p[next.what as 'opens']()
        else if ('ms' in next) p.wait(next.ms)
        else if ('type' in next && next.type === 'start') p.tell(next)
        else if ('type' in next && ['stop', 'slept', 'online', 'sound', 'closed'].includes(next.type))
          p.tell(next as LineEvent)
        else if ('type' in next) p.says(next as ServerFrame)
        else p.breaks((next as { code: number }).code)
        expect(p.open.size).toBeLessThanOrEqual(1)
        if (p.phase === 'live') expect([...p.open]).toEqual([p.state.attempt])
      }
      p.tell({ type: 'stop' })
      expect(p.phase).toBe('over')
      expect(p.open.size).toBe(0)
      p.tell({ type: 'start' })
      p.opens()
      p.says(ready())
      expect(p.phase).toBe('live')
    }),
    { numRuns: 1_000 },
  )
})
