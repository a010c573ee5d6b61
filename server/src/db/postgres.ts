import { type Dialect, PostgresDialect } from 'kysely'

const INT8 = 20

/**
 * Kysely on PostgreSQL. Counts and sums come back as numbers (they stay far below 2^53). `onLost` hears of idle connections that
 * broke; the pool replaces them by itself.
 */
export function postgresDialect(
  url: string,
  { max, onLost }: { max: number; onLost: (error: Error) => void },
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
    // A connection in use that breaks between two statements tells nobody but the process, which would end. The next statement fails.
    pool.on('connect', (client) => client.on('error', () => {}))
    return pool
  }
  return new PostgresDialect({ pool: connect })
}
