import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { IncomingCall } from '../call.ts'

/** From the answer that opens a socket until the socket says whose it is. */
const LASTS_MS = 60_000

const Named = z.tuple([
  z.string().max(64),
  z.string().max(64),
  z.string().max(64),
  z.enum(['in', 'out']),
  z.enum(['A', 'B', 'C']).nullable(),
  z.enum(['relay', 'media']),
  z.boolean(),
  z.number(),
])

/** A call that a socket carries on; `greet`: it has not been greeted yet. */
export interface Ticketed {
  call: IncomingCall
  greet: boolean
}

/**
 * What a socket brings to say which call it carries. The address of every socket is the same, and so is its signature: whoever saw one
 * could open others. A ticket is for one call and a minute, and needs nothing remembered.
 */
export function createTickets({ secret, now }: { secret: string; now: () => Date }) {
  const mac = (text: string) => createHmac('sha256', secret).update(`telephone ticket ${text}`).digest()

  return {
    issue({ call, greet }: Ticketed): string {
      const { callSid, from, to, direction, attestation, way } = call
      const named = [callSid, from, to, direction, attestation, way, greet, now().getTime() + LASTS_MS]
      const text = Buffer.from(JSON.stringify(named)).toString('base64url')
      return `${text}.${mac(text).toString('base64url')}`
    },

    /** The call of a ticket that is ours and not too old; null otherwise. */
    read(ticket: unknown): Ticketed | null {
      if (typeof ticket !== 'string' || ticket.length > 1_000) return null
      const [text = '', given = ''] = ticket.split('.')
      const [one, other] = [Buffer.from(given, 'base64url'), mac(text)]
      if (one.length !== other.length || !timingSafeEqual(one, other)) return null
      const named = Named.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
      if (!named.success) return null
      const [callSid, from, to, direction, attestation, way, greet, until] = named.data
      return until < now().getTime() ? null : { call: { callSid, from, to, direction, attestation, way }, greet }
    },
  }
}
