import { Transform } from 'node:stream'
import { Problem } from '../problem.ts'
import type { App } from './app.ts'
import { problemOf } from './errors.ts'
import { clientKey } from './limits.ts'

/** What smaller bodies take is bounded by the number of connections and their rate. */
const SMALL_BYTES = 1024 * 1024
/** Two of the largest recordings at once for a learner, and a handful for everybody. */
const PER_CLIENT_BYTES = 72 * SMALL_BYTES
/** What a client may have once half the room is taken, so that a few cannot shut everybody out: minutes of compressed speech. */
const CROWDED_BYTES = 6 * SMALL_BYTES
const TOTAL_BYTES = 256 * SMALL_BYTES
const RETRY_SECONDS = 5

/** Bytes of large bodies of one request or socket that are in memory. */
export interface Holding {
  /** Counts more of them. Throws Problem `too-many-requests` or `overloaded` when there is no room. */
  add(bytes: number): void
  /** They are not needed any more. */
  letGo(): void
}

export type InFlight = ReturnType<typeof createInFlight>

/** Bounds the memory that large bodies take while they arrive and are worked on, for each client and over all. */
export function createInFlight({ perClient = PER_CLIENT_BYTES, crowded = CROWDED_BYTES, total = TOTAL_BYTES } = {}) {
  const held = new Map<string, number>()
  let all = 0
  return {
    hold(who: string): Holding {
      let mine = 0
      return {
        add(bytes) {
          const theirs = held.get(who) ?? 0
          if (theirs + bytes > perClient)
            throw new Problem('too-many-requests', 'Too much is being sent at once. Send one thing after the other.', {
              retryAfter: RETRY_SECONDS,
            })
          const isCrowded = all + bytes > total / 2
          if (all + bytes > total || (isCrowded && theirs + bytes > crowded))
            throw new Problem('overloaded', 'The server is busy with other recordings. Try again in a moment.', {
              retryAfter: RETRY_SECONDS,
            })
          held.set(who, theirs + bytes)
          all += bytes
          mine += bytes
        },
        letGo() {
          const left = (held.get(who) ?? 0) - mine
          if (left > 0) held.set(who, left)
          else held.delete(who)
          all -= mine
          mine = 0
        },
      }
    },
  }
}

/** Counts every body that is large, or does not say how large it is, while it arrives and until it is answered; not one that is streamed. */
export function holdLargeBodies(app: App, inFlight: InFlight): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    const length = Number(request.headers['content-length'] ?? Number.NaN)
    const large = length > SMALL_BYTES || (Number.isNaN(length) && request.headers['transfer-encoding'] !== undefined)
    if (!large || request.routeOptions.config.streamed) return done(null, payload)
    const holding = inFlight.hold(clientKey(request))
    reply.raw.once('close', holding.letGo)
    const counted = new Transform({
      transform(part: Buffer, _encoding, taken) {
        try {
          holding.add(part.length)
          taken(null, part)
        } catch (error) {
          taken(problemOf(error))
        }
      },
    })
    // Not a pipeline: one that fails takes the connection with it, and nobody would read why.
    payload.once('error', (error) => counted.destroy(error))
    payload.once('close', () => payload.readableEnded || counted.destroy(cutShort()))
    return done(null, payload.pipe(counted))
  })
}

const cutShort = () => Object.assign(new Error('the body was cut short'), { code: 'ECONNRESET' })
