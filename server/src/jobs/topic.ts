import type { AnyDb } from '../db/open.ts'
import type { Kind } from './kind.ts'

/** Which facts are work for a subscriber, and under which key; otherwise all of them, under the key of the fact. */
export interface Interest<Fact> {
  when?: (fact: Fact) => boolean
  key?: (fact: Fact) => string
}

/**
 * Something that happens, and the kinds of work that follow from it: each subscriber gets a job of its own, which is tried again by
 * itself. A fact nobody is interested in costs nothing.
 */
export function createTopic<Fact extends object>({ keyOf }: { keyOf: (fact: Fact) => string }) {
  const subscribers: Array<Required<Interest<Fact>> & { kind: Pick<Kind<Fact>, 'enqueue'> }> = []
  return {
    /** Has a kind of work done after each fact. Call before the jobs are started. */
    subscribe(kind: Pick<Kind<Fact>, 'enqueue'>, { when = () => true, key = keyOf }: Interest<Fact> = {}): void {
      subscribers.push({ kind, when, key })
    },

    /** Says, in the transaction of the fact, that it happened. */
    async tell(trx: AnyDb, fact: Fact): Promise<void> {
      for (const { kind, when, key } of subscribers) if (when(fact)) await kind.enqueue(trx, fact, { key: key(fact) })
    },
  }
}
