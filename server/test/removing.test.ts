import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

const capture = (learner: TestLearner, text: string, session: string) => learner.say(text, { session, mode: 'capture' })

async function sayAtLength(learner: TestLearner, session: string, turns: number) {
  for (let n = 0; n < turns; n += 10)
    await Promise.all(Array.from({ length: 10 }, (_, i) => capture(learner, `Thought ${n + i}`, session)))
}

const sessionsOf = async (learner: TestLearner) => (await learner.get('/api/conversation/sessions')).body.sessions

/** Begins to remove a long session, and resolves when the first of it is gone. */
async function beginToRemove({ db, conversation }: TestHouse, { id }: TestLearner, session: string) {
  const count = () =>
    db
      .selectFrom('exchanges')
      .select(db.fn.countAll<number>().as('turns'))
      .where('session_id', '=', session)
      .executeTakeFirstOrThrow()
  const { turns } = await count()
  const removing = conversation.removeSession(id, session)
  await vi.waitFor(async () => expect((await count()).turns).toBeLessThan(turns), { interval: 1 })
  return { removing }
}

inHouses('a session that is being removed', (open, engine) => {
  test('keeps what is said in it meanwhile', async () => {
    const house = await open()
    const ada = await house.learner()
    await sayAtLength(ada, 'long', 200)
    const { removing } = await beginToRemove(house, ada, 'long')
    const meanwhile = await capture(ada, 'A quokka came by.', 'long')
    await removing
    const { history } = await ada.history('long')
    expect(history.map(({ id }) => id)).toEqual([meanwhile.body.exchange_id])
    expect(await sessionsOf(ada)).toMatchObject([{ title: 'Quokka came by', exchange_count: 1 }])
  })

  test('keeps what was said in it since its owner wanted it deleted', async () => {
    const house = await open()
    const ada = await house.learner()
    await capture(ada, 'A rumour about me.', 'talk')
    house.pass(6_000)
    await capture(ada, 'Glaciers carve valleys.', 'talk')
    const remove = (query: string) => ada.call('DELETE', `/api/conversation/sessions/talk${query}`)
    expect((await remove('?decided_ms_ago=-1')).status).toBe(422)
    expect((await remove('?decided_ms_ago=5000')).status).toBe(204)
    const { history } = await ada.history('talk')
    expect(history.map(({ user_text }) => user_text)).toEqual(['Glaciers carve valleys.'])
    expect(await sessionsOf(ada)).toMatchObject([{ title: 'Glaciers carve valleys', exchange_count: 1 }])
    expect((await remove('')).status).toBe(204)
    expect(await sessionsOf(ada)).toEqual([])
  })

  test('is quoted by no reply that was being written meanwhile', async () => {
    const house = await open()
    const ada = await house.learner()
    await sayAtLength(ada, 'long', 200)
    await capture(ada, 'My pterodactyl is called Bo.', 'long')
    house.script(({ facts }) => ({
      words: [`Yes: ${facts.recalled[0]?.text ?? 'nothing'} `, '[s1]'],
      firstAfterMs: 1_000,
    }))
    const replies = ['during', 'after'].map((session) => ada.say('Who is my pterodactyl?', { session }))
    await vi.waitFor(() => expect(house.clock.pending).toBe(2))
    const { removing } = await beginToRemove(house, ada, 'long')
    await house.clock.advance(1_000)
    await Promise.all([removing, ...replies])
    const { body } = await capture(ada, 'My dodo is called Di.', 'short')
    const late = ada.say('Who is my dodo?', { session: 'late' })
    await vi.waitFor(() => expect(house.clock.pending).toBe(1))
    await ada.call('DELETE', `/api/conversation/exchanges/${body.exchange_id}`)
    await house.clock.advance(1_000)
    expect((await late).status).toBe(200)
    const kept = await house.db.selectFrom('exchanges').select('sources').execute()
    expect(JSON.stringify(kept)).not.toContain('is called')
  })

  test('is still a session when that is cut short, and goes with its last turn', async () => {
    const house = await open()
    const ada = await house.learner()
    await sayAtLength(ada, 'cut', 20)
    const { body } = await capture(ada, 'The axolotl stays.', 'cut')
    // Something else holds on to the last turn.
    await sql`create table holding (exchange_id text references exchanges (id))`.execute(house.db)
    await sql`insert into holding values (${body.exchange_id})`.execute(house.db)
    await expect(house.conversation.removeSession(ada.id, 'cut')).rejects.toThrow()
    await sql`drop table holding`.execute(house.db)
    const { history } = await ada.history('cut')
    expect(history.length).toBeLessThan(20)
    expect(history.at(-1)?.id).toBe(body.exchange_id)
    expect(await sessionsOf(ada)).toMatchObject([{ exchange_count: history.length }])
    for (const { id } of history) await ada.call('DELETE', `/api/conversation/exchanges/${id}`)
    expect(await sessionsOf(ada)).toEqual([])
  })

  /** Somebody changes a turn as everybody does, its session first, while `other` wants the same; both come through. */
  async function changeBeside(house: TestHouse, exchangeId: string, other: () => Promise<unknown>) {
    const { id, session_id } = await house.db
      .selectFrom('exchanges')
      .select(['id', 'session_id'])
      .where('id', '=', exchangeId)
      .executeTakeFirstOrThrow()
    let others: Promise<unknown> = Promise.resolve()
    await house.db.transaction().execute(async (trx) => {
      await trx.updateTable('sessions').set({ rolling_through: 0 }).where('session_id', '=', session_id).execute()
      others = other()
      others.catch(() => {})
      if (engine === 'postgres')
        await vi.waitFor(async () => {
          const waiting = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
          expect((await waiting.execute(house.db)).rows).not.toEqual([])
        })
      await trx.updateTable('exchanges').set({ corrected: 1 }).where('id', '=', id).execute()
    })
    return others
  }

  test('waits for who changes a turn of it, and never in a circle', async () => {
    const house = await open()
    const ada = await house.learner()
    const { body } = await capture(ada, 'Glaciers move.', 'ice')
    await changeBeside(house, body.exchange_id, () => house.conversation.removeSession(ada.id, 'ice'))
    expect(await sessionsOf(ada)).toEqual([])

    house.script(() => ({ ...sayYes(), firstAfterMs: 1_000 }))
    const goodbye = ada.say('Goodbye', { session: 'bye' })
    await vi.waitFor(() => expect(house.clock.pending).toBe(1))
    const [turn] = (await ada.history('bye')).history
    await changeBeside(house, turn?.id ?? '', async () => {
      await house.clock.advance(1_000)
      return goodbye
    })
    expect((await goodbye).status).toBe(200)
  })
})
