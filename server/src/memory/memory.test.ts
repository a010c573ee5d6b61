import { pino } from 'pino'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { createImportExchanges } from '../conversation/import-exchanges.ts'
import { newId } from '../ids.ts'
import { createJobs } from '../jobs/jobs.ts'
import { createMemory } from './memory.ts'

const now = () => new Date('2026-05-30T18:00:00Z')

/** Two days of somebody's talk; each line is the day in May, the session, what was said and what was answered. */
const TALK: Array<[number, string, string, string?]> = [
  [4, 'bees', 'Spent the afternoon with the bees, at the hive behind the orchard.', 'What did you notice first?'],
  [4, 'bees', 'There were two queens in it, which nobody expected.'],
  [4, 'bees', 'I took the older one out.'],
  [5, 'week', 'Ran six kilometres along the canal.'],
  [5, 'week', 'Photosynthesis happens in the chloroplasts of plants.', 'And in their orchards?'],
  [12, 'week two', 'Ran nine kilometres along the canal.'],
  [12, 'week two', 'A quiet evening with the carpenter.'],
  [19, 'week three', 'The car is in the workshop.'],
]

const remembering = (fresh: Parameters<Parameters<typeof onEveryEngine>[1]>[0]) => {
  async function somebody(opened: Awaited<ReturnType<typeof fresh>>, talk = TALK) {
    const { db } = opened.database
    const userId = newId()
    const who = { id: userId, email: userId, email_key: userId, password_hash: '', settings: '{}', timezone: 'UTC' }
    await db
      .insertInto('users')
      .values({
        ...who,
        full_name: null,
        role: 'user',
        status: 'active',
        locale: 'en',
        created_at: '',
        last_login: null,
      })
      .execute()
    await createImportExchanges({ database: opened.database })(
      userId,
      talk.map(([day, sessionId, userText, agentText], n) => ({
        ...{ id: newId(), sessionId, userText, agentText: agentText ?? null },
        at: new Date(Date.UTC(2026, 4, day, 10, n)).toISOString(),
      })),
      { locale: 'en' },
    )
    const jobs = createJobs({ database: opened.database, now, newId, log: pino({ level: 'silent' }) })
    const memory = createMemory({ database: opened.database, jobs, embeddings: null, now })
    const search = (query: string, more: object = {}) =>
      memory.search({ userId, timezone: 'UTC' }, { query, limit: 20, strategy: 'keyword', read_times: true, ...more })
    const found = async (query: string, more: object = {}) =>
      (await search(query, more)).results.map(({ user_text }) => talk.findIndex(([, , said]) => said === user_text))
    const recall = async (text: string, more: object = {}) => {
      const asked = {
        userId,
        timezone: 'UTC',
        text,
        asksOwnPast: false,
        beforeSeq: Number.MAX_SAFE_INTEGER,
        known: new Set<number>(),
        limit: 3,
        tokens: 1_000,
      }
      return (await memory.recall({ ...asked, ...more })).map(({ text }) => text)
    }
    return { userId, search, found, recall }
  }

  test('an answer is found by the turn beside it, and says so', async () => {
    const { search } = await somebody(await fresh())
    const { results } = await search('What did I discover in the hive behind the orchard?')
    expect(results.map(({ user_text }) => user_text).slice(0, 2)).toEqual([TALK[0]?.[2], TALK[1]?.[2]])
    expect(results[0]).toMatchObject({ source: 'user', why: { words: ['hive', 'behind', 'orchard'], beside: [] } })
    expect(results[1]).toMatchObject({ why: { words: [], beside: ['hive', 'behind', 'orchard'], dated: false } })
  })

  test('one word finds what says it, in every form, and nothing beside it', async () => {
    const { found, search } = await somebody(await fresh())
    expect(await found('bee')).toEqual([0])
    expect((await found('running ')).sort()).toEqual([3, 5])
    expect((await search('orchard')).results.map(({ source }) => source)).toEqual(['user', 'agent'])
    expect((await search('orchard')).results[1]?.agent_snippet).toBe('And in their <mark>orchards</mark>?')
  })

  test('a word is found while it is typed, whole words first', async () => {
    const { found } = await somebody(await fresh())
    expect(await found('photosyn')).toEqual([4])
    expect(await found('car')).toEqual([7, 6])
    expect(await found('car ')).toEqual([7])
  })

  test('a misspelt word is taken for the nearest one that was said', async () => {
    const { found, search } = await somebody(await fresh())
    expect(await found('chlorpolasts ')).toEqual([4])
    expect((await search('orhcard ')).results[0]?.user_snippet).toContain('<mark>orchard</mark>')
    expect(await found('xyzzyxyzzy ')).toEqual([])
  })

  test('what stands between quotation marks must occur as it stands', async () => {
    const { found } = await somebody(await fresh())
    expect(await found('"two queens"')).toEqual([1])
    expect(await found('"queens two"')).toEqual([])
    expect(await found('"along the canal" nine')).toEqual([5, 3])
  })

  test('the time that is named comes first, and alone finds what was said then', async () => {
    const { found, search } = await somebody(await fresh())
    expect((await found('How far did I run on 5 May?'))[0]).toBe(3)
    expect((await found('How far did I run on May 12?'))[0]).toBe(5)
    expect((await found('What did I do on 19 May?'))[0]).toBe(7)
    const { period, results } = await search('canal on 12 May')
    expect(period).toEqual({ after: '2026-05-12T00:00:00.000Z', before: '2026-05-13T00:00:00.000Z' })
    expect(results.map(({ why }) => why.dated)).toEqual([true, false])
    expect(await found('canal', { filters: { before: '2026-05-06T00:00:00Z' } })).toEqual([3])
    expect(await found('canal', { filters: { session_id: 'week two' } })).toEqual([5])
  })

  test('any text is a question, however long', async () => {
    const { found, recall } = await somebody(await fresh())
    for (const text of ['', '*', '"', '""', "'; --", ':*', '🐝', '-'.repeat(10_000), '\u0301'])
      expect(await found(text), text).toEqual([])
    const long = 'the hive behind the orchard, again and again: '.repeat(220)
    expect(long.length).toBeGreaterThan(10_000)
    expect((await found(long))[0]).toBe(0)
    expect((await recall(long))[0]).toBe(TALK[0]?.[2])
  })

  test('the same words of somebody else are never found', async () => {
    const opened = await fresh()
    const eve = await somebody(opened, [[4, 'bees', 'The hive behind the orchard is mine, says Eve.', 'Orchard!']])
    const ada = await somebody(opened)
    const more = { filters: { after: '2026-05-01T00:00:00Z', before: '2026-06-01T00:00:00Z' } }
    for (const query of ['orchard', '"the hive behind the orchard"', 'orchrad', 'orch', 'in May', 'Eve orchard mine'])
      for (const filters of [{}, more]) {
        expect(JSON.stringify((await ada.search(query, filters)).results), query).not.toContain('Eve')
        expect((await eve.search(query, filters)).results.length, query).toBeLessThanOrEqual(1)
      }
    expect(JSON.stringify(await ada.recall('Is the hive behind the orchard mine?'))).not.toContain('Eve')
  })

  test('a turn recalls the learner’s own earlier words, and nothing when little of it was ever said', async () => {
    const { recall } = await somebody(await fresh())
    expect((await recall('Today I looked at the hive in the orchard again.'))[0]).toBe(TALK[0]?.[2])
    expect(await recall('Today I looked at the hive in the orchard again.', { beforeSeq: 0 })).toEqual([])
    expect(await recall('And in their orchards?')).toEqual([TALK[0]?.[2], TALK[1]?.[2], TALK[2]?.[2]])
    expect(await recall('Which telescope did I order with the insurance money of the carpenter’s dentist?')).toEqual([])
    expect(await recall('What was it that I was?')).toEqual([])
  })
}
onEveryEngine('a past', remembering)
