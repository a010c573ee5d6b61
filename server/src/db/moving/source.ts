import { existsSync, statSync } from 'node:fs'
import { missingMigrations, unknownMigrations } from '../migrate.ts'
import { type DatabaseAddress, openDatabase } from '../open.ts'
import { type CopiedTable, openSnapshot, type Snapshot } from '../snapshot.ts'
import { tableNames } from '../table-names.ts'
import { MoveFailed, shown } from './failure.ts'
import { isInUse } from './in-use.ts'
import { noteIn } from './target.ts'

/** A database that is moved, as it is now. */
export interface Source {
  snapshot: Snapshot
  /** Which one it is, so that a move that was cut short is not gone on with from another. */
  id: string
  /** Every table but the facts about the installation, which come last. */
  tables: { table: CopiedTable; rows: number }[]
  rows: number
  /** The id of the installation. */
  installation: string
  facts: { key: string; value: string }[]
}

/** Looks at a database that is to be moved. Throws MoveFailed where it cannot be: nothing there, in use, of another release. */
export async function openSource(from: DatabaseAddress): Promise<Source> {
  if ('file' in from && (!existsSync(from.file) || statSync(from.file).size === 0))
    throw new MoveFailed(`There is no database at ${shown(from)}.`)
  if (await isInUse(from)) throw new MoveFailed(`A server works on ${shown(from)}. Stop it first; nothing was changed.`)
  await refuseStrangers(from)
  const snapshot = await openSnapshot(from)
  try {
    if (unknownMigrations(snapshot.migrations).length > 0)
      throw new MoveFailed(`${shown(from)} is of a newer release. Move it with that one.`)
    if (missingMigrations(snapshot.migrations).length > 0)
      throw new MoveFailed(`${shown(from)} is of an older release. Bring it up to date first: lva migrate`)
    const tables: Source['tables'] = []
    let facts: Source['facts'] = []
    for (const table of snapshot.tables)
      if (table.name === 'installation') facts = await factsIn(snapshot, table)
      else tables.push({ table, rows: await snapshot.count(table) })
    const installation = facts.find(({ key }) => key === 'id')?.value
    if (installation === undefined)
      throw new MoveFailed(`No server has ever worked on ${shown(from)}: there is nothing to move.`)
    const rows = tables.reduce((sum, { rows }) => sum + rows, 0)
    return { snapshot, id: `${from.engine} ${installation}`, tables, rows, installation, facts }
  } catch (error) {
    await snapshot.close()
    throw error
  }
}

async function refuseStrangers(from: DatabaseAddress): Promise<void> {
  const database = openDatabase('url' in from ? { ...from, connections: 1 } : from)
  try {
    const names = await tableNames(database)
    if (!names.includes('migrations') || !names.includes('installation'))
      throw new MoveFailed(`${shown(from)} holds no data of the companion.`)
    if (await noteIn(database.db))
      throw new MoveFailed(`${shown(from)} is itself being filled by a move that was cut short.`)
  } finally {
    await database.close()
  }
}

async function factsIn(snapshot: Snapshot, table: CopiedTable): Promise<Source['facts']> {
  const [key, value] = [table.columns.indexOf('key'), table.columns.indexOf('value')]
  const facts: Source['facts'] = []
  for await (const page of snapshot.pages(table))
    for (const row of page) facts.push({ key: String(row[key]), value: String(row[value]) })
  return facts
}
