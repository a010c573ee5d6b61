import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { isOpen } from './open-exchanges.ts'

onEveryEngine(
  'what waits',
  (fresh) => {
    test('is found without reading everything that was ever said', async () => {
      const { db } = (await fresh()).database
      const everybodys = db.selectFrom('exchanges').select('id').where(isOpen).where('state', '=', 'answering')
      const perSession = db
        .selectFrom('exchanges')
        .select('session_id')
        .where('user_id', '=', 'ada')
        .where('session_id', 'in', ['one', 'two'])
        .where(isOpen)
        .where('state', 'in', ['pending', 'unheard'])
      for (const query of [everybodys, perSession]) {
        const steps = await query.explain<{ detail: string }>(undefined, sql`query plan`)
        expect(steps.map(({ detail }) => detail).join()).toContain('exchanges_open')
      }
    })
  },
  ['sqlite'],
)
