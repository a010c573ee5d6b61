import type { FastifyRequest } from 'fastify'
import type { App } from '../http/http.ts'
import type { Measures } from '../operations/operations.ts'
import { follow } from '../trail.ts'
import { ANSWER_SECONDS } from './buckets.ts'
import { NO_SPANS, type Open, type Spans } from './spans.ts'
import type { Tally } from './tally.ts'

/**
 * Routes that wait for a model, a voice, or for a body that may come by a slow line: how long these take says nothing about this server, so they are
 * left out where it is judged.
 */
export const WAITING: ReadonlySet<string> = new Set([
  '/api/conversation',
  '/api/conversation/exchanges/:id',
  '/api/conversation/exchanges/:id/speech',
  '/api/gdpr/export',
  '/api/gdpr/import',
  '/api/pictures/:id/look',
  '/api/reviews/import',
  '/api/reviews/sessions',
  '/api/reviews/sessions/:id/answer',
  '/api/speech/:id',
  '/api/upload/document',
  '/api/upload/image',
])

/**
 * Counts every answer by the pattern of its route, its method and the class of its status, and how long it took until its head left: a
 * client that reads slowly makes no slow server. Sockets and streams of events last as long as somebody listens, and are only counted.
 */
export function createAnswers(
  measures: Measures,
  { tally, spans, joins }: { tally: Tally; spans: () => Spans; joins: boolean },
) {
  const requests = measures.counter('lva_http_requests_total', 'Requests that were answered.')
  const took = measures.histogram(
    'lva_http_request_duration_seconds',
    'From the arrival of a request until the head of its answer left; without streams of events.',
    ANSWER_SECONDS,
  )
  const known = new Map<string, { add: (by: number) => void; took: (ms: number) => void }>()

  /** Routes and classes are few, and their names are written once. */
  function kind(method: string, route: string, status: string) {
    const key = `${method} ${route} ${status}`
    let counting = known.get(key)
    if (!counting) {
      const labels = { method, route, status }
      counting = { add: requests.of(labels), took: took.of(labels) }
      known.set(key, counting)
      // Of what was never counted Prometheus does not see the first.
      requests.add({ method, route, status: '5xx' }, 0)
    }
    return counting
  }

  return {
    /** Hangs itself on an application that has no routes yet. */
    watch(app: App): void {
      const traced = new WeakMap<FastifyRequest, Open>()
      app.addHook('onRequest', (request, _reply, done) => {
        if (spans() === NO_SPANS) return done()
        const { method, id } = request
        const facts = { 'http.request.method': method, 'http.route': routeOf(request), 'lva.request_id': id }
        const name = `${method} ${routeOf(request)}`
        const open = spans().begin(name, { kind: 'server', facts, parent: joins ? parentOf(request) : undefined })
        traced.set(request, open)
        return follow(open.span ? { span: open.span } : {}, done)
      })
      // A body arrives in steps of its own.
      app.addHook('preValidation', (request, _reply, done) => {
        const span = traced.get(request)?.span
        return span ? follow({ span }, done) : done()
      })
      app.addHook('onResponse', (request, reply, done) => {
        done()
        const { statusCode: status } = reply
        traced.get(request)?.end({ facts: { 'http.response.status_code': status }, failed: status >= 500 })
        if (request.ws) return
        const route = routeOf(request)
        const counting = kind(request.method, route, `${Math.floor(reply.statusCode / 100)}xx`)
        counting.add(1)
        const streams = String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream')
        const ms = Number.parseFloat(String(reply.getHeader('x-response-time') ?? '')) || 0
        if (!streams) counting.took(ms)
        tally.answered({
          ...{ status: reply.statusCode, seconds: ms / 1000 },
          waits: streams || WAITING.has(route),
        })
      })
    },
  }
}

const routeOf = (request: FastifyRequest) => (request.is404 ? 'none' : (request.routeOptions.url ?? 'none'))

/** What it is a part of, as a proxy of ours that stands between says; anybody else would write into our traces. */
function parentOf({ ips, headers }: FastifyRequest): string | undefined {
  return (ips?.length ?? 0) > 1 && typeof headers.traceparent === 'string' ? headers.traceparent : undefined
}
