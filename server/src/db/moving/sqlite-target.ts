import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Database as SqliteFile, Statement } from 'better-sqlite3'
import { closing, nothing, syncFolder } from '../../vault/shelf.ts'
import { checkBonds, makeSchema, namesOf, numberSqlite, within } from '../filling.ts'
import { openDatabase } from '../open.ts'
import { BEING_MOVED } from '../prepare.ts'
import { refillWords } from '../refill-words.ts'
import { quoted } from '../snapshot.ts'
import { emptyJournal, openSqliteFile } from '../sqlite.ts'
import { tableNames } from '../table-names.ts'
import { MoveFailed } from './failure.ts'
import { noteIn, settle, type Target } from './target.ts'

const UNFINISHED = '.moving'
const ENDINGS = ['', '-wal', '-shm', '-journal']

/** A SQLite file that is filled under another name, and has its own only when it is whole. */
export function sqliteTarget(path: string): Target {
  const unfinished = path + UNFINISHED
  let file: SqliteFile | undefined
  const inserts = new Map<string, Statement>()

  function opened(): SqliteFile {
    if (file) return file
    file = openSqliteFile(unfinished)
    file.pragma('foreign_keys = off')
    // After a power cut the last pieces may be missing: they are compared before it goes on.
    file.pragma('synchronous = normal')
    return file
  }

  function shut(): void {
    file?.close()
    file = undefined
    inserts.clear()
  }

  async function clear(): Promise<void> {
    shut()
    for (const ending of ENDINGS) await rm(unfinished + ending, { force: true })
  }

  return {
    reading: { engine: 'sqlite', file: unfinished },
    clear,

    async left() {
      const there = await stat(path).catch(nothing)
      if (there && there.size > 0)
        throw new MoveFailed(`${path} is there already. Move it away, or name another file with --to.`)
      for (const ending of ['-wal', '-journal'])
        if (((await stat(path + ending).catch(nothing))?.size ?? 0) > 0)
          throw new MoveFailed(
            `${path}${ending} is left of another database, and would spoil this one. Move it away, or name another file with --to.`,
          )
      if (!existsSync(unfinished)) return null
      const database = openDatabase({ engine: 'sqlite', file: unfinished })
      try {
        return (await tableNames(database)).includes('installation') ? await noteIn(database.db) : null
      } finally {
        await database.close()
      }
    },

    async begin({ from, migrations }, now) {
      await clear()
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await within(unfinished, async (trx) => {
        await makeSchema(trx, 'sqlite', { migrations }, now)
        const value = JSON.stringify({ from, bonds: [] })
        await trx.insertInto('installation').values({ key: BEING_MOVED, value }).execute()
      })
    },

    async write(table, rows) {
      const into = opened()
      let insert = inserts.get(table.name)
      if (!insert) {
        const places = table.columns.map(() => '?').join(', ')
        insert = into.prepare(`insert into ${quoted(table.name)} (${namesOf(table)}) values (${places})`)
        inserts.set(table.name, insert)
      }
      into.exec('begin')
      try {
        for (const row of rows) insert.run(...row)
        into.exec('commit')
      } catch (error) {
        if (into.inTransaction) into.exec('rollback')
        throw error
      }
    },

    async finish({ onTexts, ...last }) {
      numberSqlite(opened(), last.numbers)
      checkBonds(opened())
      shut()
      await within(unfinished, async (trx) => {
        await settle(trx, last)
        await refillWords(trx, 'sqlite', onTexts)
      })
      await emptyJournal(unfinished)
      const handle = await open(unfinished, 'r+')
      await closing(handle, () => handle.sync())
      await rename(unfinished, path)
      await syncFolder(dirname(path))
    },

    close: async () => shut(),
  }
}
