import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { clientKey } from './limits.ts'

/** A browser opens one; a learner has a few devices and a few tabs on each. */
const PER_LEARNER = 20
/** Of people who have not signed in yet, which takes them a moment. */
const PER_ADDRESS = 60

declare module 'fastify' {
  interface FastifyRequest {
    /** Where an open socket is counted; null on other requests. */
    seat: Seat | null
  }
}

/** A socket's place in the count of those who are open. */
export interface Seat {
  /** Counts it for whoever the request is of now, once that is known. Throws Problem `too-many-requests`. */
  move(): void
}

/** Counts open sockets, for each learner, or for the address of those who have not signed in. */
export function createSeats() {
  const taken = new Map<string, number>()
  const leave = (who: string) => {
    const left = (taken.get(who) ?? 1) - 1
    if (left > 0) taken.set(who, left)
    else taken.delete(who)
  }

  return {
    /** Gives a seat until the connection is closed. Throws Problem `too-many-requests` when there is none left for them. */
    take(request: FastifyRequest): Seat {
      const { socket } = request.raw
      let sitsAs: string | null = null
      const sit = () => {
        // Who has hung up while their token was looked at would never leave again.
        if (socket.destroyed) return
        const who = clientKey(request)
        if (who === sitsAs) return
        const count = (taken.get(who) ?? 0) + 1
        if (count > (request.signedIn ? PER_LEARNER : PER_ADDRESS))
          throw new Problem('too-many-requests', 'Too many connections are open. Close one, and connect again.', {
            retryAfter: 30,
          })
        if (sitsAs !== null) leave(sitsAs)
        taken.set(who, count)
        sitsAs = who
      }
      sit()
      socket.once('close', () => {
        if (sitsAs !== null) leave(sitsAs)
      })
      return { move: sit }
    },
  }
}
