import type { TurnEvent } from '@lva/contracts/conversation'
import { type Clock, pause } from '../../src/providers/clock.ts'
import type { LiveCallNeeds } from '../../src/telephony/carrier/live-call.ts'

/** One turn as it is remembered: `agent` is what the model will be told it said. */
export interface Remembered {
  id: string
  user: string
  written: string
  agent: string | null
  rest: string
  interrupted: boolean
}

/** A conversation that answers by a script, on a clock, and remembers as the real one does: words first, then what was heard. */
export function createMemoryConversation(clock: Clock, script: (text: string, nth: number) => string) {
  /** The modes of what was kept unheard. */
  const unheard: string[] = []
  const turns: Remembered[] = []

  async function* takeTurn({ text, signal }: { text: string; signal?: AbortSignal }): AsyncGenerator<TurnEvent> {
    const nth = turns.length
    const turn: Remembered = { id: `x${nth + 1}`, user: text, written: '', agent: null, rest: '', interrupted: false }
    turns.push(turn)
    yield { type: 'turn-start', session_id: 'monday', exchange_id: turn.id, user_text: text }
    await pause(clock, 200, signal ?? new AbortController().signal)
    for (const word of script(text, nth).split(' ')) {
      if (signal?.aborted) return
      turn.written += `${word} `
      yield { type: 'reply-delta', text: `${word} ` }
    }
    const intent = text.includes('goodbye') ? ('end_conversation' as const) : ('statement' as const)
    const timestamp = '2026-11-27T12:00:00Z'
    const answer = { session_id: 'monday', exchange_id: turn.id, user_text: text, agent_text: turn.written }
    yield { type: 'reply-end', ...answer, intent, timestamp, answered_by: null }
  }

  const conversation = {
    takeTurn,
    prepare: () => ({ drop() {}, adopt: () => null, done: Promise.resolve() }),
    async heard(_userId: string, exchangeId: string, what: { heard: string; rest: string; interrupted: boolean }) {
      const turn = turns.find(({ id }) => id === exchangeId)
      if (!turn) throw new Error(`${exchangeId} is no turn`)
      Object.assign(turn, { agent: what.heard.trim(), rest: what.rest.trim(), interrupted: what.interrupted })
    },
    async keepUnheard({ mode }: { mode: string }) {
      unheard.push(mode)
    },
    async attachSound() {},
    endSession: async () => 'You spoke of tides.',
  }
  return { turns, unheard, conversation: conversation as unknown as LiveCallNeeds['conversation'] }
}
