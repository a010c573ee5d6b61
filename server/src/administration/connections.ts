import { existsSync } from 'node:fs'
import type { Connection, ConnectionName, ConnectionTest } from '@lva/contracts/administration'
import { codeOf, connectionTrouble, inContainer } from '../providers/connection-trouble.ts'
import type { Mail } from '../providers/mail/mail.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { rememberFor } from '../remember.ts'

/** How one provider answered. */
export interface Tested {
  provider: string
  ok: boolean
  detail: string
}

/** Something the configuration names, and how it is asked; the address comes from the configuration alone, never from a caller. */
export interface Line {
  name: ConnectionName
  providers: readonly string[]
  test(options: { signal: AbortSignal }): Promise<Tested[]>
}

const PATIENCE_MS = 15_000
/** Whoever asks meanwhile gets the same answer, so that nobody can make the server knock more often. */
const REMEMBERED_MS = 5_000

/** Tests what the server is configured to talk to. */
export function createConnections({
  lines,
  now,
  contained,
}: {
  lines: readonly Line[]
  now: () => Date
  /** True where this machine is a container. */
  contained: boolean
}) {
  const tests = new Map(lines.map((line) => [line.name, rememberFor(REMEMBERED_MS, now, () => ask(line))]))

  async function ask({ name, test }: Line): Promise<ConnectionTest> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const late: Tested = { provider: name, ok: false, detail: `it did not answer within ${PATIENCE_MS / 1000} seconds` }
    const results = await Promise.race([test({ signal }), aborted(signal).then(() => [late])])
    return {
      name,
      ok: results.length > 0 && results.every(({ ok }) => ok),
      tested_at: now().toISOString(),
      results: results.map((result) => ({
        ...result,
        detail: contained && !result.ok ? inContainer(result.detail) : result.detail,
      })),
    }
  }

  return {
    /** What is configured. */
    connections: (): Connection[] => lines.map(({ name, providers }) => ({ name, providers: [...providers] })),

    /** Asks everybody behind one connection, at most for 15 seconds, and says in plain words what is wrong. */
    async test(name: ConnectionName): Promise<ConnectionTest> {
      const test = tests.get(name)
      return test ? test() : { name, ok: false, tested_at: now().toISOString(), results: [] }
    },
  }
}

/** Connects to the mail server and signs in, without sending anything. */
export async function testMail(mail: Mail, options: { signal: AbortSignal }): Promise<Tested> {
  try {
    await mail.probe(options)
    return { provider: mail.name, ok: true, detail: 'it answers' }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { provider: mail.name, ok: false, detail: error.detail ?? error.kind }
  }
}

/** Asks a Redis server for a sign of life. */
export async function testRedis(url: string, { signal }: { signal: AbortSignal }): Promise<Tested> {
  const { Redis } = await import('ioredis')
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    retryStrategy: () => null,
  })
  let reason: unknown
  // What happened is told here; the promise below only says that the connection is closed.
  client.on('error', (error) => {
    reason ??= error
  })
  const stop = () => client.disconnect()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await client.connect()
    await client.ping()
    return { provider: 'redis', ok: true, detail: 'it answers' }
  } catch (error) {
    return { provider: 'redis', ok: false, detail: redisTrouble(reason ?? error, url) }
  } finally {
    signal.removeEventListener('abort', stop)
    client.disconnect()
  }
}

function redisTrouble(error: unknown, url: string): string {
  const said = error instanceof Error ? error.message : ''
  if (/NOAUTH|WRONGPASS|invalid password|invalid username-password/i.test(said))
    return 'the password was not accepted: check REDIS_URL'
  if (/NOPERM/.test(said)) return 'this user may not do what is needed: check its permissions'
  if (/DB index is out of range|invalid DB index/i.test(said))
    return 'there is no database of that number: check REDIS_URL'
  return connectionTrouble(/ETIMEDOUT/.test(said) ? 'ETIMEDOUT' : codeOf(error), url).detail
}

/** Asks the database for a sign of life; `ping` rejects with what it said. */
export async function testDatabase(ping: () => Promise<void>, { url }: { url: string | null }): Promise<Tested> {
  const provider = url === null ? 'sqlite' : 'postgresql'
  try {
    await ping()
    return { provider, ok: true, detail: 'it answers' }
  } catch (error) {
    return { provider, ok: false, detail: databaseTrouble(codeOf(error), url) }
  }
}

/** What an error code of PostgreSQL or SQLite means to an operator. Pure. */
export function databaseTrouble(code: string, url: string | null): string {
  if (code === '28P01' || code === '28000') return 'the user or the password was not accepted: check DATABASE_URL'
  if (code === '3D000') return 'there is no database of that name: create it, or check DATABASE_URL'
  if (code === '42501') return 'this user may not use the database: grant it the rights'
  if (code === '53300') return 'it has too many connections: raise its max_connections'
  if (code === '57P03') return 'it is starting or recovering: try again in a moment'
  if (code.startsWith('SQLITE_')) return `the file cannot be used (${code}): look at it with lva doctor`
  return url === null ? 'it does not answer: look at it with lva doctor' : connectionTrouble(code, url).detail
}

/** True where this process runs in a container. */
export const runsInContainer = (): boolean =>
  existsSync('/.dockerenv') || existsSync('/run/.containerenv') || existsSync('/var/run/secrets/kubernetes.io')

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
