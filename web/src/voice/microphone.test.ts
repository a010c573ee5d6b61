import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Microphone, type MicrophoneEvent, type Refusal, restingMicrophone, step } from './microphone.ts'
import { faceOf } from './microphone-face.ts'

/** A page with one microphone, whose permission and device answer when the story says so. */
function page(support: Microphone['support'] = 'ok') {
  let state = restingMicrophone(support, true)
  let clock = 0
  const dialogs: number[] = []
  const live = new Set<number>()
  const sent: number[] = []
  const stopped: number[] = []

  const tell = (event: MicrophoneEvent) => {
    const next = step(state, event)
    state = next.state
    for (const effect of next.effects) {
      if (effect.do === 'open') dialogs.push(effect.attempt)
      if (effect.do === 'finish') sent.push(effect.attempt)
      if (effect.do === 'stop-reply') stopped.push(clock)
      if (effect.do === 'finish' || effect.do === 'discard' || effect.do === 'close') live.delete(effect.attempt)
    }
  }
  return {
    live,
    sent,
    stopped,
    dialogs,
    get state() {
      return state
    },
    get face() {
      return faceOf(state, 0)
    },
    tell,
    wait: (ms: number) => {
      clock += ms
    },
    press: () => tell({ type: 'press', at: clock }),
    release: () => tell({ type: 'release', at: clock }),
    held: () => state.press && tell({ type: 'held', at: state.press.at }),
    lost: () => tell({ type: 'press-lost', at: clock }),
    hide: () => tell({ type: 'hidden', at: clock }),
    allow: () => {
      const attempt = dialogs.shift()
      if (attempt === undefined) return
      live.add(attempt)
      tell({ type: 'granted', attempt, at: clock })
    },
    refuse: (why: Refusal) => {
      const attempt = dialogs.shift()
      if (attempt !== undefined) tell({ type: 'refused', attempt, why })
    },
    unplug: () => {
      const [attempt] = live
      if (attempt === undefined) return
      live.delete(attempt)
      tell({ type: 'track-ended', attempt, at: clock })
    },
    timeUp: () => tell({ type: 'time-up', attempt: state.attempts, at: clock }),
    breakDown: () => tell({ type: 'recording-failed', attempt: state.attempts }),
  }
}

