import type { Analysis } from '@lva/contracts/analysis'
import { expect, test } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const session = 'glaciers'

/** Four turns about glaciers, the second without an answer to what it asks. */
async function spokeOfGlaciers(house: TestHouse, learner: TestLearner): Promise<string[]> {
  house.script(() => ({ words: ['I do not know that one.'] }))
  const said = [
    'Glaciers are rivers of ice.',
    'Why do glaciers look blue at the bottom?',
    "Let's go with the map of the glaciers for the talk.",
    'I need to read the chapter on erosion by Friday.',
  ]
  const ids: string[] = []
  for (const text of said) ids.push((await learner.say(text, { session })).body.exchange_id)
  return ids
}

async function analysed(house: TestHouse, learner: TestLearner, asked: object): Promise<Analysis> {
  const { status, body } = await learner.call('POST', '/api/analyses', asked)
  expect([status, body.state]).toEqual([202, 'waiting'])
  await house.settle()
  return (await learner.get<Analysis>(`/api/analyses/${body.id}`)).body
}

const textsOf = ({ sections }: Analysis, name: string) =>
  sections.find((section) => section.name === name)?.statements.map(({ text }) => text) ?? []
const all = ({ sections }: Analysis) => sections.flatMap(({ statements }) => statements)

inHouses('analysis', (open) => {
  test('a session that was asked about says what came out of it, each in words of the turn it opens', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const [first, second, third, fourth] = await spokeOfGlaciers(house, ana)
    house.script(() => ({ words: ['no JSON'] }))
    const analysis = await analysed(house, ana, { session_id: session })
    expect(analysis).toMatchObject({ state: 'done', kind: 'session', cause: 'asked', turns: 4, read: 4 })
    expect(textsOf(analysis, 'topics')).toContain('Glaciers')
    expect(textsOf(analysis, 'concepts')).toEqual(['Glaciers are rivers of ice.'])
    expect(textsOf(analysis, 'open-questions')).toEqual(['Why do glaciers look blue at the bottom?'])
    expect(textsOf(analysis, 'decisions')).toEqual(["Let's go with the map of the glaciers for the talk."])
    const [owed] = analysis.sections.find(({ name }) => name === 'action-items')?.statements ?? []
    expect(owed).toMatchObject({ exchange_ids: [fourth], session_id: session, by: 'rules' })
    expect(new Date(owed?.due ?? '').getUTCDay()).toBe(5)
    const { history } = await ana.history(session)
    for (const { exchange_ids, quote } of all(analysis))
      expect(history.find(({ id }) => id === exchange_ids[0])?.user_text).toContain(quote)
    expect(analysis.synthesis?.text).toContain('Still open: “Why do glaciers look blue at the bottom?”')
    // Seven by rules, and a model that answered nonsense is said to have.
    const ran = analysis.specialists.map(({ by, state, why }) => [by, state, why])
    expect(ran.filter(([by]) => by === 'rules')).toEqual(Array(7).fill(['rules', 'done', null]))
    expect(ran.filter(([by]) => by === 'model')).toEqual(Array(7).fill(['model', 'failed', 'not-json']))

    const list = await ana.get('/api/analyses')
    expect(list.body).toMatchObject({ count: 1, analyses: [{ id: analysis.id, statements: all(analysis).length }] })
    expect((await ben.get(`/api/analyses/${analysis.id}`)).status).toBe(404)
    expect((await ben.call('POST', '/api/analyses', { session_id: session })).status).toBe(404)
    expect((await ben.call('DELETE', `/api/analyses/${analysis.id}`)).status).toBe(404)
    expect([first, second, third]).not.toContain(undefined)
    expect((await ana.call('DELETE', `/api/analyses/${analysis.id}`)).status).toBe(204)
    expect((await ana.get('/api/analyses')).body.count).toBe(0)
  })

  test('what a model makes up, ascribes to another turn or puts in somebody’s mouth reaches nobody', async () => {
    const house = await open()
    const ana = await house.learner()
    await spokeOfGlaciers(house, ana)
    house.script(({ system }) => ({
      words: [
        system.stable.startsWith('You put statements')
          ? 'You decided to sell the house. You decided: go with the map of the glaciers.'
          : JSON.stringify({
              statements: [
                { turn: 1, quote: 'I decided to sell the house.' },
                { turn: 1, quote: "Let's go with the map of the glaciers" },
                { turn: 99, quote: 'Glaciers are rivers of ice.' },
                { turn: 4, quote: 'I do not know that one.' },
                { turn: 3, quote: 'the map of the glaciers for the talk', name: 'unicorns' },
                'nonsense',
              ],
            }),
      ],
    }))
    const analysis = await analysed(house, ana, { session_id: session })
    const { history } = await ana.history(session)
    for (const { exchange_ids, quote } of all(analysis))
      expect(history.find(({ id }) => id === exchange_ids[0])?.user_text).toContain(quote)
    expect(JSON.stringify(analysis)).not.toMatch(/sell|unicorns|do not know that one/)
    const decisions = analysis.specialists.find(({ name, by }) => name === 'decisions' && by === 'model')
    expect(decisions).toMatchObject({ state: 'done', dropped: 5, why: null })
    expect(analysis.synthesis).toEqual({ text: 'You decided: go with the map of the glaciers.', by: 'model' })
  })

  test('with a turn that goes, or has other words, go the statements that point at it, and their words from the paragraph', async () => {
    const house = await open()
    const ana = await house.learner()
    const [first, question, decided, owed] = await spokeOfGlaciers(house, ana)
    const { id } = await analysed(house, ana, { session_id: session })
    await ana.call('DELETE', `/api/conversation/exchanges/${question}`)
    await ana.call('PATCH', `/api/conversation/exchanges/${owed}`, { user_text: 'Nothing to do.' })
    const left = (await ana.get<Analysis>(`/api/analyses/${id}`)).body
    expect(JSON.stringify(left)).not.toMatch(/blue|erosion/)
    expect(textsOf(left, 'decisions')).toHaveLength(1)
    expect(left.synthesis?.by).toBe('rules')
    for (const gone of [first, decided]) await ana.call('DELETE', `/api/conversation/exchanges/${gone}`)
    expect((await ana.get<Analysis>(`/api/analyses/${id}`)).body).toMatchObject({ statements: 0, synthesis: null })
    await ana.call('DELETE', `/api/conversation/exchanges/${owed}`)
    expect((await ana.get('/api/analyses')).body.count).toBe(0)
  })

  test('a session that ends is looked through by rules alone, unless it is short or its learner wants none', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    await ben.call('PATCH', '/api/user/me', { settings: { analyses: false } })
    await ana.say('I decided to sleep.', { session: 'short' })
    for (const learner of [ana, ben]) await spokeOfGlaciers(house, learner)
    for (const [learner, ended] of [
      [ana, 'short'],
      [ana, session],
      [ben, session],
    ] as const)
      await learner.call('POST', `/api/conversation/sessions/${ended}/end`)
    house.pass(4 * MINUTE)
    await house.settle()
    const { analyses } = (await ana.get('/api/analyses')).body
    expect(analyses).toEqual([expect.objectContaining({ session_id: session, cause: 'session-end', state: 'done' })])
    const { specialists } = (await ana.get<Analysis>(`/api/analyses/${analyses[0].id}`)).body
    expect(new Set(specialists.map(({ by }) => by))).toEqual(new Set(['rules']))
    expect(house.requests.filter(({ purpose }) => purpose === 'analysis')).toEqual([])
    expect((await ben.get('/api/analyses')).body.count).toBe(0)
  })

  test('a week in which enough was said is looked through on Monday, once', async () => {
    const house = await open()
    const ana = await house.learner()
    for (let times = 0; times < 2; times++) await spokeOfGlaciers(house, ana)
    for (let days = 0; days < 8; days++) {
      house.pass(DAY)
      await house.settle()
    }
    await ana.comeBack()
    const { analyses } = (await ana.get('/api/analyses?kind=period')).body
    expect(analyses).toEqual([expect.objectContaining({ cause: 'weekly', state: 'done', turns: 8, session_id: null })])
    expect(Date.parse(analyses[0].to) - Date.parse(analyses[0].from)).toBe(7 * DAY)
  })

  test('an analysis comes back with its turns, here and under another name, and says nothing that is not in them', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    await spokeOfGlaciers(house, ana)
    const before = await analysed(house, ana, { session_id: session })
    const { export_id } = (await ana.call('POST', '/api/gdpr/export', {})).body
    const file = (await ana.get(`/api/gdpr/export/${export_id}/download`)).body
    const [statement] = file.data.analysis_statements
    file.data.analysis_statements.push({ ...statement, id: crypto.randomUUID(), quote: 'I never said that.' })
    file.data.analyses[0].synthesis = 'You are a fool.'
    expect((await ben.call('POST', '/api/gdpr/import', JSON.stringify(file))).status).toBe(202)
    await house.settle()
    const [mine] = (await ben.get('/api/analyses')).body.analyses
    const after = (await ben.get<Analysis>(`/api/analyses/${mine.id}`)).body
    expect(all(after).map(({ text }) => text)).toEqual(all(before).map(({ text }) => text))
    expect(after.synthesis).toEqual(before.synthesis)
    const { history } = await ben.history(session)
    for (const { exchange_ids, quote } of all(after))
      expect(history.find(({ id }) => id === exchange_ids[0])?.user_text).toContain(quote)
  })

  test('what lies beside it in one’s own graph is told as what to explore next, and what took the place of what as a change', async () => {
    const house = await open()
    const ana = await house.learner()
    const from = new Date(house.now().getTime() - MINUTE).toISOString()
    const spoke = async (session: string, ...said: string[]) => {
      for (const text of said) await ana.say(text, { session })
      await ana.call('POST', `/api/conversation/sessions/${session}/end`)
      house.pass(4 * MINUTE)
      await house.settle()
    }
    await spoke('first', 'Osmosis builds on diffusion.', 'I live in Lisbon.')
    await spoke('second', 'Osmosis needs a membrane.', 'I live in Porto now.')
    const second = await analysed(house, ana, { session_id: 'second' })
    expect(textsOf(second, 'explore-next')).toContainEqual(expect.stringMatching(/^diffusion: beside “osmosis”/i))
    const [next] = second.sections.find(({ name }) => name === 'explore-next')?.statements ?? []
    expect(next?.quote).toBe('Osmosis needs a membrane.')
    expect(textsOf(second, 'changes')).toEqual([expect.stringContaining('Lisbon')])
    const both = await analysed(house, ana, { from, to: house.now().toISOString() })
    const [changed] = both.sections.find(({ name }) => name === 'changes')?.statements ?? []
    expect(changed?.text).toMatch(/^Before: “I live in Lisbon\.?” Now: “I live in Porto now\.?”$/)
    expect(changed?.exchange_ids).toHaveLength(2)
    // What is told of turns outside goes with them.
    await ana.call('DELETE', '/api/conversation/sessions/first')
    const left = (await ana.get<Analysis>(`/api/analyses/${second.id}`)).body
    expect(JSON.stringify(left)).not.toMatch(/diffusion|Lisbon/)
    expect(textsOf(left, 'concepts')).toEqual(['Osmosis needs a membrane.'])
  })

  // How much is read is decided before any database is asked; a thousand rows cost seconds.
  test('nothing that cannot be looked through is begun', async () => {
    const house = await open()
    const ana = await house.learner()
    const ask = async (asked: object) => (await ana.call('POST', '/api/analyses', asked)).status
    const from = '2026-01-01T00:00:00Z'
    expect(await ask({ session_id: 'nowhere' })).toBe(404)
    expect(await ask({ from, to: '2025-01-01T00:00:00Z' })).toBe(400)
    expect(await ask({ from, to: '2028-01-01T00:00:00Z' })).toBe(400)
    expect(await ask({ from, to: '2026-01-02T00:00:00Z' })).toBe(400)
    expect(await ask({ from, session_id: session })).toBe(422)
  })
})

