import { createHmac, timingSafeEqual } from 'node:crypto'
import { LINK_MINUTES } from '@lva/contracts/files'

/** A link as it comes back. */
export interface GivenLink {
  userId: string
  fileId: string
  expires: number
  signature: string
}

/**
 * Links under which a file opens without a header, because a picture on a page cannot send one: signed for one learner and one file, good
 * for five minutes.
 */
export function createFileLinks({ secret, now }: { secret: string; now: () => Date }) {
  const sign = (userId: string, fileId: string, expires: number) =>
    createHmac('sha256', secret).update(`file\0${userId}\0${fileId}\0${expires}`).digest('base64url')

  return {
    /** A path on this server. */
    link(userId: string, fileId: string): string {
      const expires = now().getTime() + LINK_MINUTES * 60_000
      return `/api/files/${fileId}?user=${userId}&expires=${expires}&signature=${sign(userId, fileId, expires)}`
    },

    /** True when the link was made here and has not run out. Takes the same time whatever is wrong. */
    isGood({ userId, fileId, expires, signature }: GivenLink): boolean {
      const expected = Buffer.from(sign(userId, fileId, expires))
      const given = Buffer.from(signature)
      return given.length === expected.length && timingSafeEqual(given, expected) && expires > now().getTime()
    },
  }
}
