import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MicrophoneEvent, Refusal } from './microphone.ts'
import { page } from './microphone-story.ts'

test('whatever is pressed, and whenever the device answers: no live track unseen, no listening without a track', () => {
  const happenings = ['press', 'release', 'held', 'lost', 'hide', 'allow', 'unplug', 'timeUp', 'breakDown'] as const
  const happening = fc.oneof(
    fc.constantFrom(...happenings),
    fc.constantFrom<Refusal>('denied', 'no-device', 'in-use', 'failed').map((why) => ({ why })),
    fc.constantFrom('none', 'writing-down', 'thinking', 'answering', 'speaking').map((reply) => ({ reply }) as const),
    fc.constantFrom('escape', 'away', 'back', 'mute', 'settle', 'offline', 'online').map((told) => ({ told }) as const),
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

function told(what: string, attempt: number): MicrophoneEvent {
  if (what === 'away' || what === 'back') return { type: 'slide', away: what === 'away' }
  if (what === 'mute') return { type: 'track-muted', attempt, muted: true }
  if (what === 'settle') return { type: 'settled', attempt }
  if (what === 'escape') return { type: 'escape' }
  return { type: 'online', online: what === 'online' }
}
