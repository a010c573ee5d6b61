import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDatabase } from '../src/db/open.ts'
import { bringUpToDate } from './migrated.ts'
import { placeInside } from './postgres-inside.ts'

/** Somebody has a place, does something there, and gives it back; then its name. */
async function stayed(statement: string) {
  const { address, drop } = await placeInside(bringUpToDate)
  const database = openDatabase(address)
  const { db } = database
  await sql.raw(statement).execute(db)
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(db)
  await database.close()
  await drop()
  return rows[0]?.name
}

const NOTHING = 'select 1'

test('a place in which only rows were written is given to the next one, empty', async () => {
  const name = await stayed(`insert into usage select '2026-11-28', 'llm', 'companion', '', ${'0, '.repeat(7)}0`)
  expect(await stayed('do $$ begin assert not exists (select from usage); end $$')).toBe(name)
})

test.each([
  ['a default', 'alter table sessions alter column exchange_count set default 7'],
  ['a trigger that is switched off', 'alter table audit_events disable trigger user'],
  [
    'what a function does',
    `create or replace function audit_is_append_only() returns trigger language plpgsql as $$ begin return new; end $$`,
  ],
])('a place in which somebody changed %s is given to nobody', async (_, change) => {
  const name = await stayed(change)
  expect(await stayed(NOTHING)).not.toBe(name)
})
