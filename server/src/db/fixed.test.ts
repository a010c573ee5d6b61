import type { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { fixed } from './fixed.ts'
import type { Tables } from './tables.ts'

interface Wanted {
  keys: readonly string[]
  after?: string | undefined
  before?: string | undefined
}

const add = (db: Kysely<Tables>, id: string) =>
  db
    .insertInto('users')
    .values({
      ...{ id, email: id, email_key: id, password_hash: '', settings: '{}', timezone: 'UTC', locale: 'en' },
      ...{ full_name: null, role: 'user', status: 'active', created_at: '', last_login: null },
    })
    .execute()

onEveryEngine('a fixed statement', (fresh) => {
  test('is built once for each length of a list and each choice of values', async () => {
    const { db } = (await fresh()).database
    const keys = ['bees', 'frogs', 'tides']
    for (const key of keys) await add(db, key)
    let built = 0
    const named = fixed((db: Kysely<Tables>, { keys, after, before }: Wanted) => {
      built += 1
      let query = db.selectFrom('users').select('id').where('id', 'in', keys).orderBy('id')
      if (after !== undefined) query = query.where('id', '>', after)
      if (before !== undefined) query = query.where('id', '<', before)
      return query
    })
    const [bees = '', frogs = '', tides = ''] = keys
    const found = async (wanted: Wanted) => (await named(db, wanted)).map(({ id }) => id)
    for (let times = 0; times < 2; times++) {
      expect(await found({ keys })).toEqual([bees, frogs, tides])
      expect(await found({ keys, after: undefined, before: undefined })).toEqual([bees, frogs, tides])
      expect(await found({ keys, after: bees })).toEqual([frogs, tides])
      expect(await found({ keys, before: tides })).toEqual([bees, frogs])
      expect(await found({ keys, after: bees, before: tides })).toEqual([frogs])
      expect(await found({ keys: [tides] })).toEqual([tides])
    }
    expect(built).toBe(5)
    expect(await found({ keys, after: frogs })).toEqual([tides])
    expect(built).toBe(5)
  })

  test('takes null for a value like any other', async () => {
    const { db } = (await fresh()).database
    const id = 'ada'
    await add(db, id)
    const rename = fixed((db: Kysely<Tables>, { id, name }: { id: string; name: string | null }) =>
      db.updateTable('users').set({ full_name: name }).where('id', '=', id).returning('full_name'),
    )
    expect(await rename(db, { id, name: 'Ada' })).toEqual([{ full_name: 'Ada' }])
    expect(await rename(db, { id, name: null })).toEqual([{ full_name: null }])
    expect(await rename(db, { id, name: 'Ada' })).toEqual([{ full_name: 'Ada' }])
  })
})
