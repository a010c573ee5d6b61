import { Worker } from 'node:worker_threads'
import type { ProblemCode } from '@lva/contracts/problem'
import { Problem } from '../problem.ts'
import type { Heard } from './hear.ts'
import type { Kind } from './identify.ts'

/** What a worker is asked. */
export interface Question {
  bytes: Uint8Array
  kind: Kind
  maxSeconds: number
}

/** What it answers. */
export type Reply =
  | { heard: Heard }
  | { problem: { code: ProblemCode; message: string; cause: string } }
  | { fault: unknown }

export type Ears = ReturnType<typeof createEars>

// A minute of FLAC or Vorbis takes well under a second; what takes longer than this was made to.
const TIMEOUT_MS = 20_000
const IDLE_MS = 60_000
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }

/**
 * Up to `count` worker threads, started when there is something to hear and let go after a minute of quiet. A recording that takes
 * longer than `timeoutMs`, or more memory than a worker has, is `damaged-audio` and costs nobody else anything.
 */
export function createEars({ count = 2, timeoutMs = TIMEOUT_MS, idleMs = IDLE_MS } = {}) {
  const resting: Worker[] = []
  const waiting: (() => void)[] = []
  const all = new Set<Worker>()
  let busy = 0
  let rest: NodeJS.Timeout | undefined

  return {
    /** What is in these bytes. Throws what `decode` throws; `signal` gives up the wait. */
    async hear(question: Question, { signal }: { signal: AbortSignal }): Promise<Heard> {
      signal.throwIfAborted()
      await turn(signal)
      try {
        signal.throwIfAborted()
        return read(await ask(question, signal))
      } finally {
        const next = waiting.shift()
        if (next) next()
        else busy--
        restLater()
      }
    },

    /** Ends every worker, also a busy one. */
    async close(): Promise<void> {
      clearTimeout(rest)
      resting.length = 0
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }

  /** Waits for a free place; whoever leaves hands theirs on. */
  async function turn(signal: AbortSignal): Promise<void> {
    if (busy < count) {
      busy++
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = () => {
      waiting.splice(waiting.indexOf(resolve), 1)
      reject(signal.reason)
    }
    signal.addEventListener('abort', giveUp)
    waiting.push(resolve)
    await promise.finally(() => signal.removeEventListener('abort', giveUp))
  }

  async function ask(question: Question, signal: AbortSignal): Promise<Reply> {
    clearTimeout(rest)
    const worker = resting.pop() ?? start()
    worker.ref()
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      const reply = await answerOf(worker, question, limit)
      worker.unref()
      resting.push(worker)
      return reply
    } catch (error) {
      // Whoever gave up, the worker may still be at it, and is of no use to the next one.
      await worker.terminate()
      signal.throwIfAborted()
      if (!limit.aborted && !ranOutOfMemory(error)) throw error
      throw new Problem('damaged-audio', 'This recording is damaged and cannot be read.', { cause: error })
    }
  }

  function start(): Worker {
    const worker = new Worker(new URL('./ear-worker.ts', import.meta.url), {
      resourceLimits: MEMORY,
      stdout: true,
      stderr: true,
    })
    // Decoders print what they make of damaged files; the answer says enough.
    worker.stdout.resume()
    worker.stderr.resume()
    all.add(worker)
    // Whoever waits for an answer hears of it; one that fails while it rests is only gone.
    worker.on('error', () => {})
    worker.once('exit', () => {
      all.delete(worker)
      if (resting.includes(worker)) resting.splice(resting.indexOf(worker), 1)
    })
    return worker
  }

  function restLater(): void {
    clearTimeout(rest)
    if (busy > 0) return
    rest = setTimeout(() => {
      for (const worker of resting.splice(0)) void worker.terminate()
    }, idleMs)
    rest.unref()
  }
}

function answerOf(worker: Worker, question: Question, limit: AbortSignal): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const ended = () => reject(new Error('the listening worker ended'))
  const late = () => reject(limit.reason)
  worker.on('message', resolve).on('error', reject).on('exit', ended)
  limit.addEventListener('abort', late)
  worker.postMessage(question)
  return promise.finally(() => {
    worker.off('message', resolve).off('error', reject).off('exit', ended)
    limit.removeEventListener('abort', late)
  })
}

function read(reply: Reply): Heard {
  if ('heard' in reply) return reply.heard
  if ('fault' in reply) throw reply.fault
  throw new Problem(reply.problem.code, reply.problem.message, { cause: reply.problem.cause })
}

function ranOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
