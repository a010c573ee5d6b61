import type { Token } from '@lva/contracts/accounts'
import type { Tokens } from './tokens.ts'

/** What a sign-in gives; the refresh token is good for `refreshSeconds`. */
export interface Grant {
  token: Token
  refreshSeconds: number
}

/** The two secrets' signers and how long what they sign is good. */
interface Needs {
  access: Tokens
  refresh: Tokens
  now: () => Date
  newId: () => string
  accessMinutes: number
  refreshDays: number
}

export type Grants = ReturnType<typeof createGrants>

/** Gives out tokens. */
export function createGrants({ access, refresh, now, newId, accessMinutes, refreshDays }: Needs) {
  const accessSeconds = accessMinutes * 60
  const refreshSeconds = refreshDays * 86_400

  return {
    /** When a sign-in that is used now ends by itself. */
    endOfUnused: (): string => new Date(now().getTime() + refreshSeconds * 1000).toISOString(),

    /** A pair of tokens; `refreshId` is the one refresh token that is good from now on. */
    async give({
      userId,
      signInId,
      refreshId,
    }: {
      userId: string
      signInId: string
      refreshId: string
    }): Promise<Grant> {
      const [access_token, refresh_token] = await Promise.all([
        access.sign({ userId, signInId, tokenId: newId(), seconds: accessSeconds }),
        refresh.sign({ userId, signInId, tokenId: refreshId, seconds: refreshSeconds }),
      ])
      return { token: { access_token, refresh_token, token_type: 'bearer', expires_in: accessSeconds }, refreshSeconds }
    },
  }
}
