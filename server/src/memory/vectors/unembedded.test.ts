import { expect, test } from 'vitest'
import { onEveryEngine } from '../../../test/engines.ts'
import { createImportExchanges } from '../../conversation/import-exchanges.ts'
import { newId } from '../../ids.ts'
import { unembedded } from './unembedded.ts'

const MODEL = 'some/model'
const TURNS = 70

onEveryEngine('what has no vector', (fresh) => {
  test('is looked for among the newest, among all where something is missing, and where it was changed', async () => {
    const { database } = await fresh()
    const { db } = database
    const userId = newId()
    await db
      .insertInto('users')
      .values({
        ...{ id: userId, email: userId, email_key: userId, password_hash: '', settings: '{}', timezone: 'UTC' },
        ...{ full_name: null, role: 'user', status: 'active', locale: 'en', created_at: '', last_login: null },
      })
      .execute()
    const ids = Array.from({ length: TURNS }, () => newId())
    const at = (n: number) => new Date(Date.UTC(2026, 4, 4, 10, n)).toISOString()
    await createImportExchanges({ database })(
      userId,
      ids.map((id, n) => ({ id, sessionId: 'bees', userText: `Bee ${n}.`, agentText: null, at: at(n) })),
      { locale: 'en' },
    )
    const embed = async (turns: Array<number | null>) => {
      const about = { user_id: userId, passage: null, model: MODEL, dims: 0, code: null, vector: null }
      await db
        .insertInto('vectors')
        .values(turns.map((turn) => ({ ...about, turn, failure: 'none is needed', made_at: '' })))
        .execute()
    }
    const look = async (how: { exchangeId?: string; whole?: boolean }, embeds = false) => {
      const found: string[][] = []
      for await (const some of unembedded(db, userId, { model: MODEL, whole: false, ...how })) {
        found.push(some.map(({ text }) => text))
        if (embeds) await embed(some.map(({ turn }) => turn))
      }
      return found
    }
    const all = await look({}, true)
    expect(all.map((some) => some.length)).toEqual([64, 6])
    expect(all.flat()).toEqual(ids.map((_, n) => `Bee ${TURNS - 1 - n}.`))
    const oldest = db
      .selectFrom('exchanges')
      .select('seq')
      .where('id', '=', ids[0] ?? '')
    await db.deleteFrom('vectors').where('turn', '=', oldest).execute()
    expect(await look({})).toEqual([])
    expect(await look({ whole: true })).toEqual([['Bee 0.']])
    expect(await look({ exchangeId: ids[0] ?? '' }, true)).toEqual([['Bee 0.']])
  })
})
