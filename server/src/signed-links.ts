import { createHmac, timingSafeEqual } from 'node:crypto'
import { LINK_MINUTES } from '@lva/contracts/files'

/** A link as it comes back. `id`: of what it opens. */
export interface GivenLink {
  userId: string
  id: string
  /** Until when it opens, in milliseconds since 1970. */
  expires: number
  signature: string
}

/**
 * Links that open without a header, because a picture or a media element of a page cannot send one: signed with HMAC-SHA256 for one `purpose`,
 * learner and thing, good for {@link LINK_MINUTES}. `path`: of the door that reads them. Recordings of learners have none.
 */
export function createSignedLinks({
  purpose,
  path,
  secret,
  now,
}: {
  purpose: 'speech' | 'file'
  path: string
  secret: string
  now: () => Date
}) {
  const sign = (userId: string, id: string, expires: number) =>
    createHmac('sha256', secret).update(`${purpose}\0${userId}\0${id}\0${expires}`).digest('base64url')

  return {
    /** A path on this server. */
    link(userId: string, id: string): string {
      const expires = now().getTime() + LINK_MINUTES * 60_000
      return `${path}/${id}?user=${userId}&expires=${expires}&signature=${sign(userId, id, expires)}`
    },

    /** True when the link was made here and has not run out. Takes the same time whatever is wrong. */
    isGood({ userId, id, expires, signature }: GivenLink): boolean {
      const expected = Buffer.from(sign(userId, id, expires))
      const given = Buffer.from(signature)
      return given.length === expected.length && timingSafeEqual(given, expected) && expires > now().getTime()
    },
  }
}
