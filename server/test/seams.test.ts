import { expect, test } from 'vitest'
import { SessionFinished, TurnFinished } from '../src/conversation/work.ts'
import { inHouses, type TestHouse } from './house.ts'

const MINUTE = 60_000

/** A room that learns from what is said, as main.ts would move it in: a kind of work, and one line that says after what. */
function moveIn(house: TestHouse) {
  const learnt: TurnFinished[] = []
  const remembered: SessionFinished[] = []
  const learn = house.jobs.kind('learn-from-turn', TurnFinished)
  learn.does(async (turn) => void learnt.push(turn))
  house.conversation.turnFinished.subscribe(learn)
  const remember = house.jobs.kind('remember-session', SessionFinished)
  remember.does(async (session) => void remembered.push(session))
  house.conversation.sessionFinished.subscribe(remember)
  return { learnt, remembered }
}

inHouses('a room that learns later', (open) => {
  test('hears of every turn that is over: answered, captured, corrected', async () => {
    const house = await open()
    const { learnt } = moveIn(house)
    const ana = await house.learner()
    const answered = await ana.say('Glaciers move', { session: 'ice' })
    await ana.call('POST', '/api/conversation', { session_id: 'ice', text: 'Ice floats', mode: 'capture' })
    await house.settle()
    expect(learnt.map(({ userId, sessionId, mode }) => [userId, sessionId, mode])).toEqual([
      [ana.id, 'ice', 'conversation'],
      [ana.id, 'ice', 'capture'],
    ])
    expect(JSON.stringify(learnt)).not.toContain('Glaciers')

    const { exchange_id } = answered.body
    for (const regenerate of [false, true]) {
      const change = { user_text: 'Glaciers flow', regenerate }
      const corrected = await ana.call('PATCH', `/api/conversation/exchanges/${exchange_id}`, change)
      expect(corrected.status).toBe(200)
      await house.settle()
    }
    expect(learnt.slice(2).map(({ exchangeId }) => exchangeId)).toEqual([exchange_id, exchange_id])
  })

  test('tries again by itself, and learns nothing from what is removed meanwhile', async () => {
    const house = await open()
    const { learnt } = moveIn(house)
    const failing = house.jobs.kind('learn-otherwise', TurnFinished)
    let tried = 0
    failing.does(async () => {
      tried++
      throw new Error('not today')
    })
    house.conversation.turnFinished.subscribe(failing)
    const ana = await house.learner()
    const { body } = await ana.say('Glaciers move')
    await house.settle()
    house.pass(MINUTE)
    await house.settle()
    expect([learnt.length, tried]).toEqual([1, 2])
    expect((await ana.call('DELETE', `/api/conversation/exchanges/${body.exchange_id}`)).status).toBe(204)
    house.pass(MINUTE)
    await house.settle()
    expect([learnt.length, tried]).toEqual([1, 2])
    expect(await house.db.selectFrom('jobs').select('id').execute()).toEqual([])
  })

  test('hears of a session once it is over: after a goodbye, or half an hour of quiet', async () => {
    const house = await open()
    const { remembered } = moveIn(house)
    const ana = await house.learner()
    await ana.say('Glaciers move', { session: 'ice' })
    await ana.say('Goodbye', { session: 'ice' })
    await ana.say('The moon pulls the sea', { session: 'tides' })
    await ana.say('Twice a day', { session: 'tides' })
    await house.settle()
    expect(remembered).toMatchObject([{ userId: ana.id, sessionId: 'ice', turns: 2 }])
    house.pass(25 * MINUTE)
    await house.settle()
    expect(remembered).toHaveLength(1)
    house.pass(10 * MINUTE)
    await house.settle()
    await house.settle()
    expect(remembered.slice(1)).toMatchObject([{ userId: ana.id, sessionId: 'tides', turns: 2 }])
    const sessions = async () => (await ana.get('/api/conversation/sessions')).body.sessions
    const tides = (await sessions()).find((one: { session_id: string }) => one.session_id === 'tides')
    expect(tides).toMatchObject({ ended_at: tides.last_at, summary: expect.stringMatching(/./) })

    await ana.say('And neap tides', { session: 'tides' })
    expect((await sessions())[0]).toMatchObject({ session_id: 'tides', ended_at: null, summary: null })
    house.pass(35 * MINUTE)
    await house.settle()
    expect(remembered.at(-1)).toMatchObject({ userId: ana.id, sessionId: 'tides', turns: 3 })
  })
})
