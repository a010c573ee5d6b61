import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Engine } from './engine.ts'
import * as conversation from './migrations/001-conversation.ts'
import * as lockout from './migrations/002-lockout.ts'
import * as audit from './migrations/003-audit.ts'
import * as signIn from './migrations/004-sign-in.ts'
import * as privacy from './migrations/005-privacy.ts'
import * as administration from './migrations/006-administration.ts'
import * as vault from './migrations/007-vault.ts'
import * as voice from './migrations/008-voice.ts'
import * as work from './migrations/009-work.ts'
import * as search from './migrations/010-search.ts'
import * as passages from './migrations/011-passages.ts'
import * as documents from './migrations/012-documents.ts'
import * as memories from './migrations/013-memories.ts'
import * as marks from './migrations/014-marks.ts'
import * as pictures from './migrations/016-pictures.ts'
import * as searches from './migrations/017-searches.ts'
import * as turnDocuments from './migrations/018-turn-documents.ts'
import * as facts from './migrations/019-facts.ts'
import * as goals from './migrations/020-goals.ts'
import * as reviews from './migrations/021-reviews.ts'
import * as lessons from './migrations/022-lessons.ts'
import * as feedback from './migrations/023-feedback.ts'
import * as insights from './migrations/024-insights.ts'
import * as reminders from './migrations/025-reminders.ts'
import * as seenPictures from './migrations/026-seen-pictures.ts'
import * as proposedCards from './migrations/027-proposed-cards.ts'
import * as phone from './migrations/028-phone.ts'
import * as callBack from './migrations/029-call-back.ts'
import * as watching from './migrations/032-watching.ts'
import * as tools from './migrations/033-tools.ts'
import * as analyses from './migrations/034-analyses.ts'
import * as toolServers from './migrations/035-tool-servers.ts'
import * as ordered from './migrations/036-ordered.ts'
import type { Tables } from './tables.ts'

interface Migration {
  up(db: Kysely<Tables>, engine: Engine): Promise<void>
}

/** In the order they are applied. A name never changes once released. */
const MIGRATIONS: Record<string, Migration> = {
  '001-conversation': conversation,
  '002-lockout': lockout,
  '003-audit': audit,
  '004-sign-in': signIn,
  '005-privacy': privacy,
  '006-administration': administration,
  '007-vault': vault,
  '008-voice': voice,
  '009-work': work,
  '010-search': search,
  '011-passages': passages,
  '012-documents': documents,
  '013-memories': memories,
  '014-marks': marks,
  '016-pictures': pictures,
  '017-searches': searches,
  '018-turn-documents': turnDocuments,
  '019-facts': facts,
  '020-goals': goals,
  '021-reviews': reviews,
  '022-lessons': lessons,
  '023-feedback': feedback,
  '024-insights': insights,
  '025-reminders': reminders,
  '026-seen-pictures': seenPictures,
  '027-proposed-cards': proposedCards,
  '028-phone': phone,
  '029-call-back': callBack,
  '032-watching': watching,
  '033-tools': tools,
  '034-analyses': analyses,
  '035-tool-servers': toolServers,
  '036-ordered': ordered,
}

// Any number that no other program of this database is likely to use for its own lock.
const ADVISORY_LOCK = 7_402_116_031

/** What is applied, what is missing, and what a newer release has added. */
export interface MigrationState {
  applied: string[]
  pending: string[]
  unknown: string[]
}

/**
 * Makes a table that stands before any migration. Two processes that begin in the same moment both find that it is not there, and
 * PostgreSQL lets only one of them make it: the other would fail.
 */
export async function makeOnce(db: Kysely<Tables>, statement: RawBuilder<unknown>): Promise<void> {
  await statement.execute(db).catch(async (error: unknown) => {
    if (!isMadeAlready(error)) throw error
    await statement.execute(db)
  })
}

// PostgreSQL, appendix A: the name is in its catalogue since we looked.
const MADE_ALREADY = new Set(['23505', '42P07', '42710'])
const isMadeAlready = (error: unknown) =>
  error instanceof Error && 'code' in error && MADE_ALREADY.has(String(error.code))

/** Reads the state without changing anything but creating the list itself. */
export async function migrationState(db: Kysely<Tables>, migrations = MIGRATIONS): Promise<MigrationState> {
  await makeOnce(db, sql`create table if not exists migrations (name text primary key, applied_at text not null)`)
  const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(db)
  const applied = rows.map((row) => row.name)
  return {
    applied,
    pending: Object.keys(migrations).filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !(name in migrations)),
  }
}

/**
 * Applies what is missing, all in one transaction and under a lock, so that either the whole new schema is there or the old one is
 * untouched. Migrations only ever add, so an older release keeps working on a newer schema; its unknown names are reported, not refused.
 */
export async function migrate(db: Kysely<Tables>, how: Migrating): Promise<string[]> {
  return db.transaction().execute((trx) => migrateWithin(trx, how))
}

interface Migrating {
  engine: Engine
  now: () => Date
  migrations?: Record<string, Migration>
  /** Called under the lock when something is to be applied, before anything is; what it throws leaves the schema as it was. */
  before?: (state: MigrationState) => Promise<void>
}

/**
 * The same in the caller's transaction. With `only`, no others than these: the schema of an earlier release, for a copy that was made
 * with it.
 */
export async function migrateWithin(
  trx: Kysely<Tables>,
  { engine, now, only, before, migrations = MIGRATIONS }: Migrating & { only?: ReadonlySet<string> },
): Promise<string[]> {
  if (engine === 'postgres') {
    // Another process may hold the lock as long as it takes to copy the database, and ours is idle while we do.
    await sql`set local statement_timeout = 0`.execute(trx)
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
    await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(trx)
  }
  const state = await migrationState(trx, migrations)
  const wanted = state.pending.filter((name) => only?.has(name) ?? true)
  if (wanted.length > 0) await before?.(state)
  for (const name of wanted) {
    await migrations[name]?.up(trx, engine)
    await sql`insert into migrations (name, applied_at) values (${name}, ${now().toISOString()})`.execute(trx)
  }
  return wanted
}

/** Which migrations of this release are not among these. */
export const missingMigrations = (names: readonly string[]): string[] =>
  Object.keys(MIGRATIONS).filter((name) => !names.includes(name))

/** Which of these migrations this release does not know: a newer one has made them. */
export const unknownMigrations = (names: readonly string[]): string[] => names.filter((name) => !(name in MIGRATIONS))
