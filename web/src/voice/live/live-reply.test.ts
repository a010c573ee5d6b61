import { describe, expect, test } from 'vitest'
import { createLiveReply } from './live-reply.ts'

const playing = { reply: 1, played: 0, is: 'playing' as const, underruns: 0 }

function replying() {
  const reply = createLiveReply({ mouth: () => null, say: () => {}, now: () => 0 })
  reply.spoken(0.9, 1_000)
  reply.spoken(0.1, 1_020)
  reply.begin('r1')
  return reply
}

describe('how long it took from the last word to the first sound', () => {
  test('is measured by when both were heard, however late the page looks', () => {
    const reply = replying()
    expect(reply.heardAfterMs('r1')).toBe(null)
    reply.played({ ...playing, heardMs: 0, at: 1_480 })
    expect(reply.heardAfterMs('r1')).toBe(null)
    reply.played({ ...playing, heardMs: 40, at: 1_540 })
    reply.played({ ...playing, heardMs: 80, at: 1_700 })
    expect(reply.heardAfterMs('r1')).toBe(500)
  })

  test('is not known of another reply, nor where nobody spoke', () => {
    const reply = replying()
    reply.played({ ...playing, heardMs: 40, at: 1_540 })
    expect(reply.heardAfterMs('r0')).toBe(null)
    const silent = createLiveReply({ mouth: () => null, say: () => {}, now: () => 0 })
    silent.begin('r1')
    silent.played({ ...playing, heardMs: 40, at: 1_540 })
    expect(silent.heardAfterMs('r1')).toBe(null)
  })

  test('is not changed by whoever speaks into it', () => {
    const reply = replying()
    reply.spoken(0.9, 1_510)
    reply.played({ ...playing, heardMs: 40, at: 1_540 })
    expect(reply.heardAfterMs('r1')).toBe(500)
  })
})
