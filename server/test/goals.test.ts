import type { Achievements, Goal, Streak } from '@lva/contracts/goals'
import { expect, test } from 'vitest'
import { inHouses, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

const DAY = 86_400_000

/** What is counted of somebody, row by row. */
async function counted({ db }: TestHouse, { id }: TestLearner) {
  const of = (table: 'sittings' | 'learner_days' | 'topic_days') =>
    db.selectFrom(table).selectAll().where('user_id', '=', id).orderBy('day').execute()
  return { sittings: await of('sittings'), days: await of('learner_days'), topics: await of('topic_days') }
}

/** At noon: there is enough of the day left, whenever the tests are run. */
function atNoon(house: TestHouse): TestHouse {
  house.pass((DAY + DAY / 2 - (Date.now() % DAY)) % DAY)
  return house
}

/** Does what waits for a moment. */
async function settled(house: TestHouse) {
  house.pass(15_000)
  await house.settle()
}

inHouses('goals, streaks and achievements', (open) => {
  test('follow what is done; tidying breaks nothing, and everything is counted anew from the facts', async () => {
    const house = atNoon(await open())
    const ada = await house.learner()
    const nobody = (await ada.get<Streak>('/api/streak')).body
    expect(nobody).toMatchObject({ current: 0, longest: 0, since: null, counts_today: false, at_risk: false, days: [] })
    const none = (await ada.get<Achievements>('/api/achievements')).body
    expect(none).toMatchObject({ earned: 0, points: 0, hidden: 2 })
    expect(none.achievements.every(({ value, earned_at }) => value === 0 && earned_at === null)).toBe(true)
    const [first, ...rest] = (await ada.get('/api/goals/suggestions')).body.suggestions
    expect(first).toMatchObject({ kind: 'streak', reason: { why: 'first-step', now: null, n: 0 } })
    expect(rest).toEqual([])

    const wish = { kind: 'exchanges', title: 'Talk about ice', target: 6 }
    const goal = (await ada.call<Goal>('POST', '/api/goals', wish)).body
    expect(goal).toMatchObject({ state: 'active', value: 0, share: 0, pace: { state: null, projected: null } })
    const said = await ada.say('Glaciers carve valleys', { session: 'ice' })
    await ada.say('Glaciers move slowly', { session: 'ice' })
    house.pass(DAY)
    await ada.comeBack()
    await ada.say('Glaciers are made of snow', { session: 'more' })
    await settled(house)
    const halfway = (await ada.get<Goal>(`/api/goals/${goal.id}`)).body
    expect(halfway).toMatchObject({ value: 3, state: 'active', history: [{ value: 2 }, { value: 3 }] })
    expect(halfway.milestones.map(({ reached_at }) => reached_at !== null)).toEqual([true, false])
    expect((await ada.get('/api/streak')).body).toMatchObject({ current: 2, longest: 2, counts_today: true })
    const earned = (await ada.get<Achievements>('/api/achievements')).body
    expect(earned.achievements.filter((one) => one.earned_at).map(({ id }) => id)).toContain('first-steps')

    // Said once, after the goodbye that is said anyway, and no word of it to a model.
    house.script(({ facts }) => ({ words: [facts.intent === 'end_conversation' ? 'We spoke of ice.' : 'And?'] }))
    const goodbye = (await ada.say('Goodbye', { session: 'more' })).body
    expect(goodbye.agent_text).toMatch(/^We spoke of ice\. New among your achievements: First Steps/)
    expect(goodbye.answered_by).toMatchObject({ provider: 'scripted' })
    expect(JSON.stringify(house.requests)).not.toContain('First Steps')
    await ada.say('Goodbye', { session: 'more' })
    expect(house.requests.at(-1)?.messages.at(-1)?.text).toContain('Goodbye')
    // What was earned since was not in it, whenever a voice says how much of it was heard.
    const untold = {
      user_id: ada.id,
      achievement: 'deep-diver',
      earned_at: new Date(house.now().getTime() + 1).toISOString(),
    }
    await house.db.insertInto('untold_achievements').values(untold).execute()
    const heard = { heard: 'Until next time.', rest: 'And more', interrupted: true }
    await house.conversation.heard(ada.id, goodbye.exchange_id, heard)
    expect(await house.db.selectFrom('untold_achievements').selectAll().execute()).toEqual([untold])

    await ada.call('DELETE', '/api/conversation/sessions/ice')
    expect((await ada.get('/api/streak')).body).toMatchObject({ current: 2 })
    const left = await house.db.selectFrom('facts').select(['kind', 'session_id', 'exchange_id']).execute()
    expect(JSON.stringify(left)).not.toContain(said.body.exchange_id)
    expect(left.filter(({ session_id }) => session_id === 'ice')).toEqual([])
    expect(left.filter(({ kind }) => kind === 'turn')).toHaveLength(5)

    const before = await counted(house, ada)
    expect(before.days).toHaveLength(2)
    await house.db.deleteFrom('learner_days').execute()
    await house.db.updateTable('sittings').set({ turns: 99 }).execute()
    await house.measured.rebuild(ada.id)
    expect(await counted(house, ada)).toEqual(before)

    await ada.say('Ice floats')
    await settled(house)
    const done = (await ada.get<Goal>(`/api/goals/${goal.id}`)).body
    expect(done).toMatchObject({ value: 6, state: 'completed', share: 1 })
    const untouched = await ada.call('PATCH', `/api/goals/${goal.id}`, { target: 50 })
    expect([untouched.status, untouched.body.code]).toEqual([400, 'bad-request'])
  })

  test('bring the past along, and say what cannot be meant', async () => {
    const house = atNoon(await open())
    const [ada, ben] = [await house.learner(), await house.learner()]
    const at = (days: number) => new Date(house.now().getTime() - days * DAY).toISOString()
    const old = [3, 2, 1].map((days) => ({
      ...{
        id: crypto.randomUUID(),
        sessionId: 'old',
        at: at(days),
        userText: 'Tides follow the moon',
        agentText: 'So they do.',
      },
    }))
    for (let times = 0; times < 2; times++) {
      await house.conversation.importExchanges(ada.id, old, { locale: 'en' })
      // A fact about a turn is not that turn.
      const said = { exchange_id: old[0]?.id, thumb: 'up' }
      expect((await ada.call('POST', '/api/feedback/explicit', said)).body).toMatchObject({ kept: true })
      await settled(house)
    }
    expect((await ada.get('/api/streak')).body).toMatchObject({ current: 3, counts_today: false, at_risk: false })
    expect((await ben.get('/api/streak')).body).toMatchObject({ current: 0 })

    const refused = async (body: object) => {
      const { status, body: problem } = await ada.call('POST', '/api/goals', { title: 'A goal', target: 5, ...body })
      return [status, problem.code]
    }
    const yesterday = at(1).slice(0, 10)
    expect(await refused({ kind: 'reviews', deadline: yesterday })).toEqual([400, 'bad-request'])
    expect(await refused({ kind: 'streak', target: 3 })).toEqual([400, 'bad-request'])
    expect(await refused({ kind: 'streak', repeat: 'daily' })).toEqual([400, 'bad-request'])
    expect(await refused({ kind: 'sessions', topic_id: crypto.randomUUID() })).toEqual([400, 'bad-request'])
    expect(await refused({ kind: 'exchanges', topic_id: crypto.randomUUID() })).toEqual([404, 'not-found'])
    expect(await refused({ kind: 'reviews', target: 0 })).toEqual([422, 'validation-failed'])
    expect(await refused({ kind: 'reviews', deadline: '2026-02-30' })).toEqual([422, 'validation-failed'])

    const own = (await ada.call<Goal>('POST', '/api/goals', { kind: 'custom', title: 'Read', target: 12 })).body
    const path = `/api/goals/${own.id}`
    expect((await ben.get(path)).status).toBe(404)
    expect((await ben.call('PATCH', path, { value: 3 })).status).toBe(404)
    await Promise.all(['phone', 'laptop'].map(() => ada.call('PATCH', path, { step: 1 })))
    expect((await ada.get<Goal>(path)).body).toMatchObject({ value: 2 })
    expect((await ada.call('PATCH', path, { value: 6 })).body).toMatchObject({ value: 6, share: 0.5 })
    expect((await ada.call('PATCH', path, { state: 'abandoned' })).body).toMatchObject({ state: 'abandoned' })
    expect((await ada.call('PATCH', path, { state: 'active' })).body).toMatchObject({ state: 'active', value: 6 })
    const marks = (await ada.call<Goal>('PATCH', path, { value: 12, title: 'Read it all' })).body
    expect(marks).toMatchObject({ state: 'completed', title: 'Read it all' })
    expect(marks.milestones.every(({ reached_at }) => reached_at !== null)).toBe(true)
    expect((await ada.call('DELETE', path)).status).toBe(204)
    expect((await ada.call('DELETE', path)).status).toBe(404)

    // Two days are bridged, and then it comes too late.
    const hope = { kind: 'streak', title: 'Five days', target: 5, deadline: at(-1).slice(0, 10) }
    const { id } = (await ada.call<Goal>('POST', '/api/goals', hope)).body
    for (const days of [2, 1]) {
      house.pass(days * DAY)
      await ada.comeBack()
      await ada.say('Tides come and go')
    }
    expect((await ada.get('/api/streak')).body).toMatchObject({ current: 5 })
    expect((await ada.get<Goal>(`/api/goals/${id}`)).body).toMatchObject({ state: 'expired', value: 3 })

    // Set in the middle of a sitting, the rest of it counts.
    house.pass(5 * 60_000)
    const time = { kind: 'duration', title: 'Half an hour', target: 30 }
    const sitting = (await ada.call<Goal>('POST', '/api/goals', time)).body
    house.pass(10 * 60_000)
    await ada.say('They follow the moon')
    expect((await ada.get<Goal>(`/api/goals/${sitting.id}`)).body).toMatchObject({
      value: 10,
      history: [{ value: 10 }],
    })
  })

  test('a goal on a topic that vanished says so and keeps what it had; one that is merged goes on', async () => {
    const house = atNoon(await open())
    const ada = await house.learner()
    const spoken = async (text: string, session: string) => {
      const { body } = await ada.say(text, { session })
      await ada.call('POST', `/api/conversation/sessions/${session}/end`)
      house.pass(3 * 60_000)
      await house.settle()
      return body.exchange_id
    }
    await spoken('Glaciers carve valleys in Norway.', 'one')
    const [ice] = (await ada.get('/api/graph/concepts?q=norway')).body.concepts
    const wish = { kind: 'exchanges', title: 'Norway', target: 40, topic_id: ice.id }
    const { id } = (await ada.call<Goal>('POST', '/api/goals', wish)).body
    await spoken('Norway has long fjords.', 'two')
    expect((await ada.get<Goal>(`/api/goals/${id}`)).body).toMatchObject({ value: 1, topic: { gone: false } })

    await spoken('Oslo is a town in Sweden.', 'three')
    const [oslo] = (await ada.get('/api/graph/concepts?q=oslo')).body.concepts
    await ada.call('PATCH', `/api/graph/concepts/${ice.id}`, { merge_into: oslo.id })
    await settled(house)
    const merged = (await ada.get<Goal>(`/api/goals/${id}`)).body
    expect(merged).toMatchObject({ value: 2, topic: { id: oslo.id, gone: false } })

    for (const session of ['one', 'two', 'three']) await ada.call('DELETE', `/api/conversation/sessions/${session}`)
    await settled(house)
    const gone = (await ada.get<Goal>(`/api/goals/${id}`)).body
    expect(gone).toMatchObject({ value: 2, state: 'active', topic: { gone: true } })
    expect((await counted(house, ada)).topics).toEqual([])
    expect((await ada.get('/api/streak')).body).toMatchObject({ current: 1 })
  })
})
