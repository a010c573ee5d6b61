import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import cors from '@fastify/cors'
import proxyAddr from '@fastify/proxy-addr'
import fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import { Problem } from '../problem.ts'
import { follow } from '../trail.ts'
import { administratorOf, adminKeyCheck } from './administrator.ts'
import { admit } from './admission.ts'
import type { App } from './app.ts'
import { readBodies } from './bodies.ts'
import { canonicalise } from './canonical-headers.ts'
import { allowOrigin, corsOptions } from './cors.ts'
import { answerError, validatorCompiler } from './errors.ts'
import { noticeStrangers, spellForwarded } from './forwarded.ts'
import { createInFlight, holdLargeBodies, type InFlight } from './in-flight.ts'
import { clientKey, createLimits, type Limits, limitOf } from './limits.ts'
import { logAnswer, ofRequest } from './log.ts'
import { answerNothingHere } from './not-found.ts'
import { describeRoutes } from './openapi.ts'
import { collectPolicyReports, type PolicyReporting } from './policy-reports.ts'
import { referenceRoutes } from './reference-routes.ts'
import { type KnownRoute, rememberRoutes } from './route.ts'
import { createSeats } from './seats.ts'
import { houseHeaders } from './security-headers.ts'
import { createServer, type TimeLimits, type Tls } from './server.ts'
import type { HttpSettings } from './settings.ts'
import { type Loop, watchLoop } from './shedding.ts'
import { acceptSockets } from './sockets.ts'
import { type Authenticate, learnerOf } from './who-asks.ts'
import { type RedisEval, type Windows, windowsInMemory, windowsInRedis } from './windows.ts'

const SAFE_ID = /^[\w.:-]{1,128}$/

export type { App } from './app.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Budgets of requests, for a route that counts something of its own (`limit: 'none'`). */
    limits: Limits
    /** Every route, in the order they were added. */
    routes: readonly KnownRoute[]
    /** True once a peer that is no trusted proxy sent `X-Forwarded-For`; shown in the detailed health. */
    forwardedByStranger(): boolean
    /** What browsers said the content security policy stopped. */
    policyReports: PolicyReporting
    /** Bytes of large bodies and frames in memory. */
    inFlight: InFlight
  }
}

export interface HttpNeeds {
  settings: HttpSettings
  /** Of this release; the API's description carries it. */
  version: string
  log: Logger
  now: () => Date
  /** Whose access token this is; see `Authenticate`. */
  authenticate: Authenticate
  /** Shares the rate limits between processes. */
  redis?: RedisEval | undefined
  /** True once the server was told to stop: connections are not kept for another request. */
  leaving?: (() => boolean) | undefined
  /** Serves https itself; PEM. */
  tls?: Tls | undefined
  /** Only tests change them. */
  timeLimits?: Partial<TimeLimits> | undefined
  /** Only tests bring one: says whether the event loop has too much to do. */
  loop?: Loop | undefined
}

/** Largest body unless a route says otherwise with `bodyLimit`, in bytes. */
const BODY_BYTES_MAX = 1024 * 1024
/** What a route that takes a base64 recording sets as its `bodyLimit`, in bytes. */
export const AUDIO_BODY_BYTES_MAX = 35 * 1024 * 1024

/**
 * Makes the floor: sign-in on every route that does not say `config: { open: true }`, administrators only behind `admin: true`, problems as JSON, security
 * headers, CORS, rate limits, time-outs, sockets and the API's description. Routes are added to the result.
 */
