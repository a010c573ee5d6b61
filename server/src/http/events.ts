import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problemBody, problemOf } from './errors.ts'

/** Proxies and phones drop a connection that stays silent; a comment line now and then keeps it. */
const HEARTBEAT_MS = 15_000

/**
 * Answers with a stream of events (`text/event-stream`): the event's name is its `type`, its data the rest as JSON.
 * Resolves when the answer is finished or the client is gone; the events are then closed (`return`).
 *
 * What is thrown before the first event becomes an ordinary JSON error with its status; later the status is long
 * sent, so it becomes an `error` event with the same body. Nothing is read ahead of a slow client.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  events: AsyncIterable<{ type: string }>,
  { heartbeatMs = HEARTBEAT_MS }: { heartbeatMs?: number } = {},
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]()
  const first = await iterator.next()
  reply.type('text/event-stream; charset=utf-8').header('X-Accel-Buffering', 'no')
  reply.send(Readable.from(frames(first, iterator, request, heartbeatMs)))
  try {
    await finished(reply.raw)
  } catch {
    request.log.info('the client left before the last event')
  }
}

/** Aborts when the client hangs up before its answer is finished. Ask for it before the work it should stop. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

type Event = { type: string }

async function* frames(
  first: IteratorResult<Event>,
  iterator: AsyncIterator<Event>,
  request: FastifyRequest,
  heartbeatMs: number,
): AsyncGenerator<string> {
  try {
    let result = first
    while (!result.done) {
      yield frame(result.value)
      const next = iterator.next()
      // The wait below may be given up while a heartbeat is due; a failure then must not be unhandled.
      next.catch(() => {})
      while (!(await settledWithin(next, heartbeatMs))) yield ':\n\n'
      result = await next
    }
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code === 'internal') request.log.error({ err: error }, 'the stream of events failed')
    yield frame({ type: 'error', ...problemBody(problem, request.id) })
  } finally {
    await iterator.return?.()
  }
}

async function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  const settled = promise.then(
    () => true as const,
    () => true as const,
  )
  const inTime = await Promise.race([settled, late])
  clearTimeout(timer)
  return inTime
}

const frame = ({ type, ...data }: Event) => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
