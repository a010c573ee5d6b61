import type { FastifyReply, FastifyRequest } from 'fastify'
import { type DestinationStream, type LogFn, type Logger, pino } from 'pino'
import { z } from 'zod'
import { isRecord } from '../records.ts'
import { trail } from '../trail.ts'
import { errorFacts } from './error-facts.ts'

// What a person said, heard, typed or is goes under `pii`; secrets are named in case somebody logs a whole object.
const HIDDEN = [
  'pii',
  '*.pii',
  ...[
    'authorization',
    'cookie',
    '["set-cookie"]',
    '["x-admin-key"]',
    '["sec-websocket-protocol"]',
    'password',
    'token',
  ].flatMap((key) => {
    const path = key.startsWith('[') ? key : `.${key}`
    return [path.replace(/^\./, ''), `*${path}`, `*.headers${path}`, `headers${path}`]
  }),
]

/** Makes the log: JSON lines, or one readable line per fact for a person at a terminal. */
export function createLog({ level, json, to }: { level: string; json: boolean; to?: DestinationStream }): Logger {
  const destination = to ?? pino.destination({ fd: 1, sync: true })
  return pino(
    {
      level: level.toLowerCase(),
      redact: { paths: [...new Set(HIDDEN)], censor: '[hidden]' },
      // What led here; a request names itself in its own lines.
      mixin: (_facts, _level, logger) => {
        const { requestId, span: _span, ...others } = trail()
        return requestId === undefined || ofRequests.has(logger) ? others : { requestId, ...others }
      },
      serializers: { url: withoutToken, err: errorFacts, req: requestFacts },
      hooks: {
        logMethod(words, write, level) {
          write.apply(this, withoutMessage(words))
          if (level >= ERROR) heardBy(this)[TOLD] = heardBy(this)[EAR]?.(words)
        },
      },
    },
    json ? destination : { write: (line) => destination.write(readable(line)) },
  )
}

/** What was logged as an error: of the error what the log may say, the words of our own code beside it, and the ids of what led to it. */
export interface Fault {
  error: { type: string; message: string; stack: string }
  message: string
  trail: Record<string, string>
}

const ERROR = 50
// Children of a log are made from it, and hear by it.
const EAR = Symbol('ear')
const TOLD = Symbol('told')
type Heard = { [EAR]?: (words: Parameters<LogFn>) => Telling; [TOLD]?: Telling }
/** Settles when whoever hears of an error has told it, and never fails; undefined: there is nothing to wait for. */
type Telling = Promise<void> | undefined
const heardBy = (log: object): Heard => log

/** Waits until the latest error that this log wrote is told to whoever hears of errors. */
export const lastFaultTold = async (log: Logger): Promise<void> => heardBy(log)[TOLD]

/** Has somebody hear of every error that a log and its children write. */
export function hearFaults(log: Logger, ear: (fault: Fault) => Telling): void {
  heardBy(log)[EAR] = ([first, said]) => {
    const err = first instanceof Error ? first : isRecord(first) ? first.err : undefined
    if (!(err instanceof Error)) return undefined
    const facts = errorFacts(err)
    if (!('stack' in facts)) return undefined
    const { requestId, exchangeId, jobId } = trail()
    const ids = { requestId, exchangeId, jobId }
    const known = Object.fromEntries(Object.entries(ids).filter((one): one is [string, string] => one[1] !== undefined))
    // What an error says itself may be somebody's words.
    const message = said === undefined || said === err.message ? 'something failed' : said
    return ear({ error: { type: facts.type, message: facts.message, stack: facts.stack }, message, trail: known })
  }
}

const ofRequests = new WeakSet<object>()

/** The log of one request, whose lines name it. */
export function ofRequest<Log extends object>(log: Log): Log {
  ofRequests.add(log)
  return log
}

// Fastify and pino make a line of an error's own message where they are given no other.
function withoutMessage([first, said, ...more]: Parameters<LogFn>): Parameters<LogFn> {
  const err = first instanceof Error ? first : isRecord(first) ? first.err : undefined
  if (!(err instanceof Error)) return [first, said, ...more]
  const facts = first instanceof Error ? { err } : first
  return [facts, said === undefined || said === err.message ? 'something failed' : said, ...more]
}

// The route, not the address, as in the line of every answer.
const requestFacts = ({ method, routeOptions }: FastifyRequest) => ({ method, route: routeOptions?.url ?? 'none' })

/** An address as it may be logged: the token a script put into it is taken out. */
export function withoutToken(url: string): string {
  return url.replace(/([?&]token=)[^&#]*/gi, '$1[hidden]')
}

/** The one line a request leaves. The route, not the address, because an address may hold a name somebody chose. */
export function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { config, url } = request.routeOptions
  const level = config.limit === 'static' || url?.startsWith('/health') ? 'debug' : 'info'
  request.log[level](
    {
      method: request.method,
      route: url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(request.signedIn && { userId: request.signedIn.userId }),
    },
    'request answered',
  )
  done()
}

const Line = z.looseObject({
  ...{ level: z.number(), time: z.number(), msg: z.string().optional() },
  err: z.looseObject({ stack: z.string().optional() }).optional(),
})

function readable(line: string): string {
  const { level, time, msg, pid: _pid, hostname: _host, err, ...others } = Line.parse(JSON.parse(line))
  const rest = Object.entries(others).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const head = `${new Date(time).toISOString().slice(11, 19)} ${(pino.levels.labels[level] ?? '').padEnd(5)} ${msg ?? ''}`
  return `${[head, ...rest].join('  ')}\n${err?.stack ? `${err.stack}\n` : ''}`
}
