import { Worker } from 'node:worker_threads'
import { LRUCache } from 'lru-cache'
import type { Looking } from './looking.ts'
import { createShares } from './shares.ts'

/** Who looks for longer than that holds up everybody else; a way to another thread and back costs more than a short look. */
const LONG_MS = 10
/** When long looks have taken so much altogether, a thread is worth the room it takes and the moment it needs to start. */
const WORTH_MS = 500
/** Learners who are known to look for long, and for how long they are. */
const KNOWN_MAX = 10_000
const KNOWN_MS = 3_600_000

type Look = (who: { userId: string }, ...asked: unknown[]) => Promise<unknown>

/** What the thread is asked. */
export interface Question {
  id: number
  verb: keyof Looking
  asked: readonly unknown[]
}

/** What it says: that it is ready, or what came of a question. */
export type Answered = 'ready' | { id: number; answer: unknown } | { id: number; failed: true }

/**
 * Looks through long pasts in a thread of its own, where there is a `file` that one can read: that is work for a processor, and the
 * thread everybody shares has other things to do. Until it is known of somebody that it takes long, and whenever the thread cannot, it is
 * looked `here`. What somebody has written is seen there as well: writing is acknowledged after its commit.
 */
export function createBeside({
  here,
  file,
  longMs = LONG_MS,
  worthMs = WORTH_MS,
}: {
  here: Looking
  file: string | null
  longMs?: number
  worthMs?: number
}): Looking & { close(): Promise<void> } {
  const waiting = new Map<number, (answered: Exclude<Answered, 'ready'>) => void>()
  const long = new LRUCache<string, true>({ max: KNOWN_MAX, ttl: KNOWN_MS })
  let thread: Worker | undefined
  let ready = false
  let longMsInAll = 0
  let last = 0
  const shares = createShares(() => performance.now())

  function start() {
    const started = new Worker(new URL('./looking-thread.ts', import.meta.url), { workerData: { file } })
    started.on('message', (answered: Answered) => {
      if (answered === 'ready') ready = true
      else waiting.get(answered.id)?.(answered)
    })
    started.on('error', () => {})
    started.once('exit', () => {
      thread = undefined
      ready = false
      longMsInAll = 0
      for (const [id, answer] of waiting) answer({ id, failed: true })
    })
    // It alone keeps no process from ending.
    started.unref()
    thread = started
  }

  async function ask(there: Worker, verb: keyof Looking, asked: readonly unknown[]) {
    const id = ++last
    const { promise, resolve } = Promise.withResolvers<Exclude<Answered, 'ready'>>()
    waiting.set(id, resolve)
    there.ref()
    there.postMessage({ id, verb, asked } satisfies Question)
    const answered = await promise
    waiting.delete(id)
    if (waiting.size === 0) there.unref()
    return answered
  }

  function took(userId: string, ms: number) {
    if (ms < longMs) return
    long.set(userId, true)
    longMsInAll += ms
    if (!thread && longMsInAll >= worthMs) start()
  }

  const look = (verb: Exclude<keyof Looking, 'forget'>): Look => {
    const self = here[verb] as Look
    return async (who, ...asked) => {
      const answered = thread && ready && long.has(who.userId) ? await ask(thread, verb, [who, ...asked]) : null
      if (answered && 'answer' in answered) return answered.answer
      const end = shares.begin()
      try {
        return await self(who, ...asked)
      } finally {
        const ms = end()
        if (file !== null) took(who.userId, ms)
      }
    }
  }

  return {
    recall: look('recall') as Looking['recall'],
    search: look('search') as Looking['search'],
    similar: look('similar') as Looking['similar'],
    async forget(userId) {
      long.delete(userId)
      await here.forget(userId)
      if (thread && ready) await ask(thread, 'forget', [userId])
    },
    /** Ends the thread. */
    close: async () => void (await thread?.terminate()),
  }
}
