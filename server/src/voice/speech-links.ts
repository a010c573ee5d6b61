import { createHmac, timingSafeEqual } from 'node:crypto'

/** How long a link plays, in milliseconds. */
const LIFE_MS = 5 * 60_000

/**
 * Links under which a reply can be heard without a header, because a media element cannot send one: signed for one learner and one
 * exchange, good for five minutes.
 */
export function createSpeechLinks({ secret, now }: { secret: string; now: () => Date }) {
  const sign = (userId: string, exchangeId: string, expires: number) =>
    createHmac('sha256', secret).update(`speech\0${userId}\0${exchangeId}\0${expires}`).digest('base64url')

  return {
    /** A path on this server. */
    link(userId: string, exchangeId: string): string {
      const expires = now().getTime() + LIFE_MS
      return `/api/speech/${exchangeId}?user=${userId}&expires=${expires}&signature=${sign(userId, exchangeId, expires)}`
    },

    /** True when the link was made here and has not run out. Takes the same time whatever is wrong. */
    isGood({
      userId,
      exchangeId,
      expires,
      signature,
    }: {
      userId: string
      exchangeId: string
      expires: number
      signature: string
    }): boolean {
      const expected = Buffer.from(sign(userId, exchangeId, expires))
      const given = Buffer.from(signature)
      return given.length === expected.length && timingSafeEqual(given, expected) && expires > now().getTime()
    },
  }
}
