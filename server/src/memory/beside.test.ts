import { expect, test, vi } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { createImportExchanges } from '../conversation/import-exchanges.ts'
import { newId } from '../ids.ts'
import { createBeside } from './beside.ts'
import { createLooking, type Looking } from './looking.ts'

onEveryEngine(
  'a thread that looks',
  (fresh) => {
    test('begins when it is worth it, sees what was just written, and is not missed when it has gone', async () => {
      const { database } = await fresh()
      const userId = newId()
      await database.db
        .insertInto('users')
        .values({
          ...{ id: userId, email: userId, email_key: userId, password_hash: '', settings: '{}', timezone: 'UTC' },
          ...{ full_name: null, role: 'user', status: 'active', locale: 'en', created_at: '', last_login: null },
        })
        .execute()
      const say = (userText: string) =>
        createImportExchanges({ database })(
          userId,
          [{ id: newId(), sessionId: 'bees', userText, agentText: null, at: new Date(0).toISOString() }],
          { locale: 'en' },
        )

      const self = createLooking(database)
      let here = 0
      const counted: Looking = {
        ...self,
        recall(asked) {
          here += 1
          return self.recall(asked)
        },
      }
      const { recall, similar, forget, close } = createBeside({
        here: counted,
        file: database.file,
        longMs: 0,
        worthMs: 0,
      })
      const found = async (text: string) => {
        const asked = { userId, timezone: 'UTC', text, asksOwnPast: true, beforeSeq: Number.MAX_SAFE_INTEGER }
        const now = new Date()
        const all = await recall({ ...asked, now, meaning: null, known: new Set(), limit: 3, tokens: 1_000 })
        return all.map(({ text }) => text)
      }

      await say('There were two queens in the hive.')
      expect(await found('the queens')).toEqual(['There were two queens in the hive.'])
      expect(here).toBe(1)
      // While it starts, and only then, it is looked here.
      await vi.waitFor(async () => {
        const before = here
        await found('the queens')
        expect(here).toBe(before)
      }, 20_000)
      const before = here
      await say('The carpenter left a chisel.')
      expect((await found('a chisel'))[0]).toBe('The carpenter left a chisel.')
      await forget(userId)
      expect(here).toBe(before)
      const now = new Date()
      const nothing = similar({ userId, timezone: 'UTC' }, newId(), { limit: 3, model: null, now })
      await expect(nothing).rejects.toMatchObject({ code: 'not-found' })

      await close()
      expect((await found('a chisel'))[0]).toBe('The carpenter left a chisel.')
      expect(here).toBe(before + 1)
      await close()
    })
  },
  ['sqlite'],
)
