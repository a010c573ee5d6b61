import { expect, test, vi } from 'vitest'
import { createCompanion } from '../src/providers/llm/companion/companion.ts'
import { createScriptedSearch } from '../src/providers/scripted-search.ts'
import { inHouses } from './house.ts'
import type { TestLearner } from './learner.ts'

vi.setConfig({ testTimeout: 60_000 })

const HONEY = {
  ...{ url: 'https://en.wikipedia.org/wiki/Honey', title: 'Honey', published: null },
  text: 'Honey is made by bees from the nectar of flowers.',
}
const SUM = 'What is 17 % of 2,340?'

const titleOf = async (learner: TestLearner, session = 'test-session') => {
  const { sessions } = (await learner.get('/api/conversation/sessions')).body
  return sessions.find((one: { session_id: string }) => one.session_id === session)?.title
}

inHouses('orders to the companion', (open) => {
  const house = () => open({ search: [createScriptedSearch('wikipedia', () => [HONEY])], llm: createCompanion() })

  test('name no session that holds anything else', async () => {
    const ana = await (await house()).learner()
    await ana.say(SUM)
    expect(await titleOf(ana)).toBe('What is 17 % of 2,340')
    await ana.say('Look up honey.')
    await ana.say('Bees dance to tell each other where flowers are.')
    expect(await titleOf(ana)).toBe('Bees dance to tell each other where flowers are')
    await ana.say('Hello', { session: 'greeted' })
    await ana.say(SUM, { session: 'greeted' })
    expect(await titleOf(ana, 'greeted')).toBe('Hello')
    await ana.say('Glaciers move because ice deforms.', { session: 'greeted' })
    expect(await titleOf(ana, 'greeted')).toBe('Glaciers move because ice deforms')
  })

  test('are not recalled as something that was said, and are found again by a search', async () => {
    const home = await house()
    const ana = await home.learner()
    await ana.say('Look up honey from bees.')
    const here = (await ana.say('I wonder how bees make honey.')).body
    const elsewhere = (await ana.say('I wonder how bees make honey, and why.', { session: 'another' })).body
    expect(`${here.agent_text} ${elsewhere.agent_text}`).not.toMatch(/look up/i)
    const asked = (await ana.say('What did I say about bees and honey?', { session: 'third' })).body
    expect(asked.agent_text).not.toMatch(/look up/i)
    await home.settle()
    const found = (await ana.call('POST', '/api/search', { query: 'honey' })).body
    expect(JSON.stringify(found)).toContain('Look up honey from bees.')
    expect(JSON.stringify(await ana.history())).toContain('Look up honey from bees.')
  })

  test('are not learnt from and stand in no analysis', async () => {
    const home = await house()
    const ana = await home.learner()
    await ana.say('Look up zymology on Wikipedia.')
    await ana.say(SUM)
    await ana.say('Glaciers carve valleys because ice deforms under its own weight.')
    await ana.say('Moraines are what glaciers leave behind.')
    await ana.say('I think glaciers shaped most valleys here.')
    await ana.say('Goodbye')
    home.pass(10 * 60_000)
    await home.settle()
    const { analyses } = (await ana.get('/api/analyses')).body
    expect(analyses.length).toBeGreaterThan(0)
    const one = (await ana.get(`/api/analyses/${analyses[0].id}`)).body
    expect(JSON.stringify(one)).toMatch(/glacier/i)
    expect(JSON.stringify(one)).not.toMatch(/zymology|wikipedia|17 %/i)
    expect(JSON.stringify((await ana.get('/api/graph/concepts?q=zymology')).body)).not.toMatch(/zymology/i)
  })

  test('count for no streak and no goal, and are no questions that recur', async () => {
    const home = await house()
    const ana = await home.learner()
    const goal = { kind: 'exchanges', title: 'Talk', target: 10 }
    const { id } = (await ana.call('POST', '/api/goals', goal)).body
    const progress = async () => {
      await home.settle()
      const streak = (await ana.get('/api/streak')).body
      return [streak.counts_today, streak.current, (await ana.get(`/api/goals/${id}`)).body.value]
    }
    for (const words of ['Dark mode', SUM, ...Array(3).fill('What does the literature say about honey?')])
      await ana.say(words)
    expect(await progress()).toEqual([false, 0, 0])
    expect((await ana.get('/api/patterns')).body.questions).toEqual({ recurring: [], n: 0 })
    await ana.say('Bees dance to tell each other where flowers are.')
    expect(await progress()).toEqual([true, 1, 1])
  })

  test('that no tool takes are answered with a whole sentence', async () => {
    const ana = await (await house()).learner()
    const { body } = await ana.say('Open my library.')
    expect(body.agent_text).toBe(
      'That is for the page “Search”, which finds any word again; I can only listen and recall.',
    )
    expect(body.marks ?? []).toEqual([])
  })

  test('what was just said in this conversation is found when it is asked for', async () => {
    const ana = await (await house()).learner()
    await ana.say('My exam is on Friday.')
    expect((await ana.say('What have I told you about my exam?')).body.agent_text).toContain('“My exam is on Friday”')
  })
})
