import { type Kysely, sql } from 'kysely'
import { dropOurs, insertPostgres, makeSchema, tieAgain, untie } from '../filling.ts'
import { type DatabaseAddress, openDatabase } from '../open.ts'
import { BEING_MOVED } from '../prepare.ts'
import { refillWords } from '../refill-words.ts'
import { tableNames } from '../table-names.ts'
import type { Tables } from '../tables.ts'
import { MoveFailed, shown } from './failure.ts'
import { othersConnected } from './in-use.ts'
import { noteIn, settle, type Target } from './target.ts'

/** Rows that are sent at once. */
const AT_ONCE = 500

/** A PostgreSQL database that is filled in the place where it stays: until it is whole no server starts on it. */
export function postgresTarget(address: Extract<DatabaseAddress, { engine: 'postgres' }>): Target {
  const database = openDatabase('url' in address ? { ...address, connections: 1 } : address)
  const { db } = database

  async function refuseOthers(trx: Kysely<Tables>): Promise<void> {
    if ((await othersConnected(trx)) > 0)
      throw new MoveFailed(`Servers are connected to ${shown(address)}. Stop them first, and call lva move again.`)
  }

  return {
    reading: address,

    async left() {
      const names = await tableNames(database)
      if (names.length === 0) return null
      const note = names.includes('installation') ? await noteIn(db) : null
      if (note) return note
      throw new MoveFailed(
        `${shown(address)} is not empty (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}). Give it an empty database, or drop this one and create it anew; nothing was changed.`,
      )
    },

    async begin({ from, migrations }, now) {
      await db.transaction().execute(async (trx) => {
        await refuseOthers(trx)
        await makeSchema(trx, 'postgres', { migrations }, now)
        const value = JSON.stringify({ from, bonds: await untie(trx) })
        await trx.insertInto('installation').values({ key: BEING_MOVED, value }).execute()
      })
    },

    async write(table, rows) {
      await db.transaction().execute(async (trx) => {
        // After a crash of the server the last pieces may be missing: they are compared before it goes on.
        await sql`set local synchronous_commit = off`.execute(trx)
        for (let at = 0; at < rows.length; at += AT_ONCE) await insertPostgres(trx, table, rows.slice(at, at + AT_ONCE))
      })
    },

    async clear(tables) {
      await db.transaction().execute((trx) => dropOurs(trx, tables))
    },

    async finish({ numbers, onTexts, ...last }) {
      await db.transaction().execute(async (trx) => {
        await sql`set local statement_timeout = 0`.execute(trx)
        await refuseOthers(trx)
        const note = await noteIn(trx)
        if (!note) throw new MoveFailed(`Somebody else has finished filling ${shown(address)} meanwhile.`)
        await tieAgain(trx, { bonds: note.bonds, numbers })
        await settle(trx, last)
        await refillWords(trx, 'postgres', onTexts)
      })
      // Without it the first searches do not know how large anything is. Everything is moved already, and the server does it by itself later.
      const analyze = db.connection().execute(async (one) => {
        await sql`set statement_timeout = 0`.execute(one)
        await sql`analyze`.execute(one)
      })
      await analyze.catch(() => {})
    },

    close: database.close,
  }
}
