import { Worker } from 'node:worker_threads'
import type { Looking } from './looking.ts'

/** When those who asked have waited for so long altogether, a thread is worth the room it takes and the moment it needs to start. */
const WORTH_MS = 2_000

type Look = (...asked: unknown[]) => Promise<unknown>

/** What the thread is asked. */
export interface Question {
  id: number
  verb: keyof Looking
  asked: readonly unknown[]
}

/** What it says: that it is ready, or what came of a question. */
export type Answered = 'ready' | { id: number; answer: unknown } | { id: number; failed: true }

/**
 * Looks in a thread of its own, where there is a `file` that one can read: looking through a long past is work for a processor, and the
 * thread everybody shares has other things to do. Until that is worth it, and whenever the thread cannot, it is looked `here`. What
 * somebody has written is seen there as well: writing is acknowledged after its commit.
 */
export function createBeside({
  here,
  file,
  worthMs = WORTH_MS,
}: {
  here: Looking
  file: string | null
  worthMs?: number
}): Looking & { close(): Promise<void> } {
  const waiting = new Map<number, (answered: Exclude<Answered, 'ready'>) => void>()
  let thread: Worker | undefined
  let ready = false
  let waitedMs = 0
  let last = 0

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
      waitedMs = 0
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

  const look = (verb: Exclude<keyof Looking, 'forget'>): Look => {
    const self = here[verb] as Look
    return async (...asked) => {
      const answered = thread && ready ? await ask(thread, verb, asked) : null
      if (answered && 'answer' in answered) return answered.answer
      const began = performance.now()
      const answer = await self(...asked)
      waitedMs += performance.now() - began
      if (file !== null && !thread && waitedMs >= worthMs) start()
      return answer
    }
  }

  return {
    recall: look('recall') as Looking['recall'],
    search: look('search') as Looking['search'],
    similar: look('similar') as Looking['similar'],
    async forget(userId) {
      await here.forget(userId)
      if (thread && ready) await ask(thread, 'forget', [userId])
    },
    /** Ends the thread. */
    close: async () => void (await thread?.terminate()),
  }
}
