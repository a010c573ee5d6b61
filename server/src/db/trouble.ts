import type { DatabaseConnection, Dialect, Driver } from 'kysely'
import { Problem } from '../problem.ts'

const FULL = new Set(['SQLITE_FULL', '53100', 'ENOSPC', 'EDQUOT'])
// PostgreSQL, appendix A: 08 connection, 40 rolled back by a conflict, 53 short of something, 55000 closed to connections, 57 stopped
// by the operator or a time limit.
const AWAY_CODE =
  /^(SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|READONLY)|08|40(001|P01)|53|57|25006|55000|ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH)/
// The PostgreSQL client has no codes for these.
const AWAY_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/

/**
 * What a failing database means to whoever asked: `storage-full` or `database-unavailable`. Anything that is not the database's own
 * condition (a wrong statement, a broken constraint) comes back as it is.
 */
function troubleOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  if (FULL.has(code))
    return new Problem(
      'storage-full',
      'There is no room left on the server. This could not be kept; copy it if you need it.',
      {
        cause: error,
      },
    )
  if (AWAY_CODE.test(code) || AWAY_WORDS.test(error.message))
    return new Problem(
      'database-unavailable',
      'The database is not answering. Nothing that was kept is lost; try again in a moment.',
      {
        cause: error,
        retryAfter: 5,
      },
    )
  return error
}

/** The same dialect, whose failures are told as {@link troubleOf} says. `onTrouble` hears of every one, for the operator's log. */
export function tellingTrouble(dialect: Dialect, onTrouble: (cause: unknown) => void): Dialect {
  function tell(error: unknown): never {
    const trouble = troubleOf(error)
    if (trouble instanceof Problem && trouble !== error) onTrouble(error)
    throw trouble
  }
  const told = new WeakSet<DatabaseConnection>()
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver() {
      const driver = dialect.createDriver()
      const telling: Driver = {
        init: (options) => driver.init(options).catch(tell),
        async acquireConnection(options) {
          const connection = await driver.acquireConnection(options).catch(tell)
          // A pool hands the same connection out again.
          if (told.has(connection)) return connection
          told.add(connection)
          const executeQuery = connection.executeQuery
          connection.executeQuery = ((query, options) =>
            executeQuery.call(connection, query, options).catch(tell)) as typeof executeQuery
          return connection
        },
        beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings).catch(tell),
        commitTransaction: (connection) => driver.commitTransaction(connection).catch(tell),
        rollbackTransaction: (connection) => driver.rollbackTransaction(connection).catch(tell),
        releaseConnection: (connection, options) => driver.releaseConnection(connection, options),
        destroy: (options) => driver.destroy(options),
      }
      return telling
    },
  }
}