describe('the microphone', () => {
  test('a tap starts, a second tap stops and the words are sent', () => {
    const p = page()
    p.press()
    p.wait(80)
    p.release()
    p.allow()
    expect(p.face).toBe('listening')
    p.wait(2_000)
    p.press()
    p.wait(60)
    p.release()
    expect(p.face).toBe('writing-down')
    expect(p.sent).toEqual([1])
    expect(p.live.size).toBe(0)
  })

  test('a tap that outlasts the permission still is a tap', () => {
    const p = page()
    p.press()
    p.wait(60)
    p.allow()
    p.wait(60)
    p.release()
    expect(p.face).toBe('listening')
  })

  test('a late alarm of an earlier recording does not end this one', () => {
    const p = page()
    p.press()
    p.allow()
    p.wait(900)
    p.tell({ type: 'escape' })
    p.press()
    p.allow()
    p.wait(900)
    p.tell({ type: 'time-up', attempt: 1, at: 1_800 })
    expect(p.sent).toEqual([])
    expect(p.live.size).toBe(1)
  })

  test('a finger that stays down after a refusal does not ask again by itself', () => {
    const p = page()
    p.press()
    p.refuse('denied')
    p.wait(400)
    p.held()
    expect(p.dialogs).toEqual([])
  })

  test('holding talks until the finger is lifted', () => {
    const p = page()
    p.press()
    p.allow()
    p.wait(1_500)
    p.release()
    expect(p.sent).toEqual([1])
  })

  test('a press shorter than the permission dialog leaves nothing live, and says why', () => {
    const p = page()
    p.press()
    p.wait(100)
    p.release()
    p.wait(4_000)
    p.allow()
    expect(p.live.size).toBe(0)
    expect(p.face).toBe('ready')
    expect(p.state.notice).toBe('granted-now')
  })

  test('after the permission is known, a slow device still starts by a tap', () => {
    const p = page()
    p.press()
    p.wait(50)
    p.release()
    p.wait(3_000)
    p.allow()
    p.press()
    p.wait(50)
    p.release()
    p.wait(1_800)
    p.allow()
    expect(p.face).toBe('listening')
  })

  test('a hold released before the permission came is over', () => {
    const p = page()
    p.press()
    p.wait(600)
    p.release()
    p.wait(100)
    p.allow()
    expect(p.live.size).toBe(0)
  })

  test('sliding away and letting go sends nothing', () => {
    const p = page()
    p.press()
    p.allow()
    p.wait(900)
    p.tell({ type: 'slide', away: true })
    expect(p.face).toBe('cancelling')
    p.release()
    expect(p.face).toBe('ready')
    expect(p.sent).toEqual([])
    expect(p.live.size).toBe(0)
  })

  test('sliding back keeps the words', () => {
    const p = page()
    p.press()
    p.allow()
    p.wait(900)
    p.tell({ type: 'slide', away: true })
    p.tell({ type: 'slide', away: false })
    p.release()
    expect(p.sent).toEqual([1])
  })

  test('escape while listening throws the sound away', () => {
    const p = page()
    p.press()
    p.release()
    p.allow()
    p.wait(900)
    p.tell({ type: 'escape' })
    expect(p.sent).toEqual([])
    expect(p.live.size).toBe(0)
  })

  test('the longest time keeps what was said', () => {
    const p = page()
    p.press()
    p.release()
    p.allow()
    p.wait(60_000)
    p.timeUp()
    expect(p.sent).toEqual([1])
    expect(p.state.notice).toBe('time-up')
  })

  test('an unplugged device ends the turn with the words said so far', () => {
    const p = page()
    p.press()
    p.release()
    p.allow()
    p.wait(3_000)
    p.unplug()
    expect(p.sent).toEqual([1])
    expect(p.state.notice).toBe('unplugged')
  })

  test('a tap while the reply is spoken stops it; going on to hold takes the floor', () => {
    const p = page()
    p.tell({ type: 'reply', reply: 'speaking' })
    expect(p.face).toBe('speaking')
    p.press()
    expect(p.stopped).toHaveLength(1)
    expect(p.face).toBe('ready')
    p.wait(400)
    p.held()
    p.allow()
    expect(p.face).toBe('listening')
    p.wait(500)
    p.release()
    expect(p.sent).toEqual([1])
  })

  test('plain http and old browsers are said, never tried', () => {
    for (const support of ['insecure', 'unsupported'] as const) {
      const p = page(support)
      p.press()
      expect(p.dialogs).toEqual([])
      expect(p.face).toBe(support)
    }
  })

  test('a refused permission is told and the next press asks anew', () => {
    const p = page()
    p.press()
    p.release()
    p.refuse('denied')
    expect(p.state.notice).toBe('denied')
    p.press()
    expect(p.dialogs).toEqual([2])
    expect(p.state.notice).toBe(null)
  })

  test('a system that mutes the track is shown, and unmuting goes on', () => {
    const p = page()
    p.press()
    p.allow()
    p.tell({ type: 'track-muted', attempt: 1, muted: true })
    expect(p.face).toBe('muted')
    p.tell({ type: 'track-muted', attempt: 1, muted: false })
    expect(p.face).toBe('listening')
  })

  test('whatever is pressed, and whenever the device answers: no live track unseen, no listening without a track', () => {
    const happenings = ['press', 'release', 'held', 'lost', 'hide', 'allow', 'unplug', 'timeUp', 'breakDown'] as const
    const happening = fc.oneof(
      fc.constantFrom(...happenings),
      fc.constantFrom<Refusal>('denied', 'no-device', 'in-use', 'failed').map((why) => ({ why })),
      fc.constantFrom('none', 'writing-down', 'thinking', 'answering', 'speaking').map((reply) => ({ reply }) as const),
      fc
        .constantFrom('escape', 'away', 'back', 'mute', 'settle', 'offline', 'online')
        .map((told) => ({ told }) as const),
      fc.integer({ min: 0, max: 3_000 }).map((ms) => ({ ms })),
    )
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (story) => {
        const p = page()
        for (const next of story) {
          if (typeof next === 'string') p[next]()
          else if ('ms' in next) p.wait(next.ms)
          else if ('why' in next) p.refuse(next.why)
          else if ('reply' in next) p.tell({ type: 'reply', reply: next.reply })
          else p.tell(told(next.told, p.state.attempts))
          const listening = p.state.phase.name === 'listening'
          expect(p.live.size, JSON.stringify(next)).toBe(listening ? 1 : 0)
          if (p.state.phase.name === 'listening') expect([...p.live]).toEqual([p.state.phase.attempt])
        }
        // Never stuck: with every dialog answered and one escape it rests.
        while (p.dialogs.length > 0) p.allow()
        p.tell({ type: 'escape' })
        expect(p.state.phase.name).toBe('ready')
        expect(p.live.size).toBe(0)
        expect(new Set(p.sent).size).toBe(p.sent.length)
      }),
      { numRuns: 1_000 },
    )
  })
})

function told(what: string, attempt: number): MicrophoneEvent {
  if (what === 'away' || what === 'back') return { type: 'slide', away: what === 'away' }
  if (what === 'mute') return { type: 'track-muted', attempt, muted: true }
  if (what === 'settle') return { type: 'settled', attempt }
  if (what === 'escape') return { type: 'escape' }
  return { type: 'online', online: what === 'online' }
}
