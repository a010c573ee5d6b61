import { setTimeout } from 'node:timers/promises'
import { type Dialect, PostgresDialect } from 'kysely'

const INT8 = 20

/** A server that is started anew answers again within seconds. */
const PATIENCE_MS = 5_000
const PAUSE_MS = 100

/** Tries again for a while, as long as it fails in a way that passes. */
async function insisting<T>(what: () => Promise<T>, { while: passes }: { while: (error: unknown) => boolean }) {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await what()
    } catch (error) {
      if (!passes(error) || performance.now() > until) throw error
      await setTimeout(PAUSE_MS)
    }
  }
}

// PostgreSQL, appendix A: 57P01 it is being stopped, 57P03 it is just starting.
const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03'])
const isAway = (error: unknown) =>
  error instanceof Error &&
  (('code' in error && AWAY.has(String(error.code))) || error.message === 'Connection terminated unexpectedly')

/** The connections of this process to a server, as they are counted. */
export interface Pool {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}

/**
 * Kysely on PostgreSQL. Counts and sums come back as numbers (they stay far below 2^53). `onLost` hears of idle connections that
 * broke; the pool replaces them by itself.
 */
export function postgresDialect(
  url: string,
  { max, onLost, onPool }: { max: number; onLost: (error: Error) => void; onPool?: (pool: Pool) => void },
): Dialect {
  // Loaded only where it is used: a server with one file has no need of it.
  const connect = async () => {
    const { default: pg } = await import('pg')
    const pool = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
      application_name: 'learning-voice-agent',
      types: {
        getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')),
      },
    })
    pool.on('error', onLost)
    onPool?.(pool)
    let known = false
    pool.on('connect', (client) => {
      known = true
      // A connection in use that breaks between two statements tells nobody but the process, which would end. The next statement fails.
      client.on('error', () => {})
    })
    return {
      // Nothing was asked yet, so whoever comes while the server is started anew waits instead of failing.
      connect: () => insisting(() => pool.connect(), { while: (error) => known && isAway(error) }),
      end: () => pool.end(),
      options: pool.options,
    }
  }
  return new PostgresDialect({ pool: connect })
}
