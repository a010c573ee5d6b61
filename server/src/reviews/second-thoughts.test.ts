import type { Decks, Item, ReviewSession } from '@lva/contracts/reviews'
import { expect, test, vi } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'

vi.setConfig({ testTimeout: 60_000 })

const TIDES =
  'The moon pulls the oceans towards itself, and the water bulges on both sides of the earth, because the pull is weaker on the far side.'

const written = (concept: string, n: number) => ({
  ...{ concept, deck: 'Letters' },
  prompts: Array.from({ length: n }, (_, at) => ({ kind: 'recall', text: `What is ${concept} ${at}?` })),
  points: [{ text: `${concept} is a letter` }, { text: 'it stands in the alphabet' }],
})

const items = async (learner: TestLearner): Promise<Item[]> => (await learner.get('/api/reviews/items')).body.items

/** The conversation is over, for now. */
async function over(house: TestHouse, learner: TestLearner) {
  await learner.call('POST', '/api/conversation/sessions/notes/end')
  await house.settle()
}

inHouses('second thoughts', (open) => {
  test('what a learner made of a card stays when its turn is answered anew or corrected, and goes with the turn', async () => {
    const house = await open()
    const ana = await house.learner()
    const { exchange_id } = (await ana.say(TIDES, { session: 'notes' })).body
    await over(house, ana)
    const [made] = await items(ana)
    const path = `/api/reviews/items/${made?.id}`
    const points = made?.points.map(({ id, text }, at) => ({ id, text: at === 0 ? 'The moon pulls at the sea' : text }))
    const own = { state: 'kept', concept: 'Ebb and flow', points }
    const kept = (await ana.call('PATCH', path, own)).body as Item
    const review = { id: crypto.randomUUID(), prompt_id: kept.prompts[0]?.id, rating: 3, at: house.now().toISOString() }
    await ana.call('POST', '/api/reviews/taken', { reviews: [review] })
    const schedule = async () => ((await ana.get(path)).body as Item).prompts[0]?.schedule

    const turn = `/api/conversation/exchanges/${exchange_id}`
    await ana.call('PATCH', turn, { regenerate: true })
    await house.settle()
    expect((await items(ana)).map(({ points: all }) => all)).toEqual([kept.points])

    // Also where nothing is proposed any more, a card follows its words.
    await ana.call('PATCH', '/api/reviews/settings', { propose: false })
    await ana.call('PATCH', turn, { user_text: TIDES.replace('weaker', 'much weaker') })
    await house.settle()
    const [corrected, ...others] = await items(ana)
    expect([corrected?.id, corrected?.concept, others]).toEqual([made?.id, 'Ebb and flow', []])
    expect(corrected?.points.map(({ text }) => text)).toEqual([
      'The moon pulls at the sea',
      expect.stringContaining('bulges'),
      expect.stringContaining('much weaker'),
    ])
    expect(await schedule()).toMatchObject({ reviews: 1, last_rating: 3 })

    // Corrected and removed before anybody read it again, nothing of it is left.
    await ana.call('PATCH', turn, { user_text: TIDES.replace('weaker', 'less') })
    await ana.call('DELETE', turn)
    await house.settle()
    expect(await items(ana)).toEqual([])
    expect((await ana.get('/api/reviews/counts')).body).toMatchObject({ due: 0, kept: 0 })
  })

  test('an answer nobody can make out is asked for twice more, and then graded by whoever gave it', async () => {
    const house = await open()
    const ana = await house.learner()
    await ana.call('POST', '/api/reviews/items', written('alpha', 4))
    house.script(({ purpose }) => ({
      words: [purpose === 'grade' ? '{"points":[{"n":1,"said":"unsure"},{"n":2,"said":"unsure"}]}' : 'Yes.'],
    }))
    const say = async (text: string) => (await ana.say(text)).body.agent_text as string
    const unclear = async () => {
      const said: string[] = []
      for (let times = 0; times < 3; times++) said.push(await say('something about it'))
      return said
    }
    const open_ = async () => (await ana.get('/api/reviews/sessions/open')).body.review as ReviewSession
    await say('Quiz me')
    const [first, second, third] = await unclear()
    for (const said of [first, second]) expect(said).toMatch(/^That did not come through clearly/)
    expect(third).toContain('“alpha is a letter”')
    expect(third).toContain('Say “I was right”')
    expect(await open_()).toMatchObject({ asked: 0, said: third, question: { asked_again: true } })
    await say('I was right')
    expect(await open_()).toMatchObject({ asked: 1, recalled: 1, last: { rating: 3, graded_by: 'self' } })

    await unclear()
    await say("I don't know")
    expect(await open_()).toMatchObject({ asked: 2, recalled: 1, last: { rating: 1, graded_by: 'self' } })
    // By a button, too; and whoever says something else is asked another time.
    await unclear()
    const { id, question } = await open_()
    const command = { id: crypto.randomUUID(), prompt_id: question?.prompt_id, command: 'right' }
    await ana.call('POST', `/api/reviews/sessions/${id}/command`, command)
    expect(await open_()).toMatchObject({ asked: 3, recalled: 2 })
    await unclear()
    expect(await say('alpha is a letter and it stands in the alphabet')).toContain('Skipped')
    expect((await ana.get('/api/reviews/counts')).body).toMatchObject({ due: 1, reviewed_today: 3 })
  })

  test('a conversation that goes on proposes nothing again that was removed, renamed or written anew', async () => {
    const house = await open()
    const ana = await house.learner()
    const say = () => ana.say(TIDES, { mode: 'capture', session: 'notes' })
    await say()
    await over(house, ana)
    const [made] = await items(ana)
    const path = `/api/reviews/items/${made?.id}`
    const points = ['one', 'two', 'three', 'four', 'five', 'six'].map((text) => ({ text }))
    await ana.call('PATCH', path, { state: 'kept', concept: 'Ebb and flow', points })
    await ana.say('Back again.', { mode: 'capture', session: 'notes' })
    await over(house, ana)
    expect((await items(ana)).map(({ concept, points: all }) => [concept, all.length])).toEqual([['Ebb and flow', 6]])
    await ana.call('DELETE', path)
    await ana.say('Once more.', { mode: 'capture', session: 'notes' })
    await over(house, ana)
    expect(await items(ana)).toEqual([])
  })

  test('an answer is one however late and whatever it says; a button is of the question it was pressed at', async () => {
    const house = await open()
    const ana = await house.learner()
    await ana.call('POST', '/api/reviews/items', written('Alpha', 3))
    await ana.call('PATCH', '/api/reviews/settings', { new_per_day: 2 })
    const due = async () => ((await ana.get('/api/reviews/decks')).body as Decks).decks.map((deck) => deck.due)
    expect(await due()).toEqual([2])
    const begun = (await ana.call('POST', '/api/reviews/sessions', {})).body as ReviewSession
    expect(begun.left).toBe(2)
    const path = `/api/reviews/sessions/${begun.id}`
    const first = begun.question?.prompt_id
    const unknown = { command: 'unknown', id: crypto.randomUUID(), prompt_id: first }
    for (const _ of [1, 2])
      expect((await ana.call('POST', `${path}/command`, unknown)).body).toMatchObject({ asked: 1, left: 1 })
    const skip = { command: 'skip', prompt_id: crypto.randomUUID() }
    expect((await ana.call('POST', `${path}/command`, skip)).body.code).toBe('already-answered')

    // Neither a pause nor a farewell nor the beginning of a lesson makes it anything else.
    house.pass(31 * 60_000)
    const second = ((await ana.get(path)).body as ReviewSession).question?.prompt_id
    const answer = { id: crypto.randomUUID(), prompt_id: second, text: 'Goodbye.' }
    const last = (await ana.call('POST', `${path}/answer`, answer)).body as ReviewSession
    expect(last).toMatchObject({ asked: 2, recalled: 0, ended_at: expect.any(String), last: { prompt_id: second } })
    expect(await due()).toEqual([0])

    // What is changed after the end changes what is told of it.
    const right = { command: 'right', prompt_id: second }
    expect((await ana.call('POST', `${path}/command`, { ...right, prompt_id: first })).status).toBe(409)
    expect((await ana.call('POST', `${path}/command`, right)).body).toMatchObject({ asked: 2, recalled: 1 })
    const told = await house.db
      .selectFrom('facts')
      .select('data')
      .where('kind', '=', 'review-session')
      .orderBy('seq')
      .execute()
    expect(told.map(({ data }) => JSON.parse(data))).toEqual([
      { items: 2, recalled: 0 },
      { items: 2, recalled: 1 },
    ])
  })
})
