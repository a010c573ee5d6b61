import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { closing, syncFolder } from '../vault/shelf.ts'
import { keptIn } from './before-migration.ts'
import { type Copied, fillPostgres, fillSqliteAsItWas, within } from './filling.ts'
import { migrateWithin, unknownMigrations } from './migrate.ts'
import { isInUse, othersConnected } from './moving/in-use.ts'
import { type Sum, sumOf } from './moving/sums.ts'
import { type DatabaseAddress, openDatabase } from './open.ts'
import { refillWords } from './refill-words.ts'
import { type CopiedTable, openSnapshot, type Snapshot, type Value } from './snapshot.ts'
import { emptyJournal } from './sqlite.ts'

const ENDINGS = ['', '-wal', '-shm', '-journal']
/** What a server writes by being started, and nobody misses: facts about backups and the like, when work is due next, how it is. */
const HOUSEKEEPING = ['installation', 'recurring', 'alerts', 'watched_processes']

/** The copy from before an update cannot be put back; the message says why, what would be lost, and what to do. */
export class CannotGoBack extends Error {
  override readonly name = 'CannotGoBack'
}

/** What is put back, and where. */
export interface GoingBack {
  address: DatabaseAddress
  /** Where copies from before migrations lie. */
  snapshots: string
  /** Where a file may stand meanwhile. */
  temporary: string
  /** The names of every table of this release. */
  tables: readonly string[]
  now: () => Date
}

/**
 * Puts the newest copy from before a migration back, if nothing was written since: the copy, migrated the same way once more, has to be
 * what is there now, row by row. Resolves with the copy and the migrations that are undone. Nobody may be using the database. Throws
 * CannotGoBack; nothing is changed then.
 */
export async function goBack({ address, ...where }: GoingBack): Promise<{ copy: string; undone: string[] }> {
  if (await isInUse(address))
    throw new CannotGoBack('A server works on this database. Stop it first; nothing was changed.')
  const [copy] = await keptIn(where.snapshots)
  if (copy === undefined)
    throw new CannotGoBack(
      `There is no copy from before an update in ${where.snapshots}. The release before works on this database as it is.`,
    )
  const undone = await comparing(copy, address, where)
  await (address.engine === 'sqlite' ? putBackFile(address.file, copy, where) : putBackRows(address, copy, where))
  return { copy, undone }
}

/** Throws unless the copy, brought up to date, is what is there now. Resolves with the migrations that make the difference. */
async function comparing(
  copy: string,
  address: DatabaseAddress,
  { temporary, now }: Pick<GoingBack, 'temporary' | 'now'>,
): Promise<string[]> {
  await mkdir(temporary, { recursive: true, mode: 0o700 })
  const trial = join(temporary, 'going-back.db')
  const present = await openSnapshot(address)
  try {
    const before = await migrationsOf(copy)
    const newer = unknownMigrations(present.migrations)
    if (newer.length > 0)
      throw new CannotGoBack(`A newer release has changed this database (${newer.join(', ')}). Go back with that one.`)
    const undone = present.migrations.filter((name) => !before.includes(name))
    if (undone.length === 0 || before.some((name) => !present.migrations.includes(name)))
      throw new CannotGoBack(`No update lies between ${copy} and this database: there is nothing to go back from.`)
    await copyFile(copy, trial)
    const only = new Set(present.migrations)
    await within(trial, async (trx) => void (await migrateWithin(trx, { engine: 'sqlite', now, only })))
    const changes = await changesBetween(trial, present)
    if (changes.length > 0)
      throw new CannotGoBack(
        `Something was written since the update: ${changes.join(', ')}. Putting the copy from before back would lose it; nothing was changed. The release before works on this database as it is: start that one.`,
      )
    return undone
  } finally {
    await present.close()
    for (const ending of ENDINGS) await rm(trial + ending, { force: true })
  }
}

async function changesBetween(trial: string, present: Snapshot): Promise<string[]> {
  const before = await openSnapshot({ engine: 'sqlite', file: trial })
  try {
    const changes: string[] = []
    for (const table of present.tables.filter(({ name }) => !HOUSEKEEPING.includes(name))) {
      const known = before.tables.some(({ name }) => name === table.name)
      const counts = table.name === 'jobs' ? isSomebodys(table) : () => true
      const was = known ? await sumOf(before, table, { counts }) : { rows: 0, sha256: '' }
      const change = changeOf(was, await sumOf(present, table, { counts }))
      if (change) changes.push(`${table.name} (${change})`)
    }
    return changes
  } finally {
    await before.close()
  }
}

/** Work that recurs is enqueued by any start; what is about somebody follows from what they did. */
function isSomebodys({ columns }: CopiedTable): (row: Value[]) => boolean {
  const at = columns.indexOf('payload')
  return (row) => {
    const payload = JSON.parse(String(row[at]))
    return (payload.userId ?? payload.emailKey ?? null) !== null
  }
}

/** How a table differs from before, in words; null where it does not. Pure. */
export function changeOf(was: Sum, is: Sum): string | null {
  const more = is.rows - was.rows
  if (more !== 0) return `${Math.abs(more)} row${Math.abs(more) === 1 ? '' : 's'} ${more > 0 ? 'more' : 'fewer'}`
  return was.sha256 === is.sha256 || is.rows === 0 ? null : 'other content'
}

async function migrationsOf(file: string): Promise<string[]> {
  const snapshot = await openSnapshot({ engine: 'sqlite', file })
  await snapshot.close()
  return snapshot.migrations
}

/** Lends a copy as something to fill a database from. */
async function copied<T>(copy: string, use: (copied: Copied) => Promise<T>): Promise<T> {
  const snapshot = await openSnapshot({ engine: 'sqlite', file: copy })
  try {
    return await use({
      ...{ migrations: snapshot.migrations, numbers: snapshot.numbers },
      async *tables() {
        for (const table of snapshot.tables) yield { table, pages: snapshot.pages(table) }
      },
    })
  } finally {
    await snapshot.close()
  }
}

async function putBackFile(path: string, copy: string, { now }: Pick<GoingBack, 'now'>): Promise<void> {
  const built = `${path}.going-back`
  const clear = async () => {
    for (const ending of ENDINGS) await rm(built + ending, { force: true })
  }
  await clear()
  try {
    await copied(copy, (from) => fillSqliteAsItWas(built, from, now))
    await within(built, (trx) => refillWords(trx, 'sqlite'))
    await emptyJournal(built)
    const handle = await open(built, 'r+')
    await closing(handle, () => handle.sync())
    // A journal that stayed would be taken for the new file's.
    await emptyJournal(path)
    for (const ending of ENDINGS.slice(1)) await rm(path + ending, { force: true })
    await rename(built, path)
    await syncFolder(dirname(path))
  } finally {
    await clear()
  }
}

async function putBackRows(
  address: Extract<DatabaseAddress, { engine: 'postgres' }>,
  copy: string,
  { tables, now }: Pick<GoingBack, 'tables' | 'now'>,
): Promise<void> {
  const { db, close } = openDatabase('url' in address ? { ...address, connections: 1 } : address)
  try {
    await db.transaction().execute(async (trx) => {
      if ((await othersConnected(trx)) > 0)
        throw new CannotGoBack('Servers are connected to this database. Stop them first; nothing was changed.')
      await copied(copy, (from) => fillPostgres(trx, from, { now, tables, asItWas: true }))
    })
  } finally {
    await close()
  }
}
