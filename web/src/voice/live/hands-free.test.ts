import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Refusal } from '../microphone.ts'
import {
  type HandsFreeEffect,
  type HandsFreeEvent,
  handsFreeStep,
  restingHandsFree,
  WITHOUT_LINE_MS,
} from './hands-free.ts'
import { liveFaceOf } from './hands-free-face.ts'

/** A page with one microphone, whose permission, device and line answer when the story says so. */
function page() {
  let state = restingHandsFree('ok')
  let clock = 0
  const dialogs: number[] = []
  const live = new Set<number>()
  const done: HandsFreeEffect[] = []
  let muted = false

  const tell = (event: HandsFreeEvent) => {
    const next = handsFreeStep(state, event)
    state = next.state
    for (const effect of next.effects) {
      done.push(effect)
      if (effect.do === 'open') dialogs.push(effect.attempt)
      if (effect.do === 'listen') muted = false
      if (effect.do === 'close') live.delete(effect.attempt)
      if (effect.do === 'mute') muted = effect.muted
    }
  }
  return {
    live,
    dialogs,
    done,
    tell,
    get state() {
      return state
    },
    get face() {
      return liveFaceOf(state)
    },
    get muted() {
      return muted
    },
    did: () => done.splice(0).map((effect) => effect.do),
    wait(ms: number) {
      clock += ms
      tell({ type: 'tick', at: clock })
    },
    press: () => tell({ type: 'press', at: clock }),
    release: () => tell({ type: 'release', at: clock }),
    held: () => state.press && tell({ type: 'held', at: state.press.at }),
    allow() {
      const attempt = dialogs.shift()
      if (attempt === undefined) return
      live.add(attempt)
      tell({ type: 'granted', attempt })
    },
    refuse(why: Refusal) {
      const attempt = dialogs.shift()
      if (attempt !== undefined) tell({ type: 'refused', attempt, why })
    },
    unplug() {
      const [attempt] = live
      if (attempt === undefined) return
      live.delete(attempt)
      tell({ type: 'track-ended', attempt })
    },
    lose: () => tell({ type: 'line-lost', at: clock }),
  }
}
function talking() {
  const p = page()
  p.tell({ type: 'start' })
  p.allow()
  p.tell({ type: 'line-ready' })
  p.did()
  return p
}
const tap = (p: ReturnType<typeof page>) => {
  p.press()
  p.release()
}

