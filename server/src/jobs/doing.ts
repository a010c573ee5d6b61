import type { Logger } from 'pino'
import { z } from 'zod'
import { againAndAgain } from '../again.ts'
import { type Attempt, NotYet } from './kind.ts'
import type { Queue, Taken } from './queue.ts'
import { retryDelayMs } from './retry-delay.ts'

/** How one try at a job ended. */
export interface JobEnd {
  kind: string
  ended: 'done' | 'tried-again' | 'given-up' | 'put-off'
  ms: number
}

/** How one kind of work is done. */
export interface Way {
  payload: z.ZodType
  run(payload: unknown, attempt: Attempt): Promise<void>
  maxAttempts: number
}

/**
 * Does one job and writes down how it ended. It is held for as long as that takes; when it turns out to be gone, cancelled or taken over,
 * its `stop` is aborted and nothing is written. A payload that is none is given up at once: it will not get better.
 */
export async function doJob(
  job: Taken,
  {
    way,
    queue,
    stop,
    stopping,
    holdMs,
    log,
    onEnd = () => {},
  }: {
    way: Way
    queue: Queue
    stop: AbortController
    stopping: AbortSignal
    holdMs: number
    log: Logger
    /** Hears how it ended; not of what was stopped. */
    onEnd?: ((end: JobEnd) => void) | undefined
  },
): Promise<void> {
  const fields = { kind: job.kind, attempt: job.attempts }
  const began = performance.now()
  const end = (ended: JobEnd['ended']) => onEnd({ kind: job.kind, ended, ms: performance.now() - began })
  // Each time moves the claim by which the job is known, so nothing about it is written before this has ended.
  const holding = againAndAgain(async () => {
    try {
      if (!(await queue.hold(job))) stop.abort(new Error('this work is no longer ours'))
    } catch (error) {
      log.warn({ ...fields, err: error }, 'it could not be said that a job is still being done')
    }
  }, holdMs)
  const work = async () =>
    way.run(read(job, way), { attempt: job.attempts, signal: AbortSignal.any([stop.signal, stopping]) })
  try {
    await work().finally(holding.end)
  } catch (error) {
    if (stop.signal.aborted) return
    if (error instanceof NotYet) {
      end('put-off')
      return queue.putBack(job, { inMs: error.inMs, attempts: 0 })
    }
    // That the server stops is no fault of the work.
    if (stopping.aborted) return queue.putBack(job, { inMs: 0, attempts: job.attempts - 1 })
    const message = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown'
    if (job.attempts >= way.maxAttempts || error instanceof Unreadable) {
      end('given-up')
      log.error({ ...fields, err: error }, 'a job was given up')
      return queue.giveUp(job, message)
    }
    end('tried-again')
    log.warn({ ...fields, err: error }, 'a job will be tried again')
    return queue.putBack(job, { inMs: retryDelayMs(job.attempts), error: message })
  }
  if (stop.signal.aborted) return
  end('done')
  log.debug(fields, 'a job was done')
  await queue.done(job)
}

class Unreadable extends Error {
  override name = 'Unreadable'
}

function read(job: Taken, way: Way): unknown {
  const read = way.payload.safeParse(parsed(job.payload))
  if (read.success) return read.data
  // What stands in it may be somebody's; where it is wrong says enough.
  const where = read.error.issues.map(({ path, code }) => `${z.core.toDotPath(path) || 'all of it'} (${code})`)
  throw new Unreadable(`its payload is wrong: ${where.join(', ')}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
