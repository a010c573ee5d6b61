import { openConnection } from './connection.ts'
import { addressOf } from './people/visit.ts'
import type { Guest } from './runs/run.ts'

/** Two clients nobody else is. */
const PROBES = 60_100
/** So many users that come from one address, or share an account, stay below 100 requests a minute. */
const FEW = 3

/** The target cannot be asked like this; the message says why and what helps. */
export class TargetUnfit extends Error {
  override readonly name = 'TargetUnfit'
}

/** Looks whether a target is there, and would count each user by an address or an account of their own. Throws TargetUnfit. */
export async function lookAt(url: string, { users, tokens }: { users: number; tokens: number }): Promise<void> {
  const remaining: number[] = []
  for (const n of [0, 1]) {
    const connection = openConnection(url, {
      'x-forwarded-for': addressOf(PROBES + n, Math.floor(Math.random() * 250)),
    })
    try {
      const answer = await connection.ask('GET', '/')
      if (answer.status >= 500) throw new TargetUnfit(`${url} answers ${answer.status}: it is not well.`)
      remaining.push(Number(answer.headers['x-ratelimit-remaining'] ?? Number.NaN))
    } catch (error) {
      if (error instanceof TargetUnfit) throw error
      throw new TargetUnfit(`${url} cannot be reached: ${error instanceof Error ? error.message : error}`)
    } finally {
      connection.close()
    }
  }
  const [first, second] = remaining
  const asOne = first !== undefined && second === first - 1
  if (asOne && tokens === 0 && users > FEW)
    throw new TargetUnfit(
      `${url} counts everybody who comes from this machine as one client, and would refuse most of ${users} users. Bring people who are signed in (--tokens FILE), or name this machine in its TRUSTED_PROXIES and ask it past the proxy.`,
    )
  const counts = !Number.isNaN(first)
  if (counts && tokens > 0 && users > tokens * FEW)
    throw new TargetUnfit(
      `${users} users need ${Math.ceil(users / FEW)} tokens at least, and there are ${tokens}: a house counts 100 requests a minute for each account.`,
    )
}

/** Has the accounts that a run made erased. Resolves with how many were left, because nobody could sign in to them. */
export async function letGo(url: string, guests: readonly Guest[]): Promise<{ erased: number; left: number }> {
  let erased = 0
  for (const [n, { email, password, token }] of guests.entries()) {
    const connection = openConnection(url, { 'x-forwarded-for': addressOf(n, 249) })
    try {
      const signedIn = token ?? (await tokenFor(connection, { email, password }))
      if (!signedIn) continue
      const authorization = `Bearer ${signedIn}`
      const answer = await connection.post(
        '/api/gdpr/delete',
        { confirm: true, reason: 'load test' },
        { authorization },
      )
      if (answer.status === 200) erased += 1
    } catch {
      // It is counted among those that are left.
    } finally {
      connection.close()
    }
  }
  return { erased, left: guests.length - erased }
}

async function tokenFor(
  connection: ReturnType<typeof openConnection>,
  who: { email: string; password: string },
): Promise<string | null> {
  const answer = await connection.post('/api/auth/login', who)
  return answer.status === 200 ? (JSON.parse(answer.body) as { access_token: string }).access_token : null
}
