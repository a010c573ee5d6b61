import { beforeAll, expect, test } from 'vitest'
import { down, inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

inHouses('a turn', (open) => {
  let house: TestHouse
  let ada: TestLearner
  beforeAll(async () => {
    house = await open()
    ada = await house.learner({ name: 'Ada' })
  })

  test('the words are in the database before the model is asked', async () => {
    let stored: Promise<unknown> = Promise.resolve(null)
    house.script(() => {
      stored = house.db
        .selectFrom('exchanges')
        .select(['user_text', 'state'])
        .where('session_id', '=', 'first')
        .executeTakeFirst()
      return sayYes()
    })
    const { status, body } = await ada.say('Plants breathe at night.', { session: 'first' })
    expect(await stored).toEqual({ user_text: 'Plants breathe at night.', state: 'answering' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      session_id: 'first',
      user_text: 'Plants breathe at night.',
      agent_text: 'Tell me more.',
      intent: 'statement',
      answered_by: { provider: 'scripted', model: 'script' },
    })
  })

  test('when nobody can answer, the words stay and are answered once when somebody can', async () => {
    house.script(down)
    const { status, headers, body } = await ada.say('What is osmosis?', { session: 'waiting' })
    expect(status).toBe(503)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(body).toMatchObject({ code: 'model-unavailable', kept: true, session_id: 'waiting' })
    const [waiting] = (await ada.history('waiting')).history
    expect(waiting).toMatchObject({
      id: body.exchange_id,
      user_text: 'What is osmosis?',
      agent_text: null,
      metadata: { state: 'pending' },
    })

    house.pass(60_000)
    await house.settle()
    expect((await ada.history('waiting')).history[0]?.metadata.state).toBe('pending')

    const before = house.requests.length
    house.script(() => ({ words: ['Water moving through a membrane.'] }))
    house.pass(10 * 60_000)
    await house.settle()
    house.pass(10 * 60_000)
    await house.settle()
    expect((await ada.history('waiting')).history).toMatchObject([
      { agent_text: 'Water moving through a membrane.', metadata: { state: 'answered' } },
    ])
    expect(house.requests.length - before).toBe(1)
  })
})
