import { setImmediate } from 'node:timers/promises'
import type { Item, ReviewSession } from '@lva/contracts/reviews'
import { expect, test, vi } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'
import { createScriptedSearch } from '../providers/scripted-search.ts'
import type { Brain } from '../voice/live/brain.ts'
import { createTalk } from '../voice/live/testing/talk.ts'

vi.setConfig({ testTimeout: 60_000 })

const DAY_MS = 86_400_000
const TIDES =
  'The moon pulls the oceans towards itself, and the water bulges on both sides of the earth, because the pull is weaker on the far side.'
const WHOLE =
  'The moon pulls the oceans towards itself, the water bulges on both sides of the earth, and the pull is weaker on the far side.'
const UNKNOWN = '00000000-0000-7000-8000-000000000000'

const items = async (learner: TestLearner, query = ''): Promise<Item[]> =>
  (await learner.get(`/api/reviews/items${query}`)).body.items
const counts = async (learner: TestLearner) => (await learner.get('/api/reviews/counts')).body

/** Something is captured, and the session is over. Resolves with the turn. */
async function captured(house: TestHouse, learner: TestLearner): Promise<string> {
  const { exchange_id } = (await learner.say(TIDES, { mode: 'capture', session: 'notes' })).body
  await learner.call('POST', '/api/conversation/sessions/notes/end')
  await house.settle()
  return exchange_id
}

/** Somebody who wrote down what tides are, and wants it asked in three ways. */
async function keeper(house: TestHouse) {
  const learner = await house.learner()
  const item = (
    await learner.call('POST', '/api/reviews/items', {
      concept: 'tides',
      prompts: ['What are tides?', 'Why are there two?', 'Explain tides.'].map((text) => ({ kind: 'recall', text })),
      points: WHOLE.slice(0, -1)
        .split(', ')
        .map((text) => ({ text })),
    })
  ).body as Item
  return { learner, item }
}

/** What a live voice says becomes turns of this house; the sound is nobody's. */
function brainOf({ conversation }: TestHouse, { id }: TestLearner): Brain {
  const learner = { userId: id, fullName: null, timezone: 'UTC', locale: 'en' }
  const sessionId = 'test-session'
  return {
    take: () => ({ append() {}, safeThroughMs: 0, drop() {} }),
    think: (text) => conversation.prepare({ learner, sessionId, text }),
    async *turn({ text, thought, signal }) {
      const prepared = thought as ReturnType<typeof conversation.prepare> | null
      const turn = { learner, sessionId, text, mode: 'conversation' as const, spoken: true, aloud: true }
      for await (const event of conversation.takeTurn({ ...turn, signal, prepared })) {
        if (event.type === 'turn-start') yield { type: 'kept', exchangeId: event.exchange_id }
        if (event.type === 'reply-delta') yield { type: 'delta', text: event.text }
        if (event.type === 'reply-end') yield { type: 'end' }
      }
    },
    heard: ({ exchangeId, ...what }) => conversation.heard(id, exchangeId, what),
    unheardTake: async () => {},
  }
}

const written = (concept: string, n: number) => ({
  ...{ concept, deck: 'Letters' },
  prompts: Array.from({ length: n }, (_, at) => ({ kind: 'recall', text: `What is ${concept} ${at}?` })),
  points: [{ text: `${concept} is a letter` }, { text: 'it stands in the alphabet' }],
})

