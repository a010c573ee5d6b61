import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { type Beginning, type Open, type Spans, spanHere } from './spans.ts'

const TIMEOUT_MS = 5_000
/** A collector that did not take what was sent is left alone for so long; what comes meanwhile is dropped. */
const REST_MS = 30_000
const SEND_MS = 2_000
const QUEUE_MAX = 2_048
const KINDS = {
  ...{ server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL, consumer: SpanKind.CONSUMER },
}

/** Where traces are sent, and how many. */
export interface TraceNeeds {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: the traces go to `/v1/traces` below it. */
  endpoint: string
  headers: Readonly<Record<string, string>>
  /** The share of requests that is traced; a request whose caller traces it is traced if the caller says so. */
  share: number
  /** Whether proxies say for themselves what a request is a part of, instead of handing on what strangers say. */
  joins: boolean
  version: string
  /** Leads to the endpoint and nowhere else. */
  fetch: typeof globalThis.fetch
  clock: { ms(): number }
  log: { warn(facts: object, message: string): void }
}

/**
 * Traces by OpenTelemetry, sent as OTLP over HTTP in JSON. Loaded only where an endpoint is set. A collector that is away holds nobody up: at most 2,048 spans wait, and
 * nothing is sent to it for half a minute after it failed.
 */
export function openTraces({ version, share, ...needs }: Omit<TraceNeeds, 'joins'>): Spans {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'learning-voice-agent', 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: createExporter(needs),
        ...{ scheduledDelayMillis: SEND_MS, maxQueueSize: QUEUE_MAX, exportTimeoutMillis: TIMEOUT_MS },
      }),
    ],
  })
  const tracer = provider.getTracer('learning-voice-agent', version)

  return {
    begin(name, { kind, facts = {}, at, parent }: Beginning): Open {
      const above = contextAbove(spanHere() as Span | undefined, parent)
      const options = { kind: KINDS[kind], attributes: facts as Attributes, ...(at && { startTime: at }) }
      const span = tracer.startSpan(name, options, above)
      return {
        span,
        end({ facts: more, failed, at: ended } = {}) {
          if (more) span.setAttributes(more)
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end(ended)
        },
      }
    },
    mark: (facts) => void (spanHere() as Span | undefined)?.setAttributes(facts),
    close: () => provider.shutdown().catch(() => {}),
  }
}

function contextAbove(here: Span | undefined, parent: string | undefined): Context {
  if (here) return trace.setSpan(ROOT_CONTEXT, here)
  const told = parent === undefined ? null : contextOf(parent)
  return told ? trace.setSpanContext(ROOT_CONTEXT, told) : ROOT_CONTEXT
}

/** What a `traceparent` says (W3C Trace Context, version 00); null for anything else. */
export function contextOf(traceparent: string): SpanContext | null {
  const parts = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent)
  const [, traceId = '', spanId = '', flags = ''] = parts ?? []
  if (!parts || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  return { traceId, spanId, traceFlags, isRemote: true }
}

function createExporter({
  endpoint,
  headers,
  fetch,
  clock,
  log,
}: Omit<TraceNeeds, 'version' | 'share' | 'joins'>): SpanExporter {
  const url = `${endpoint}/v1/traces`
  let restsUntil = 0
  let told = false

  async function send(body: Uint8Array): Promise<void> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: Buffer.from(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await answer.body?.cancel()
    if (!answer.ok) throw new Error(`the collector answered ${answer.status}`)
  }

  return {
    export(spans, done) {
      if (clock.ms() < restsUntil) return done({ code: 0 })
      const body = JsonTraceSerializer.serializeRequest(spans)
      if (!body) return done({ code: 0 })
      send(body).then(
        () => {
          told = false
          done({ code: 0 })
        },
        (err: unknown) => {
          restsUntil = clock.ms() + REST_MS
          if (!told) log.warn({ err }, 'the collector of traces does not take them; they are dropped until it does')
          told = true
          done({ code: 0 })
        },
      )
    },
    shutdown: async () => {},
  }
}
