import { webcrypto } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** What a token says: whose it is (`sub`), which sign-in (`sid`), which token (`jti`); `iat` and `exp` in epoch seconds. */
const Claims = z.object({ sub: z.uuid(), sid: z.uuid(), jti: z.string(), iat: z.number(), exp: z.number() })
export type Claims = z.infer<typeof Claims>

/** Why a token is no good. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  /** The signature is ours, but its time is over. */
  readonly expired: boolean

  constructor(expired: boolean, cause: unknown) {
    super(expired ? 'The token has expired.' : 'This is not a token of ours.', { cause })
    this.expired = expired
  }
}

export type Tokens = ReturnType<typeof createTokens>

/** Signs and reads the tokens of one type with a secret of their own: JWT, HS256 (RFC 7519). */
export function createTokens({ type, secret, now }: { type: 'access' | 'refresh'; secret: string; now: () => Date }) {
  // Imported once: with the bare secret jose would import it again for every token.
  const key = webcrypto.subtle.importKey('raw', Buffer.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])

  return {
    /** A token that is good for `seconds` from now. */
    async sign({
      userId,
      signInId,
      tokenId,
      seconds,
    }: {
      userId: string
      signInId: string
      tokenId: string
      seconds: number
    }) {
      const issued = Math.floor(now().getTime() / 1000)
      return new SignJWT({ sid: signInId, type })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(userId)
        .setJti(tokenId)
        .setIssuedAt(issued)
        .setExpirationTime(issued + seconds)
        .sign(await key)
    },

    /** What a token says. Throws TokenRefused unless it is ours, of this type, and (but for `whenever`) its time is not over. */
    async read(token: string, { whenever = false }: { whenever?: boolean } = {}): Promise<Claims> {
      try {
        const currentDate = whenever ? new Date(0) : now()
        const { payload } = await jwtVerify(token, await key, { algorithms: ['HS256'], currentDate })
        if (payload.type !== type) throw new TokenRefused(false, undefined)
        return Claims.parse(payload)
      } catch (error) {
        if (error instanceof TokenRefused) throw error
        throw new TokenRefused(error instanceof errors.JWTExpired, error)
      }
    },
  }
}

/** For a token that need not be good: `tokens.read(…).catch(refusedIsNull)`. */
export function refusedIsNull(error: unknown): null {
  if (error instanceof TokenRefused) return null
  throw error
}