inHouses('reviews', (open) => {
  test('what was captured is proposed with its places, asked only when it was kept, and follows its words', async () => {
    const house = await open()
    const ana = await house.learner()
    const ben = await house.learner()
    const exchange_id = await captured(house, ana)
    const [item] = await items(ana)
    expect(item).toMatchObject({ state: 'proposed', made_by: 'rules', kept_at: null })
    expect(item?.prompts.map(({ kind, schedule }) => [kind, schedule])).toEqual([
      ['recall', null],
      ['why', null],
      ['teach-back', null],
    ])
    for (const { text, source } of item?.points ?? []) {
      expect(source).toMatchObject({ kind: 'turn', source_id: exchange_id, session_id: 'notes' })
      expect(TIDES.slice(source?.start, source?.end)).toBe(text)
    }
    expect(item?.points).toHaveLength(3)
    expect(await counts(ana)).toMatchObject({ due: 0, proposed: 1, kept: 0 })

    const reviewed = () => ({
      reviews: [{ id: crypto.randomUUID(), prompt_id: item?.prompts[0]?.id, rating: 3, at: house.now().toISOString() }],
    })
    expect((await ana.call('POST', '/api/reviews/taken', reviewed())).body.results[0].outcome).toBe('refused')
    const path = `/api/reviews/items/${item?.id}`
    expect((await ben.call('PATCH', path, { state: 'kept' })).status).toBe(404)
    const kept = await ana.call('PATCH', path, { state: 'kept' })
    expect(kept.body).toMatchObject({ state: 'kept', prompts: [{ schedule: { reviews: 0, stability: null } }, {}, {}] })
    expect(await counts(ana)).toMatchObject({ due: 3, new: 3, overdue: 0, proposed: 0, kept: 1 })
    expect((await ana.get('/api/reviews/due?limit=2')).body).toMatchObject({ more: true, counts: { due: 3 } })
    expect((await ana.get('/api/reviews/forecast?days=3')).body.days.map(({ due }: { due: number }) => due)).toEqual([
      3, 0, 0,
    ])

    // What was missing is said in the words it was captured in, and their turn is named.
    await ana.say('Quiz me.')
    const missing = (await ana.say('It has to do with the wind.')).body
    expect(missing.agent_text).toContain('“The moon pulls the oceans towards itself”')
    expect(missing.sources).toContainEqual(expect.objectContaining({ exchange_id, session_id: 'notes' }))
    await ana.say('undo')
    await ana.say('stop')

    // A correction brings other points, and the schedule stays; what is removed takes its item along.
    await ana.call('POST', '/api/reviews/taken', reviewed())
    await ana.call('PATCH', `/api/conversation/exchanges/${exchange_id}`, {
      user_text: TIDES.replace('weaker', 'much weaker'),
    })
    await house.settle()
    const [corrected] = await items(ana)
    expect(corrected?.points.map(({ text }) => text).join()).toContain('much weaker')
    expect(corrected?.prompts[0]?.schedule).toMatchObject({ reviews: 1, last_rating: 3 })
    await ana.call('DELETE', `/api/conversation/exchanges/${exchange_id}`)
    expect(await items(ana)).toEqual([])
    expect(await counts(ana)).toMatchObject({ due: 0, kept: 0, reviewed_today: 1 })
  })

  test('a review is not left for a wish to look something up', async () => {
    const search = createScriptedSearch('wikipedia', () => [])
    const house = await open({ search: [search] })
    const { learner: ana } = await keeper(house)
    await ana.say('Quiz me, please')
    const { body } = await ana.say('Look up what tides are.')
    expect(body).toMatchObject({ answered_by: { provider: 'review' } })
    expect(search.asked).toEqual([])
    expect((await ana.get('/api/reviews/sessions/open')).body.review).toMatchObject({ asked: 1, left: 2 })
  })

  test('a review by typing: graded, told what was missing, overruled, taken back, left and taken up elsewhere', async () => {
    const house = await open()
    const { learner: ana, item } = await keeper(house)
    const say = async (text: string, session = 'test-session') => (await ana.say(text, { session })).body
    const begun = await say('Quiz me, please')
    expect(begun).toMatchObject({ answered_by: { provider: 'review', model: null } })
    expect(begun.agent_text).toContain('3 questions.')

    const good = await say(WHOLE)
    expect(good.agent_text).toContain('That is all of it.')
    const { review } = (await ana.get('/api/reviews/sessions/open')).body
    expect(review).toMatchObject({ asked: 1, recalled: 1, left: 2, session_id: 'test-session' })
    expect(review.last).toMatchObject({ recalled: true, rating: 3, share: 1, missing: [], graded_by: 'words' })

    const wrong = await say('It has to do with the wind.')
    expect(wrong.agent_text).toContain('Not yet.')
    expect(wrong.agent_text).toContain('“The moon pulls the oceans towards itself”')
    const failed = (await ana.get('/api/reviews/sessions/open')).body.review as ReviewSession
    expect(failed.last).toMatchObject({ recalled: false, rating: 1, in_days: 1 })

    // "I was right" always wins, and counts once.
    expect((await say('I was right')).agent_text).toContain('Changed.')
    const right = (await ana.get('/api/reviews/sessions/open')).body.review as ReviewSession
    expect(right).toMatchObject({ asked: 2, recalled: 2, last: { rating: 3, graded_by: 'self', overridden: true } })
    expect(right.last?.in_days).toBeGreaterThan(1)
    expect(await counts(ana)).toMatchObject({ reviewed_today: 2, recalled_today: 2 })

    expect((await say('undo')).agent_text).toContain('Once more:')
    expect(await counts(ana)).toMatchObject({ reviewed_today: 1, due: 2 })

    // Elsewhere it goes on where it was; here a question is an ordinary one again.
    expect((await say('review', 'kitchen')).agent_text).toContain('2 questions.')
    expect((await say('What is a glacier?')).answered_by?.provider).not.toBe('review')
    expect((await say('hint', 'kitchen')).agent_text).toContain('It begins: “The moon pulls …”')
    expect((await say('how many are left', 'kitchen')).agent_text).toContain('2 are left')
    await say(WHOLE, 'kitchen')
    const last = await say('I don’t know', 'kitchen')
    expect(last.agent_text).toContain('That was all. 2 of 3 recalled.')
    expect((await ana.get('/api/reviews/sessions/open')).body.review).toBeNull()
    expect((await say('And what about rivers?', 'kitchen')).answered_by?.provider).not.toBe('review')
    // Nothing the review asked became an item, and its numbers are those of the log.
    await house.settle()
    expect((await items(ana)).map(({ id }) => id)).toEqual([item.id])
    expect((await ana.get(`/api/reviews/items/${item.id}/history`)).body.count).toBe(3)
  })

  test('a review by voice, from the first word to the last; nobody who thinks is interrupted', async () => {
    const house = await open()
    const { learner: ana } = await keeper(house)
    const talk = createTalk({ brain: brainOf(house, ana) })
    const replies = () => talk.line.frames('reply-end').map(({ heard_text }) => heard_text ?? '')
    const say = async (text: string) => {
      const before = replies().length
      await talk.say(text)
      // The clock of the voice waits for the house, which has a real one.
      for (let waited = 0; replies().length === before && waited < 3_000; waited++) {
        await talk.silence(20)
        await setImmediate()
      }
      return replies()[before] ?? ''
    }
    expect(await say('Quiz me.')).toContain('3 questions.')
    // A question is thought about for longer than anybody is waited for, and nobody asks whether somebody is there.
    await talk.silence(6_000)
    expect(replies()).toHaveLength(1)
    expect(await say(WHOLE)).toContain('That is all of it.')
    expect(await say('It has to do with the wind.')).toContain('Not yet.')
    expect(await say('I was right.')).toContain('Changed.')
    expect(await say('I don’t know.')).toContain('2 of 3 recalled.')
    await talk.hangUp()
    expect((await ana.get('/api/reviews/sessions/open')).body.review).toBeNull()
    expect(await counts(ana)).toMatchObject({ due: 0, reviewed_today: 3, recalled_today: 2 })
    const { history } = await ana.history()
    expect(history.map(({ metadata }) => metadata.spoken)).toEqual([true, true, true, true, true])
  })

  test('a review by buttons: the same steps, said twice they count once, and nothing is lost', async () => {
    const house = await open()
    const ana = await house.learner()
    await ana.call('POST', '/api/reviews/items', written('Alpha', 2))
    await ana.call('POST', '/api/reviews/items', written('Beta', 1))
    const begun = (await ana.call('POST', '/api/reviews/sessions', { limit: 3 })).body as ReviewSession
    // Two of one item do not follow each other.
    expect(begun).toMatchObject({ left: 3, question: { concept: 'Alpha', points: [{}, {}] } })
    const path = `/api/reviews/sessions/${begun.id}`
    const answer = {
      id: crypto.randomUUID(),
      prompt_id: begun.question?.prompt_id,
      text: 'Alpha is a letter, it stands in the alphabet',
    }
    const first = (await ana.call('POST', `${path}/answer`, answer)).body as ReviewSession
    expect(first).toMatchObject({ asked: 1, recalled: 1, left: 2, question: { concept: 'Beta' } })
    expect((await ana.call('POST', `${path}/answer`, answer)).body).toMatchObject({ asked: 1, left: 2 })
    expect((await ana.history(begun.session_id)).count).toBe(1)

    const rating = { id: crypto.randomUUID(), prompt_id: first.question?.prompt_id, rating: 1 }
    const rated = (await ana.call('POST', `${path}/rate`, rating)).body
    expect(rated).toMatchObject({ asked: 2, recalled: 1, last: { rating: 1, graded_by: 'self' } })
    expect((await ana.call('POST', `${path}/rate`, rating)).body).toMatchObject({ asked: 2 })
    expect((await ana.call('POST', `${path}/rate`, { ...rating, rating: 5 })).status).toBe(422)
    expect((await ana.call('POST', `${path}/rate`, { ...rating, prompt_id: UNKNOWN })).body.code).toBe(
      'already-answered',
    )

    const command = async (name: string) => (await ana.call('POST', `${path}/command`, { command: name })).body
    expect(await command('easy')).toMatchObject({ last: { rating: 4, overridden: true }, recalled: 2 })
    expect(await command('later')).toMatchObject({ left: 1 })
    expect(await command('stop')).toMatchObject({ question: null, left: 0, ended_at: expect.any(String) })
    expect(await command('hint')).toMatchObject({ code: 'session-ended' })
    expect(await command('undo')).toMatchObject({ asked: 1, ended_at: null, question: { concept: 'Beta' } })
    expect(await counts(ana)).toMatchObject({ reviewed_today: 1, recalled_today: 1, due: 2 })
    const ben = await house.learner()
    expect((await ben.get(path)).status).toBe(404)
    expect((await ben.call('POST', `${path}/command`, { command: 'stop' })).status).toBe(404)

    await ben.call('POST', '/api/reviews/items', written('Москва', 1))
    expect((await items(ben, `?q=${encodeURIComponent('москва')}`)).map(({ concept }) => concept)).toEqual(['Москва'])
    expect(await items(ben, `?q=${encodeURIComponent('минск')}`)).toEqual([])
  })

  test('reviews of a device that come late, twice or wrong; deadlines; and all of it made again from the log', async () => {
    const house = await open()
    const ana = await house.learner()
    const made = (await ana.call('POST', '/api/reviews/items', written('Gamma', 2))).body as Item
    const [one, two] = made.prompts.map(({ id }) => id)
    const ago = (days: number) => new Date(house.now().getTime() - days * DAY_MS).toISOString()
    const later = { id: crypto.randomUUID(), prompt_id: one, rating: 3, at: ago(0) }
    const earlier = { id: crypto.randomUUID(), prompt_id: one, rating: 3, at: ago(3) }
    const sent = [
      later,
      { ...later, rating: 1 },
      { ...later, id: crypto.randomUUID(), rating: 9 },
      { ...later, id: crypto.randomUUID(), at: ago(-2) },
      { ...later, id: crypto.randomUUID(), prompt_id: UNKNOWN },
      'nonsense',
    ]
    const taken = (await ana.call('POST', '/api/reviews/taken', { reviews: sent })).body
    expect(taken.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      ...['taken', 'known', 'refused', 'refused', 'refused', 'refused'],
    ])
    const schedule = async () => ((await ana.get(`/api/reviews/items/${made.id}`)).body as Item).prompts[0]?.schedule
    const soon = await schedule()
    await ana.call('POST', '/api/reviews/taken', { reviews: [earlier] })
    const known = await schedule()
    expect([soon?.reviews, known?.reviews]).toEqual([1, 2])
    // The one that came late was the first: the other one met a memory of three days.
    expect(known?.stability).toBeGreaterThan(soon?.stability ?? 0)

    const day = (days: number) => new Date(house.now().getTime() + days * DAY_MS).toISOString().slice(0, 10)
    const needed = { name: 'Exam', day: day(6), retention: 0.97 }
    expect((await ana.call('POST', '/api/reviews/deadlines', { ...needed, day: day(-2) })).status).toBe(400)
    const deadline = await ana.call('POST', '/api/reviews/deadlines', needed)
    expect(deadline.body).toMatchObject({ past: false, prompts: 2, n: 1, expected: expect.any(Number) })
    const capped = await schedule()
    expect((capped?.due_on ?? '') < day(6) && (capped?.due_on ?? '') < (known?.due_on ?? '')).toBe(true)

    const { body: settings } = await ana.call('PATCH', '/api/reviews/settings', { new_per_day: 0, retention: 0.8 })
    expect(settings).toMatchObject({ new_per_day: 0, retention: 0.8, fuzz: true })
    expect((await ana.call('PATCH', '/api/reviews/settings', { retention: 1.5 })).status).toBe(422)
    // What is new waits, and what was begun does not.
    expect((await ana.get('/api/reviews/due')).body.prompts.map(({ id }: { id: string }) => id)).not.toContain(two)
    expect((await ana.get('/api/reviews/mastery')).body.concepts[0]).toMatchObject({ name: 'Gamma', level: 'learning' })
    expect((await ana.get('/api/reviews/parameters')).body).toMatchObject({ in_use: 'default', log_loss: null, n: 1 })

    const before = await house.db.selectFrom('review_cards').selectAll().orderBy('prompt_id').execute()
    await house.db.deleteFrom('review_cards').execute()
    await house.measured.rebuild(ana.id)
    expect(await house.db.selectFrom('review_cards').selectAll().orderBy('prompt_id').execute()).toEqual(before)

    await ana.call('DELETE', `/api/reviews/deadlines/${deadline.body.id}`)
    // One that cannot be asked any more spoils no list.
    await house.db.updateTable('review_points').set({ item_id: UNKNOWN }).execute()
    expect((await ana.get('/api/reviews/items')).body).toMatchObject({ count: 1, items: [{ points: [] }] })
    expect((await ana.call('POST', '/api/reviews/sessions', {})).body).toMatchObject({ question: null, left: 0 })
  })
})
