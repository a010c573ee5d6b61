import type { Outgoing } from '../outgoing/outgoing.ts'
import { type Breaker, createBreaker } from '../providers/breaker.ts'
import type { Clock } from '../providers/clock.ts'
import type { ServerRow } from './kept.ts'
import type { Asking } from './protocol.ts'
import type { Headers } from './sealed-headers.ts'
import { ToolServerTrouble } from './trouble.ts'

/** All of it together: connecting, looking what the tool is now, and its answer. */
const PATIENCE_MS = 5_000
const ANSWER_BYTES_MAX = 1024 * 1024

/** Asks tool servers, each with an end to our patience and a breaker of its own. */
export function createAsking({
  outgoing,
  headers,
  clock,
  version,
  patienceMs = PATIENCE_MS,
}: {
  outgoing: Pick<Outgoing, 'only' | 'isNamed'>
  headers: Headers
  clock: Clock
  version: string
  patienceMs?: number
}) {
  const breakers = new Map<string, Breaker>()
  function breakerOf(id: string): Breaker {
    const breaker = breakers.get(id) ?? createBreaker({ clock })
    breakers.set(id, breaker)
    return breaker
  }

  async function ask<T>(
    row: ServerRow,
    signal: AbortSignal | undefined,
    work: (asking: Asking) => Promise<T>,
  ): Promise<T> {
    const header = headers.open(row)
    const fetch = outgoing.only(row.url, { operators: false, maxBytes: ANSWER_BYTES_MAX })
    // With it comes a client and its schemas; a house without tool servers does without.
    const { within } = await import('./protocol.ts')
    const inTime = AbortSignal.timeout(patienceMs)
    const where = { ...{ url: row.url, header, fetch, version } }
    return within(where, signal ? AbortSignal.any([signal, inTime]) : inTime, work)
  }

  return {
    /** Asks at once, whatever was before: somebody waits to see how it goes. Throws ToolServerTrouble. */
    now: ask,

    /** Asks unless it failed again and again. Throws ToolServerTrouble; leaving counts as nothing. */
    async unlessBroken<T>(row: ServerRow, signal: AbortSignal, work: (asking: Asking) => Promise<T>): Promise<T> {
      const pass = breakerOf(row.id).enter()
      if ('tooEarlyMs' in pass) throw new ToolServerTrouble('It failed repeatedly and is left alone for a moment.')
      try {
        const result = await ask(row, signal, work)
        pass.succeeded()
        return result
      } catch (error) {
        if (!signal.aborted) pass.failed()
        throw error
      } finally {
        pass.left()
      }
    },

    /** Nothing of it is known any more. */
    forget: (id: string) => void breakers.delete(id),
  }
}
