import type { Goal } from '@lva/contracts/goals'
import type { Item } from '@lva/contracts/reviews'
import { expect, test } from 'vitest'
import { inHouses, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

const DAY = 86_400_000
const TIDES =
  'The moon pulls the oceans towards itself, and the water bulges on both sides of the earth, because the pull is weaker on the far side.'
const RAW = { 'content-type': 'application/octet-stream' }

async function rested(house: TestHouse) {
  for (let times = 0; times < 2; times++) {
    house.pass(3 * 60_000)
    await house.settle()
  }
}

/** Keeps a card of what they said, reviews it on two days, has goals, one of them about a concept they named, and says what they think. */
async function learned(house: TestHouse, learner: TestLearner) {
  const said = (await learner.say(TIDES, { session: 'sea' })).body.exchange_id
  await learner.call('POST', '/api/conversation/sessions/sea/end')
  await rested(house)
  const [moon] = (await learner.get('/api/graph/overview')).body.concepts
  await learner.call('PATCH', `/api/graph/concepts/${moon.id}`, { name: 'Our moon' })
  for (const goal of [
    { kind: 'exchanges', title: 'Speak of the moon', target: 8, topic_id: moon.id },
    { kind: 'custom', title: 'Read', target: 12 },
    { kind: 'reviews', title: 'Twice', target: 2 },
  ])
    await learner.call('POST', '/api/goals', goal)
  const [read] = (await learner.get('/api/goals')).body.goals.filter(({ kind }: { kind: string }) => kind === 'custom')
  await learner.call('PATCH', `/api/goals/${read.id}`, { value: 6 })
  await learner.call('PATCH', '/api/reviews/settings', { retention: 0.85 })
  const [item] = (await learner.get('/api/reviews/items')).body.items
  await learner.call('PATCH', `/api/reviews/items/${item.id}`, { state: 'kept', deck: 'Sea' })
  const on = new Date(house.now().getTime() + 20 * DAY).toISOString().slice(0, 10)
  await learner.call('POST', '/api/reviews/deadlines', { name: 'Exam', day: on })
  for (const rating of [3, 1, 3]) {
    await learner.call('POST', '/api/reviews/taken', {
      reviews: [
        { id: crypto.randomUUID(), prompt_id: item.prompts[0].id, rating, at: house.now().toISOString() },
        { id: crypto.randomUUID(), prompt_id: item.prompts[1].id, rating: 3, at: house.now().toISOString() },
      ],
    })
    house.pass(DAY)
    await learner.comeBack()
  }
  await learner.call('POST', '/api/feedback/explicit', { exchange_id: said, rating: 4, comment: 'Go on' })
  await rested(house)
}

/** What they see of it. */
async function seen(learner: TestLearner) {
  const get = async (path: string) => (await learner.get(path)).body
  const { goals } = await get('/api/goals')
  const details = await Promise.all(goals.map(({ id }: { id: string }) => get(`/api/goals/${id}`)))
  const { concepts } = await get('/api/graph/overview')
  const { items } = await get('/api/reviews/items')
  const histories = await Promise.all(items.map(({ id }: { id: string }) => get(`/api/reviews/items/${id}/history`)))
  const rest: Record<string, unknown> = {}
  for (const path of [
    ...['reviews/due', 'reviews/counts', 'reviews/forecast', 'reviews/mastery', 'reviews/settings'],
    ...['reviews/deadlines', 'goals/progress', 'streak', 'achievements', 'feedback/summary/sea'],
    'analytics/topics',
  ])
    rest[path] = await get(`/api/${path}`)
  // Insights are found anew, and have other ids.
  const { insights: _, ...overview } = await get('/api/analytics/overview')
  return {
    overview,
    goals,
    details,
    items,
    histories,
    names: concepts.map(({ name }: { name: string }) => name).sort(),
    rest,
  }
}

async function exported(learner: TestLearner): Promise<string> {
  const { export_id } = (await learner.call('POST', '/api/gdpr/export', {})).body
  return JSON.stringify((await learner.get(`/api/gdpr/export/${export_id}/download`)).body)
}

async function brought(house: TestHouse, learner: TestLearner, bytes: string) {
  const { import_id } = (await learner.call('POST', '/api/gdpr/import', bytes, RAW)).body
  await house.settle()
  return (await learner.get(`/api/gdpr/import/${import_id}`)).body
}

inHouses('what is measured of learning', (open) => {
  test('comes back from an export: cards with their days, goals, and what was said of replies', async () => {
    const house = await open()
    const ana = await house.learner()
    await learned(house, ana)
    await ana.comeBack()
    const before = await seen(ana)
    expect(before.items[0].prompts[0].schedule).toMatchObject({ reviews: 3, lapses: 1 })
    expect(before.details.map(({ kind, state }: Goal) => [kind, state])).toEqual([
      ['reviews', 'completed'],
      ['custom', 'active'],
      ['exchanges', 'active'],
    ])
    const file = await exported(ana)

    // Beside the account it comes from: the same under other ids, and nothing of hers.
    const ben = await house.learner()
    expect((await brought(house, ben, file)).counts).toMatchObject({ cards: 1, goals: 3, feedback: 1, refused: 0 })
    await rested(house)
    const [theirs, hers] = [await seen(ben), before]
    expect(theirs.items[0].id).not.toBe(hers.items[0].id)
    expect(theirs.items.map(lineOf)).toEqual(hers.items.map(lineOf))
    expect(byTitle(theirs.goals)).toEqual(byTitle(hers.goals))
    expect(theirs.names).toEqual(hers.names)
    expect(await seen(ana)).toEqual(before)

    await house.privacy.erasures.eraseNow(ana.id)
    const again = await house.learner()
    expect((await brought(house, again, file)).counts).toMatchObject({ cards: 1, goals: 3, feedback: 1, refused: 0 })
    await rested(house)
    expect(await seen(again)).toEqual(before)
    expect((await brought(house, again, file)).counts).toMatchObject({ cards: 0, goals: 0, feedback: 0, refused: 0 })
    await rested(house)
    expect(await seen(again)).toEqual(before)

    // What was never exported so is refused, piece by piece, and what is another's leads nowhere.
    const [item] = theirs.items
    const forged = {
      data: {
        export_metadata: { format_version: 1, user_id: again.id },
        facts: [{ id: 'x', kind: 'review' }],
        goals: [{ ...before.goals[0], since_day: 'today' }],
        review_items: [{ id: item.id, concept: '' }],
        review_prompts: [
          { id: crypto.randomUUID(), item_id: item.id, position: 0, kind: 'recall', text: 'Mine now?' },
          {
            ...{ id: crypto.randomUUID(), item_id: item.id, position: 3, kind: 'recall', text: 'Mine now?' },
            ...PLAIN,
          },
        ],
        feedback: [
          { id: crypto.randomUUID(), exchange_id: item.points[0].source.source_id, kind: 'explicit', ...SAID },
        ],
      },
    }
    expect((await brought(house, again, JSON.stringify(forged))).counts).toMatchObject({ refused: 6 })
    expect(await seen(ben)).toEqual(theirs)
    expect(await seen(again)).toEqual(before)
  })
})

const PLAIN = { edited: 0, suspended: 0, given: null }
const SAID = {
  ...{ earlier: 0, noticed: 0, thumb: 0, rating: null, reason: null, comment: null },
  at: '2026-01-01T00:00:00.000Z',
}

/** What is the same of a card under whatever id. */
function lineOf({ id, concept_id, points, prompts, ...rest }: Item): unknown {
  return { ...rest, asked: prompts.map(({ schedule, text }) => [text, schedule]), said: points.map(({ text }) => text) }
}

/** And of goals. */
const byTitle = (goals: readonly Goal[]) =>
  goals
    .map(({ title, kind, state, value, target, topic }) => ({ title, kind, state, value, target, topic: topic?.name }))
    .sort((a, b) => a.title.localeCompare(b.title))
