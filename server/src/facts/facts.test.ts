import { pino } from 'pino'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { createJobs } from '../jobs/jobs.ts'
import { createFacts, type NewFact } from './facts.ts'

const THING = '00000000-0000-4000-8000-0000000000ff'

onEveryEngine('the log of facts', (fresh) => {
  async function learner(timezone: string) {
    const { database } = await fresh()
    const now = () => new Date('2026-11-27T20:00:00Z')
    const newId = () => crypto.randomUUID()
    const { db } = database
    const jobs = createJobs({ database, now, newId, log: pino({ level: 'silent' }) })
    const facts = createFacts({ db, jobs, now, newId })
    const userId = newId()
    await db
      .insertInto('users')
      .values({
        ...{ id: userId, email: userId, email_key: userId, full_name: null, password_hash: '', role: 'user' },
        ...{ status: 'active', timezone, locale: 'en', settings: '{}', created_at: '', last_login: null },
        email_verified_at: null,
      })
      .execute()
    const tell = (...told: NewFact[]) => db.transaction().execute((trx) => facts.recordAll(trx, userId, told))
    const turn = (at: string): NewFact => ({
      ...{ id: facts.idOf('turn', at), userId, kind: 'turn', at },
      data: { words: 4, seconds: 10, spoken: 0, topics: [THING] },
    })
    const review = (id: string, at: string): NewFact => ({
      ...{ id, userId, kind: 'review', at, subjectId: THING },
      data: { item: THING, prompt: THING, prompt_kind: 'recall', rating: 3, recalled: 1, graded_by: 'self' },
    })
    const undone = (id: string, at: string): NewFact => ({
      ...{ userId, kind: 'review-undone', at, subjectId: THING, data: { review: id, prompt: THING } },
    })
    const days = async () =>
      (await facts.days(userId, { from: '2000-01-01', to: '2100-01-01' })).map(
        ({ day, turns, reviews, sittings }) => [day, turns, reviews, sittings] as const,
      )
    return { db, facts, userId, tell, turn, review, undone, days }
  }

  test('counts what comes late, twice, backwards or from a wrong clock as if it had come in time', async () => {
    const { facts, userId, tell, turn, review, undone, days } = await learner('Europe/Lisbon')
    expect(await tell(turn('2026-10-25T00:20:00Z'), turn('2026-10-25T01:40:00Z'))).toBe(2)
    // 01:20 comes twice that night, and it is one day of 25 hours.
    expect(await days()).toEqual([['2026-10-25', 2, 0, 2]])
    expect(await tell(turn('2026-10-25T00:20:00Z'), turn('2026-10-25T00:45:00Z'), turn('2026-10-25T01:10:00Z'))).toBe(2)
    expect(await days()).toEqual([['2026-10-25', 4, 0, 1]])

    const [id, other] = [crypto.randomUUID(), crypto.randomUUID()]
    await tell(undone(id, '2026-10-27T09:00:00Z'))
    await tell(review(id, '2026-10-26T09:00:00Z'), review(other, '2026-10-26T09:05:00Z'))
    expect(await days()).toEqual([
      ['2026-10-25', 4, 0, 1],
      ['2026-10-26', 0, 1, 1],
    ])
    expect(await tell(turn('2031-01-01T00:00:00Z'), turn('1970-01-01T00:00:00Z'))).toBe(2)
    expect((await days()).at(-1)).toEqual(['2026-11-27', 2, 0, 1])
    expect(await facts.of(userId, { kinds: ['review'], subjectId: THING, limit: 1 })).toMatchObject([{ id }])
  })

  test('those who write down many days and those who count them never wait for each other in a circle', async () => {
    const { db, facts, userId, tell, turn, days } = await learner('Europe/Lisbon')
    const at = (day: number, hour: number) => new Date(Date.UTC(2026, 8, day, hour)).toISOString()
    const whole = Array.from({ length: 40 }, (_, day) => day + 1)
    const moved = [...whole.filter((day) => day % 2 === 0), ...whole.filter((day) => day % 2 === 1)]
    await tell(...moved.map((day) => turn(at(day, 9))))
    const writing = [10, 11, 12].map((hour) =>
      db.transaction().execute(async (trx) => {
        for (const day of whole.slice().reverse()) await facts.record(trx, turn(at(day, hour)))
      }),
    )
    await Promise.all([...writing, facts.count(userId), facts.count(userId), facts.count(userId)])
    expect((await days()).map(([, turns]) => turns)).toEqual(whole.map(() => 4))
  })

  test('a day stays where it was when its learner moves, and two who count at once count once', async () => {
    const { db, facts, userId, tell, turn, days } = await learner('Pacific/Auckland')
    await tell(turn('2026-11-20T11:30:00Z'))
    await db.updateTable('users').set({ timezone: 'America/Los_Angeles' }).where('id', '=', userId).execute()
    await tell(turn('2026-11-20T12:30:00Z'), turn('2026-11-21T06:00:00Z'))
    await Promise.all([facts.count(userId), facts.count(userId), facts.rebuild(userId)])
    expect(await days()).toEqual([
      ['2026-11-20', 2, 0, 2],
      ['2026-11-21', 1, 0, 1],
    ])
    await facts.erase(userId)
    expect(await days()).toEqual([])
  })
})
