import { availableParallelism } from 'node:os'
import { Problem } from '../problem.ts'
import { createLine, type Waiting } from './line.ts'
import { haveDone, startThread, type Thread } from './threads.ts'
import { type Does, type InputOf, type OutputOf, type ProgressOf, WorkStopped } from './work.ts'

export type Workers = ReturnType<typeof createWorkers>

/** How one kind of work is treated. */
interface Treatment {
  /** After so long it is stopped, counted from when a thread begins. */
  timeoutMs: number
  /** What a thread may hold in memory, buffers included. */
  memoryMb: number
  /** Nobody stands in front of it: it never takes the last free place. */
  patient?: boolean
  /** Takes so much outside of what can be measured that only one of its kind is done at once. */
  alone?: boolean
}

/** What one piece of work is asked with. */
interface Asked<Work extends Does> {
  /** Gives up: also work that has begun is ended. */
  signal: AbortSignal
  /** Whose work it is; a learner's id. Turns are dealt out by it. */
  owner: string
  onProgress?: (progress: ProgressOf<Work>) => void
  /** Buffers of the input that are handed over instead of copied; they are empty here afterwards. */
  transfer?: readonly ArrayBuffer[]
}

/**
 * Has a piece of work done by a thread. Rejects with what the work throws, with the signal's reason, with WorkStopped, and with Problem
 * `overloaded` when too many wait.
 */
export type Task<Work extends Does> = (input: InputOf<Work>, asked: Asked<Work>) => Promise<OutputOf<Work>>

/** A turn of some work. `alone`: the kind of which only one is done at once. */
interface Turn extends Waiting {
  alone: Thread['duty'] | null
}

interface Place extends Turn {
  give(): void
}

const COUNT = Math.max(2, Math.min(4, availableParallelism()))
const IDLE_MS = 60_000
const WAITING_MAX = 500

/**
 * The threads for heavy work: up to `count` at once for the whole house, started when there is something to do and let go after a minute of
 * quiet. Work that takes more time or memory than its kind may have is ended with its thread, and costs nobody else anything.
 */
export function createWorkers({ count = COUNT, idleMs = IDLE_MS } = {}) {
  const line = createLine<Place>()
  const resting: Thread[] = []
  const all = new Set<Thread>()
  const duties = new Map<string, Thread['duty']>()
  /** The kinds of which one is being done, and no other is to be. */
  const taken = new Set<Thread['duty']>()
  let [busy, patient] = [0, 0]
  let rest: NodeJS.Timeout | undefined

  const mayBegin = (place: Place): boolean =>
    (!place.patient || patient < Math.max(1, count - 1)) && !(place.alone && taken.has(place.alone))

  /** Hands free places to those who are next. */
  function deal(): void {
    while (busy < count) {
      const next = line.next(mayBegin)
      if (!next) break
      busy++
      if (next.patient) patient++
      if (next.alone) taken.add(next.alone)
      next.give()
    }
  }

  async function turn(who: Turn, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (line.length >= WAITING_MAX)
      throw new Problem('overloaded', 'The server has too much to read just now. Try again in a moment.', {
        retryAfter: 10,
      })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const place: Place = { ...who, give: resolve }
    const giveUp = () => {
      line.remove(place)
      reject(signal.reason)
    }
    signal.addEventListener('abort', giveUp)
    line.add(place)
    deal()
    await promise.finally(() => signal.removeEventListener('abort', giveUp))
  }

  function leave(who: Turn): void {
    busy--
    if (who.patient) patient--
    if (who.alone) taken.delete(who.alone)
    deal()
    clearTimeout(rest)
    if (busy > 0) return
    rest = setTimeout(() => {
      for (const { worker } of resting.splice(0)) void worker.terminate()
    }, idleMs)
    rest.unref()
  }

  function threadFor(duty: Thread['duty']): Thread {
    const at = resting.findLastIndex((thread) => thread.duty === duty)
    const [rested] = at < 0 ? [] : resting.splice(at, 1)
    if (rested) return rested
    // One that rests from other work makes room.
    if (all.size >= count) void resting.shift()?.worker.terminate()
    const thread = startThread(duty, (gone) => {
      all.delete(gone)
      if (resting.includes(gone)) resting.splice(resting.indexOf(gone), 1)
    })
    all.add(thread)
    return thread
  }

  return {
    /** A kind of work: `module` is the address of the one whose default export does it, and `Work` is that export's type. */
    task<Work extends Does>(
      module: URL,
      { timeoutMs, memoryMb, patient: isPatient = false, alone = false }: Treatment,
    ): Task<Work> {
      const duty = dutyOf(module, memoryMb)
      return async (input, { signal, owner, onProgress = () => {}, transfer = [] }) => {
        const who = { owner, patient: isPatient, alone: alone ? duty : null }
        await turn(who, signal)
        clearTimeout(rest)
        const thread = threadFor(duty)
        thread.worker.ref()
        const inTime = AbortSignal.timeout(timeoutMs)
        const limit = AbortSignal.any([signal, inTime])
        try {
          const output = await haveDone(thread, input, {
            ...{ limit, transfer },
            onProgress: (progress) => onProgress(progress as ProgressOf<Work>),
          })
          keep(thread)
          return output as OutputOf<Work>
        } catch (error) {
          if (error instanceof Problem) keep(thread)
          // Whoever gave up, the thread may still be at it, and is of no use to the next one.
          else await thread.worker.terminate()
          signal.throwIfAborted()
          throw inTime.aborted && error === inTime.reason ? new WorkStopped('late', { cause: error }) : error
        } finally {
          leave(who)
        }
      }
    },

    /** Ends every thread, also a busy one. */
    async close(): Promise<void> {
      clearTimeout(rest)
      resting.length = 0
      await Promise.all([...all].map(({ worker }) => worker.terminate()))
    },
  }

  /** The same work is one kind, whoever asks for it: a thread that has loaded it does it for all of them. */
  function dutyOf(module: URL, memoryMb: number): Thread['duty'] {
    const key = `${memoryMb} ${module.href}`
    const duty = duties.get(key) ?? { module, memoryMb }
    duties.set(key, duty)
    return duty
  }

  function keep(thread: Thread): void {
    thread.worker.unref()
    resting.push(thread)
  }
}
