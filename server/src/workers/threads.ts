import { Worker } from 'node:worker_threads'
import type { ProblemCode } from '@lva/contracts/problem'
import { Problem } from '../problem.ts'
import { WorkStopped } from './work.ts'

/** What a thread says. */
export type Message =
  | { progress: unknown }
  | { done: unknown }
  | { problem: { code: ProblemCode; message: string; cause: unknown } }
  | { fault: unknown }

/** What a thread is started for, and with how much memory. */
export interface Duty {
  module: URL
  memoryMb: number
}

/** One thread and the work it was started for. */
export interface Thread {
  duty: Duty
  worker: Worker
}

const YOUNG_MB = 32
/** How often it is looked at what a thread at work has taken outside of its heap, where no limit of the engine holds. */
const LOOK_MS = 50

/** Starts a thread for one kind of work. `gone` is called when it has ended, for whatever reason. */
export function startThread(duty: Duty, gone: (thread: Thread) => void): Thread {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: { module: duty.module.href },
    resourceLimits: { maxOldGenerationSizeMb: duty.memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    stdout: true,
    stderr: true,
  })
  const thread = { duty, worker }
  // Decoders and parsers print what they make of damaged files; the answer says enough.
  worker.stdout.resume()
  worker.stderr.resume()
  // Whoever waits for an answer hears of it; one that fails while it rests is only gone.
  worker.on('error', () => {})
  worker.once('exit', () => gone(thread))
  return thread
}

/**
 * Has a thread do one piece of work. Rejects with what it throws, with the reason of `limit` when that aborts, and with WorkStopped when the
 * thread ended or took more memory than it has, buffers included; the thread may still be at it then.
 */
export function haveDone(
  { worker, duty }: Thread,
  input: unknown,
  {
    limit,
    transfer,
    onProgress,
  }: { limit: AbortSignal; transfer: readonly ArrayBuffer[]; onProgress: (progress: unknown) => void },
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const said = (message: Message) => {
    if ('progress' in message) onProgress(message.progress)
    else if ('done' in message) resolve(message.done)
    else if ('problem' in message) reject(asProblem(message.problem))
    else reject(message.fault)
  }
  const failed = (cause: unknown) => reject(ranOutOfMemory(cause) ? new WorkStopped('too-large', { cause }) : cause)
  const ended = () => reject(new WorkStopped('ended'))
  const late = () => reject(limit.reason)
  const look = setInterval(async () => {
    // It rejects while the thread is starting, and once it has ended.
    const taken = await worker.getHeapStatistics().catch(() => null)
    if (taken && taken.used_heap_size + taken.external_memory > duty.memoryMb * 1024 ** 2)
      reject(new WorkStopped('too-large'))
  }, LOOK_MS)
  worker.on('message', said).on('error', failed).on('exit', ended)
  limit.addEventListener('abort', late)
  if (limit.aborted) late()
  else worker.postMessage(input, transfer)
  return promise.finally(() => {
    clearInterval(look)
    worker.off('message', said).off('error', failed).off('exit', ended)
    limit.removeEventListener('abort', late)
  })
}

function asProblem({ code, message, cause }: { code: ProblemCode; message: string; cause: unknown }): Problem {
  return new Problem(code, message, { cause })
}

function ranOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