export async function createHttp({
  settings,
  version,
  log,
  now,
  authenticate,
  redis,
  leaving = () => false,
  tls,
  timeLimits,
  loop: given,
}: HttpNeeds): Promise<App> {
  const isTrusted = proxyAddr.compile([...settings.trustedProxies])
  const believes = settings.trustedProxies.length > 0
  const headers = houseHeaders(settings)
  const limits = createLimits({ settings: settings.rateLimits, windows: countingWindows(redis, log), now })
  const isAdminKey = adminKeyCheck(settings.adminKey)
  const seats = createSeats()
  const told = (active: boolean, delayMs: number) =>
    log.warn({ delayMs }, active ? 'too much to do: new work is refused for now' : 'new work is taken again')
  const loop = given ?? (settings.shedLoad ? watchLoop({ told }) : null)
  let closing = false

  const app: App = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    childLoggerFactory: (logger, bindings, options) => ofRequest(logger.child(bindings, options)),
    genReqId: (request) => requestId(request.headers) ?? randomUUID(),
    requestIdHeader: false,
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: believes ? isTrusted : false,
    // A session id may have 128 characters of any script, and travels percent-encoded.
    routerOptions: { maxParamLength: 2000 },
    return503OnClosing: false,
    serverFactory: (handler) =>
      createServer(handler, {
        tls,
        timeLimits,
        headers,
        connections: settings.connections,
        isTrusted: (address) => believes && isTrusted(address, 0),
      }),
    frameworkErrors: (error, request, reply) => {
      begin(request, reply)
      allowOrigin(request, reply, settings)
      // Nobody else lets go of a socket whose upgrade ends here.
      if (request.raw.headers.upgrade) reply.raw.once('finish', () => request.raw.socket.destroySoon())
      // No hook runs for an address that is no address, so it is counted here.
      const answer = (problem: unknown) => answerError(problem, request, reply.header('X-Response-Time', '0.0ms'))
      limits.take('site', clientKey(request), reply).then(() => answer(error), answer)
    },
  }).withTypeProvider<ZodTypeProvider>()

  function begin(request: FastifyRequest, reply: FastifyReply) {
    if (believes) spellForwarded(request.headers)
    canonicalise(reply.raw)
    reply.headers(headers).header('X-Request-ID', request.id)
  }

  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  app.decorate('limits', limits)
  app.decorate('routes', rememberRoutes(app))
  app.decorate('policyReports', collectPolicyReports({ now, log }))
  app.decorate('inFlight', createInFlight())
  app.decorateRequest('seat', null)
  app.decorateRequest('signedIn', null)
  app.decorateRequest('learner', { getter: learnerOf })
  app.decorateRequest('byAdminKey', false)
  app.decorateRequest('administrator', { getter: administratorOf })
  readBodies(app)

  app.addHook('onRequest', (request, reply, done) => {
    begin(request, reply)
    follow({ requestId: request.id }, done)
  })
  // A body arrives in steps of its own.
  app.addHook('preValidation', (request, _reply, done) => follow({ requestId: request.id }, done))
  app.decorate('forwardedByStranger', noticeStrangers(app, believes ? isTrusted : () => false))
  // Before anything that refuses, because a page may only read a refusal that names its origin.
  await app.register(cors, corsOptions(settings))
  app.addHook('onRequest', (request, _reply, done) => {
    if (closing)
      throw new Problem('shutting-down', 'The server is being restarted. Try again in a moment.', { retryAfter: 2 })
    if (loop?.active && limitOf(request.routeOptions.url ?? '', request.routeOptions.config.limit) !== 'health')
      throw new Problem('overloaded', 'The server has too much to do. Try again in a moment.', { retryAfter: 2 })
    done()
  })
  await acceptSockets(app)
  app.addHook('onRequest', (request, reply) =>
    admit(request, reply, { authenticate, isAdminKey, limits, seats, settings }),
  )
  holdLargeBodies(app, app.inFlight)
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // A preflight, or an answer given before anything was counted.
    if (limits.enabled && !reply.hasHeader('X-RateLimit-Limit')) limits.writeUncounted(reply)
    reply.header('X-Response-Time', `${reply.elapsedTime.toFixed(1)}ms`)
    if (leaving()) reply.header('Connection', 'close')
    done()
  })
  app.addHook('onResponse', logAnswer)
  app.addHook('onResponse', (_request, _reply, done) => {
    // A connection that was busy when the server began to stop would otherwise be kept for the client's next request.
    if (closing) setImmediate(() => app.server.closeIdleConnections())
    done()
  })
  app.addHook('preClose', async () => {
    closing = true
    loop?.stop()
  })
  answerNothingHere(app)
  await describeRoutes(app, { version })
  referenceRoutes(app)
  return app
}

function countingWindows(redis: RedisEval | undefined, log: Logger): Windows {
  if (!redis) return windowsInMemory()
  return windowsInRedis(redis, {
    onFailure: (err) => log.warn({ err }, 'redis did not count; this process counts for itself'),
    onReturn: () => log.info('redis counts again'),
  })
}

/** The caller's own request id (`X-Request-ID` or `X-Correlation-ID`) if it is fit for a log line, else null. */
function requestId(headers: IncomingHttpHeaders): string | null {
  for (const id of [headers['x-request-id'], headers['x-correlation-id']]) {
    if (typeof id === 'string' && SAFE_ID.test(id)) return id
  }
  return null
}
