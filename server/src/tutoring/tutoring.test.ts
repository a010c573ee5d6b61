import type { Item } from '@lva/contracts/reviews'
import { expect, test, vi } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'

vi.setConfig({ testTimeout: 60_000 })

const POINTS = [
  'The moon pulls up a bulge on the near side',
  'A second bulge forms on the far side',
  'The earth turns through both in a day',
]

const EXPLAINED =
  'The harbour fills with water twice a day, and the boats float at noon, because the ocean climbs over the stone wall.'

/** Somebody who keeps an item about tides. */
async function keeper(house: TestHouse): Promise<TestLearner> {
  const learner = await house.learner()
  const kept = await learner.call('POST', '/api/reviews/items', {
    ...{ concept: 'Tides', prompts: [{ text: 'Why are there two high tides a day?' }] },
    points: POINTS.map((text) => ({ text })),
  })
  expect(kept.status).toBe(201)
  return learner
}
const taught = (house: TestHouse) =>
  house.db.selectFrom('facts').select(['data', 'session_id']).where('kind', '=', 'teach-back').execute()

inHouses('lessons', (open) => {
  test('a teach-back is announced, asked on by a novice, and ends with what was covered and one misconception', async () => {
    const house = await open({ env: { LLM: 'companion' } })
    const ada = await keeper(house)
    const say = async (text: string) => (await ada.say(text)).body
    // About nothing of theirs it is an ordinary turn.
    expect((await say('Let me explain what happened at the station')).answered_by?.provider).not.toBe('lesson')
    house.script(() => ({ fail: { kind: 'unavailable' } }))
    const begun = await say('Let me teach you about tides.')
    expect(begun.answered_by).toEqual({ provider: 'lesson', model: null })
    expect(begun.agent_text).toContain('You are going to explain Tides to me')
    expect((await say('Ready')).agent_text).toContain('?')
    const asked = (await say('Well, the moon pulls up one bulge on its near side.')).agent_text
    expect(asked).toContain('?')
    for (const word of ['second', 'far side', 'turns']) expect(asked).not.toContain(word)
    await say('There is no second bulge on the far side.')
    const map = (await say("That's all")).agent_text
    expect(map).toContain(`You covered 1 of 3: ${POINTS[0]}.`)
    expect(map).toContain(`Not yet: ${POINTS[1]}; ${POINTS[2]}.`)
    expect(map).toContain(`One thing is the other way round: “${POINTS[1]}”`)
    const [fact] = await taught(house)
    expect(JSON.parse(fact?.data ?? '{}')).toMatchObject({ share: 1 / 3 })
    // It is over, and what is said now is a conversation again.
    house.script(() => ({ words: ['Tell me more.'] }))
    expect((await say('The sea is wide today.')).answered_by?.provider).not.toBe('lesson')
    expect(await taught(house)).toHaveLength(1)
    // So little of it is no sign that it is known.
    expect((await ada.get('/api/reviews/mastery')).body.concepts[0]).toMatchObject({ name: 'Tides', applied: false })

    // What is taken out of it meanwhile is not asked for, and what was said of it counts for nothing.
    house.script(() => ({ fail: { kind: 'unavailable' } }))
    await say('Let me teach you about tides.')
    expect((await say(`${POINTS[0]}. ${POINTS[1]}.`)).agent_text).toContain('?')
    const [item] = (await ada.get('/api/reviews/items')).body.items as Item[]
    const points = item?.points.slice(0, 1)
    await ada.call('PATCH', `/api/reviews/items/${item?.id}`, { points })
    expect((await say("That's all")).agent_text).toContain(`You covered 1 of 1: ${POINTS[0]}.`)
    expect((await taught(house)).map(({ data }) => JSON.parse(data).share).sort()).toEqual([1 / 3, 1])
    expect((await ada.get('/api/reviews/mastery')).body.concepts[0]).toMatchObject({ applied: true })
  })

  test('whoever has not tried is helped and not told, whatever the model says; whoever has tried is told', async () => {
    const house = await open()
    const ada = await keeper(house)
    const say = async (text: string) => (await ada.say(text)).body
    const leak = ['Sure. The moon pulls up a ', 'bulge on the near side. A second bulge forms', ' on the far side.']
    house.script(({ purpose }) => (purpose === 'tutor' ? { words: leak } : { words: ['no JSON'] }))
    expect((await say('Help me study tides')).agent_text).toBe(
      'Try it by yourself first. Why are there two high tides a day?',
    )
    for (const text of ['I don’t know', 'Just tell me the answer', 'Tell me, please!', 'hint']) {
      const { agent_text } = await say(text)
      for (const point of POINTS) expect(agent_text).not.toContain(point)
      expect(agent_text).not.toContain('bulge')
    }
    house.script(({ purpose }) => ({
      words: [purpose === 'tutor' ? 'Look at the moon. What might it do?' : 'no JSON'],
    }))
    const told = await say('The wind pushes the water against the coast every evening.')
    for (const point of POINTS) expect(told.agent_text).toContain(point)
    expect(told.answered_by?.provider).toBe('lesson')
    await say('Help me study tides')
    const hint = await say('give me a hint')
    expect(hint).toMatchObject({
      agent_text: 'Look at the moon. What might it do?',
      answered_by: { provider: 'scripted' },
    })
    // Nobody judges it as talk, although a model worded it.
    house.pass(60_000)
    await house.settle()
    const { quality, replies } = (await ada.get('/api/feedback/summary/test-session')).body
    expect([quality.n, replies.filter((one: { quality: unknown }) => one.quality !== null)]).toEqual([0, []])
    expect((await say('stop')).agent_text).toContain('we leave it there')
    // An explanation is no news, whoever worded the reply.
    await say('Let me teach you about tides.')
    expect((await say(EXPLAINED)).answered_by?.provider).toBe('scripted')
    await ada.call('POST', '/api/conversation/sessions/test-session/end')
    await house.settle()
    expect((await ada.get('/api/reviews/items')).body.items.map(({ concept }: Item) => concept)).toEqual(['Tides'])
    expect(await taught(house)).toEqual([])
  })
})
