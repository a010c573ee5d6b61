import type { TurnEvent } from '@lva/contracts/conversation'
import type { Learner } from '../../learner.ts'
import { Problem } from '../../problem.ts'
import { type Clock, pause } from '../../providers/clock.ts'
import type { Heart } from '../../voice/voice.ts'
import type { Answer } from '../call.ts'

/** A carrier waits 15 seconds for an answer; a caller not so long for a sound. */
const PATIENCE_MS = 5_000
/** Whoever does not come back for a reply has hung up. */
const FETCHED_MS = 2 * 60_000
/** Turns that wait at the same time, above what any number of calls makes. */
const WAITING_MAX = 2_000

/** How a turn went. */
export type Told =
  | { type: 'answered'; text: string; ends: boolean }
  | { type: 'waits'; exchangeId: string }
  | { type: 'failed'; kept: boolean }

/**
 * Turns of calls that are answered by one request or by several: whoever is not answered in time comes back for the reply, to this process
 * or to another. `replyText` throws Problem `not-found` while there is none.
 */
export function createWaitingTurns({
  takeTurn,
  replyText,
  clock,
  log,
}: {
  takeTurn: Heart['takeTurn']
  replyText: (userId: string, exchangeId: string) => Promise<string>
  clock: Clock
  log: { error(facts: object, message: string): void }
}) {
  const waiting = new Map<string, Promise<Told>>()

  async function answer(
    events: AsyncIterable<TurnEvent>,
    kept: string | null,
    begun: (id: string) => void,
  ): Promise<Told> {
    let safe = false
    try {
      for await (const event of events) {
        if (event.type === 'turn-start') {
          safe = true
          begun(event.exchange_id)
        }
        if (event.type !== 'reply-end') continue
        const ends = event.agent_text !== null && event.intent === 'end_conversation'
        return { type: 'answered', text: event.agent_text ?? kept ?? '', ends }
      }
      return { type: 'failed', kept: safe }
    } catch (err) {
      return failure(err, safe)
    }
  }

  function failure(err: unknown, safe: boolean): Told {
    if (!(err instanceof Problem)) {
      log.error({ err }, 'a turn by telephone failed')
      return { type: 'failed', kept: safe }
    }
    const { exchange_id: exchangeId, kept } = err.fields
    // Another process was asked the same, and is at it.
    if (err.code === 'still-running' && typeof exchangeId === 'string') return { type: 'waits', exchangeId }
    return { type: 'failed', kept: safe || kept === true }
  }

  /** Waits a moment for a turn that is being answered. */
  async function within(exchangeId: string, told: Promise<Told>): Promise<Told> {
    const stop = new AbortController()
    const late = pause(clock, PATIENCE_MS, stop.signal).then((): Told => ({ type: 'waits', exchangeId }))
    const first = await Promise.race([told, late])
    stop.abort()
    if (first.type !== 'waits') waiting.delete(exchangeId)
    return first
  }

  return {
    /** Takes a turn of a call. The same `key` is the same turn, whichever process is asked. */
    async take(
      learner: Learner,
      { text, sessionId, mode, kept }: Answer & { kind: 'turn' },
      about: { confidence: number | null; key: string },
    ): Promise<Told> {
      const begun = Promise.withResolvers<string>()
      const events = takeTurn({
        ...{ learner, sessionId, text, mode, confidence: about.confidence, spoken: true, idempotencyKey: about.key },
      })
      const told = answer(events, kept, begun.resolve)
      const exchangeId = await Promise.race([begun.promise, told.then(() => '')])
      if (exchangeId === '') return told
      if (waiting.size < WAITING_MAX) waiting.set(exchangeId, told)
      const first = await within(exchangeId, told)
      if (first.type === 'waits') void told.then(() => clock.after(FETCHED_MS, () => waiting.delete(exchangeId)))
      return first
    },

    /** Comes back for the reply to a turn. */
    async again(userId: string, exchangeId: string): Promise<Told> {
      const here = waiting.get(exchangeId)
      if (here) return within(exchangeId, here)
      try {
        return { type: 'answered', text: await replyText(userId, exchangeId), ends: false }
      } catch {
        await pause(clock, PATIENCE_MS, new AbortController().signal)
        return { type: 'waits', exchangeId }
      }
    },
  }
}