inHouses(
  'analysis of a long session',
  (open) => {
    test('of a thousand turns as many are read as can be, in threads, and it is said how many', async () => {
      const house = await open()
      const ana = await house.learner()
      const { body } = await ana.say('Glaciers are rivers of ice.', { session })
      const [{ id: _id, seq: _seq, ...row }] = (await house.db
        .selectFrom('exchanges')
        .selectAll()
        .where('id', '=', body.exchange_id)
        .execute()) as never as [Record<string, unknown>]
      const rows = Array.from({ length: 1_004 }, (_, at) => ({
        ...{ ...row, id: crypto.randomUUID() },
        user_text: `I need to read page ${at} of the book on glaciers by Friday.`,
      }))
      for (let at = 0; at < rows.length; at += 200)
        await house.db
          .insertInto('exchanges')
          .values(rows.slice(at, at + 200) as never)
          .execute()
      house.script(() => ({ words: ['{"statements":[]}'] }))
      const analysis = await analysed(house, ana, { session_id: session })
      expect(analysis).toMatchObject({ state: 'done', turns: 1_005, read: 1_000 })
      const ran = analysis.specialists.map(({ name, by, state }) => `${name} ${by} ${state}`)
      expect(ran).toContain('action-items rules done')
      // A model reads no further than its tokens last.
      expect(ran).toContain('decisions model cut')
      expect(textsOf(analysis, 'action-items')).toHaveLength(12)
    })
  },
  ['sqlite'],
)
