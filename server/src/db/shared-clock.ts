import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Less than this is what a query may take; whoever compares instants of two machines allows for a second. */
const TOLERATED_MS = 500
/** A database that took longer to answer has told the time of some other moment. */
const PATIENCE_MS = 2_000

/**
 * The clock all processes of a fleet go by: the database server's, as far as it differs from this machine's. A lease that one node takes and
 * another judges then means the same to both, whatever their own clocks say. A database in this machine's own file has no other clock.
 * `machine` is this machine's time in epoch milliseconds.
 */
export async function followDatabase(
  { db, engine }: Pick<Database, 'db' | 'engine'>,
  {
    now,
    log,
    machine = Date.now,
  }: { now: () => Date; log: { warn(facts: object, message: string): void }; machine?: () => number },
) {
  let aheadMs = 0

  async function look(): Promise<void> {
    if (engine === 'sqlite') return
    const asked = machine()
    const { rows } = await sql<{ ms: string }>`select extract(epoch from clock_timestamp()) * 1000 as ms`.execute(db)
    const answered = machine()
    if (answered - asked > PATIENCE_MS) return
    const difference = Math.round(Number(rows[0]?.ms) - (asked + answered) / 2)
    const found = Math.abs(difference) < TOLERATED_MS ? 0 : difference
    if (Math.abs(found - aheadMs) < TOLERATED_MS) return
    aheadMs = found
    log.warn(
      { seconds: Math.round(aheadMs / 100) / 10 },
      aheadMs === 0
        ? 'the clock of this machine agrees with the database’s again'
        : 'the clock of this machine and the database’s differ; the database’s is gone by. Set this machine’s (NTP)',
    )
  }

  await look()
  return {
    now: (): Date => (aheadMs === 0 ? now() : new Date(now().getTime() + aheadMs)),
    /** Compares the two anew: clocks drift, and are set. */
    look,
  }
}
