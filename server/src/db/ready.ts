import { type Database, type DatabaseAddress, openDatabase } from './open.ts'
import { prepareDatabase } from './prepare.ts'

interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** Opens a database and brings it up to date. Throws DatabaseUnusable with a sentence for the operator, and is closed again then. */
export async function readyDatabase(
  address: DatabaseAddress,
  { log, ...how }: { log: Log } & Omit<Parameters<typeof prepareDatabase>[1], 'address'>,
): Promise<{ database: Database; prepared: Awaited<ReturnType<typeof prepareDatabase>> }> {
  let ready = false
  const database = openDatabase(address, {
    onLost: (error) => log.warn({ err: error }, 'a database connection was lost'),
    // While it is being opened the command says it, in the operator's words.
    onTrouble: (cause) => ready && log.error({ err: cause }, 'the database could not do what was asked'),
  })
  const prepared = await prepareDatabase(database, { address, ...how }).catch(async (error) => {
    await database.close()
    throw error
  })
  ready = true
  const { applied, snapshot, newer } = prepared
  if (applied.length > 0) log.info({ migrations: applied, snapshot }, 'the database was brought up to date')
  if (newer.length > 0) log.warn({ migrations: newer }, 'the database is from a newer release; this one works on it')
  return { database, prepared }
}
