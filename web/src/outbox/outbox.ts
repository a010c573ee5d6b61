import type { TurnEvent, TurnRequest } from '@lva/contracts/conversation'
import { Offline } from '../api/api-problem.ts'
import { type Kept, type NewTurn, turnRequest } from './kept.ts'
import { judge, nextToSend, problemOf, type Verdict } from './queue.ts'
import type { KeptStore } from './store.ts'

type Needs = {
  store: Promise<KeptStore>
  /** Takes the turn to the server; `key` is its Idempotency-Key. */
  carry: (request: TurnRequest, key: string, signal: AbortSignal) => AsyncIterable<TurnEvent>
  /** Runs work while no other tab runs work of the same name. */
  alone: <T>(name: string, work: () => Promise<T>) => Promise<T>
  newId: () => string
  now: () => Date
}

/** What became of one attempt; `event` tells a step of a turn on its way. */
export type Post = {
  /** The turn leaves the shelf now. */
  leaves: (kept: Kept) => void
  event: (kept: Kept, event: TurnEvent) => void
  /** The attempt failed; `verdict` says what that means for the words. */
  failed: (kept: Kept, verdict: Verdict, fault: unknown) => void
}
type Handed =
  | { kept: Kept; verdict: Verdict }
  | { kept: Kept; verdict: null; first: TurnEvent; events: AsyncIterator<TurnEvent>; cut: AbortController }
/** `empty`: nothing is waiting. `later`: the oldest turn could not go; the server may have named a time. */
export type Sent = { is: 'empty' } | { is: 'later'; afterMs: number | null }

export type Outbox = ReturnType<typeof createOutbox>

/** Every turn is laid down here before it travels, and leaves when the server has it. */
export function createOutbox({ store, carry, alone, newId, now }: Needs) {
  const watchers = new Set<() => void>()
  let reading: AbortController | null = null
  const changed = () => {
    for (const tell of watchers) tell()
  }

  /** One turn up to the point where its words are safe. Only this part must be alone: what follows is the reply. */
  async function handOver(userId: string, post: Post): Promise<Handed | null> {
    const shelf = await store
    const kept = nextToSend(await shelf.all(), userId)
    if (!kept) return null
    post.leaves(kept)
    const cut = new AbortController()
    const events = carry(turnRequest(kept), kept.id, cut.signal)[Symbol.asyncIterator]()
    try {
      const first = await events.next()
      if (first.done) throw new Offline('The server closed before it took the words.')
      if (first.value.type === 'error') throw problemOf(first.value)
      await shelf.remove(kept.order)
      changed()
      return { kept, verdict: null, first: first.value, events, cut }
    } catch (fault) {
      const verdict = judge(fault)
      if (verdict.is === 'safe') await shelf.remove(kept.order)
      if (verdict.is === 'refused') await shelf.put({ ...kept, refused: verdict.why })
      changed()
      post.failed(kept, verdict, fault)
      return { kept, verdict }
    }
  }

  return {
    /** Resolves when the words are stored on this device; only then may the page call them kept. */
    async keep(turn: NewTurn): Promise<Kept> {
      const kept = await (await store).add({ ...turn, id: newId(), saidAt: now().toISOString(), refused: null })
      changed()
      return kept
    },

    /** What waits for this learner, oldest first. */
    async waiting(userId: string): Promise<Kept[]> {
      const all = await (await store).all()
      return all.filter((kept) => kept.userId === userId).sort((a, b) => a.order - b.order)
    },

    /** False where the browser stores nothing: kept turns then end with the page. */
    lasting: async () => (await store).lasting,

    /** Sends what waits, in order, one turn after the other, until nothing is left or one has to wait. */
    async send(userId: string, post: Post): Promise<Sent> {
      for (;;) {
        const handed = await alone(`lva-outbox-${userId}`, () => handOver(userId, post))
        if (!handed) return { is: 'empty' }
        if (handed.verdict) {
          if (handed.verdict.is === 'later') return handed.verdict
          continue
        }
        const { kept, first, events, cut } = handed
        reading = cut
        try {
          post.event(kept, first)
          for (let step = await events.next(); !step.done; step = await events.next()) post.event(kept, step.value)
        } catch (fault) {
          post.failed(kept, { is: 'safe', exchangeId: null }, fault)
        } finally {
          reading = null
        }
      }
    },

    /** Reads no more of the reply that is arriving. Words that are not safe yet go on travelling. */
    cut: () => reading?.abort(),

    /** Gives up one turn: the learner dropped it or took it back into the box. */
    async drop(kept: Kept): Promise<void> {
      await (await store).remove(kept.order)
      changed()
    },

    /** Removes everything of one learner from this device. */
    async clear(userId: string): Promise<void> {
      const shelf = await store
      for (const kept of await shelf.all()) if (kept.userId === userId) await shelf.remove(kept.order)
      changed()
    },

    /** `tell` is called after every change; call the answer to stop. */
    watch(tell: () => void): () => void {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
  }
}