describe('a hands-free conversation', () => {
  test('asks, listens, and says so before the line is there', () => {
    const p = page()
    p.tell({ type: 'start' })
    expect(p.face).toBe('asking')
    p.allow()
    expect(p.face).toBe('connecting')
    p.tell({ type: 'line-ready' })
    expect(p.face).toBe('listening')
  })

  test('a tap ends the turn when something was said, and the conversation when nothing was', () => {
    const p = talking()
    p.tell({ type: 'speech' })
    tap(p)
    expect(p.did()).toEqual(['watch-hold', 'commit'])
    p.tell({ type: 'turn-taken' })
    tap(p)
    expect(p.did()).toEqual(['watch-hold', 'close', 'end'])
    expect(p.face).toBe('ready')
    expect(p.live.size).toBe(0)
  })

  test.each(['thinking', 'speaking', 'paused'] as const)(
    'a tap while it is %s stops the reply and goes on listening',
    (state) => {
      const p = talking()
      p.tell({ type: 'server', state })
      expect(p.face).toBe(state)
      tap(p)
      expect(p.did()).toEqual(['watch-hold', 'stop-reply'])
      expect(p.face).toBe('listening')
    },
  )

  test('a long press interrupts, holds the turn open, and ends it when let go', () => {
    const p = talking()
    p.tell({ type: 'server', state: 'speaking' })
    p.press()
    p.held()
    expect(p.did()).toEqual(['watch-hold', 'stop-reply', 'hold'])
    p.release()
    expect(p.did()).toEqual(['hold', 'commit'])
    expect(p.live.size).toBe(1)
  })

  test('muted is shown muted, and the next tap opens the ear', () => {
    const p = talking()
    p.tell({ type: 'mute', muted: true })
    expect(p.face).toBe('muted')
    expect(p.muted).toBe(true)
    tap(p)
    expect(p.muted).toBe(false)
    expect(p.face).toBe('listening')
  })

  test('Esc stops the reply first, then throws away what was said and ends', () => {
    const p = talking()
    p.tell({ type: 'server', state: 'thinking' })
    p.tell({ type: 'escape' })
    expect(p.did()).toEqual(['stop-reply'])
    p.tell({ type: 'escape' })
    expect(p.done).toContainEqual({ do: 'end', drop: true })
    expect(p.live.size).toBe(0)
  })

  test('a permission that comes after it was given up leaves nothing live', () => {
    const p = page()
    p.tell({ type: 'start' })
    p.tell({ type: 'escape' })
    p.allow()
    expect(p.did()).toEqual(['open', 'close'])
    expect(p.live.size).toBe(0)
  })

  test('without a line it goes on listening for half a minute, says so, and then ends with all kept', () => {
    const p = talking()
    p.lose()
    expect(p.face).toBe('offline')
    p.wait(WITHOUT_LINE_MS - 1)
    expect(p.live.size).toBe(1)
    // A second loss does not begin the half minute anew.
    p.lose()
    p.wait(1)
    expect(p.live.size).toBe(0)
    expect(p.state.ending).toBe('no-line')
    expect(p.done).toContainEqual({ do: 'end', drop: false })
  })

  test('a line that comes back is as if nothing had been', () => {
    const p = talking()
    p.lose()
    p.wait(1_500)
    p.tell({ type: 'line-ready' })
    expect(p.face).toBe('listening')
    p.wait(WITHOUT_LINE_MS * 2)
    expect(p.live.size).toBe(1)
  })

  test('another window takes over calmly', () => {
    const p = talking()
    p.tell({ type: 'line-over', why: 'taken-over' })
    expect(p.live.size).toBe(0)
    expect(p.state.ending).toBe('taken-over')
    tap(p)
    expect(p.face).toBe('asking')
  })
})

test('whatever is pressed, and whatever device, line and server do: no live track unseen, no listening without one', () => {
  const happening = fc.oneof(
    fc.constantFrom('press', 'release', 'held', 'allow', 'unplug', 'lose').map((what) => ({ what }) as const),
    fc.constantFrom<Refusal>('denied', 'no-device', 'in-use', 'failed').map((why) => ({ why })),
    fc.constantFrom<HandsFreeEvent>(
      { type: 'start' },
      { type: 'press-lost' },
      { type: 'escape' },
      { type: 'leave' },
      { type: 'mute', muted: true },
      { type: 'mute', muted: false },
      { type: 'line-ready' },
      { type: 'line-over', why: 'taken-over' },
      { type: 'line-over', why: 'line' },
      { type: 'speech' },
      { type: 'turn-taken' },
      { type: 'track-deaf', attempt: 1, deaf: true },
    ),
    fc
      .constantFrom('idle', 'listening', 'holding', 'thinking', 'speaking', 'paused')
      .map((state) => ({ type: 'server', state }) as HandsFreeEvent),
    fc.integer({ min: 0, max: 20_000 }).map((ms) => ({ ms })),
  )
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (story) => {
      const p = page()
      for (const next of story) {
        if ('type' in next) p.tell(next)
        else if ('what' in next) p[next.what]()
        else if ('why' in next) p.refuse(next.why)
        else p.wait(next.ms)
        const { phase } = p.state
        expect(p.live.size).toBe(phase.name === 'on' ? 1 : 0)
        if (phase.name === 'on') {
          expect([...p.live]).toEqual([phase.attempt])
          expect(phase.muted).toBe(p.muted)
          expect(['ready', 'asking', 'unsupported', 'insecure']).not.toContain(p.face)
          if (p.muted) expect(['listening', 'holding', 'connecting', 'offline']).not.toContain(p.face)
        } else expect(['ready', 'asking']).toContain(p.face)
      }
      // Never stuck: with every dialog answered, two escapes rest it: the reply, then the conversation.
      while (p.dialogs.length > 0) p.allow()
      p.tell({ type: 'escape' })
      p.tell({ type: 'escape' })
      expect(p.state.phase.name).toBe('off')
      expect(p.live.size).toBe(0)
    }),
    { numRuns: 1_000 },
  )
})
