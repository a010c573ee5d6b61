import type { DueQueue } from '@lva/contracts/review-requests'
import type { Item } from '@lva/contracts/reviews'
import { expect, test } from 'vitest'
import { inHouses, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

const DAY = 86_400_000
const RAW = { 'content-type': 'application/octet-stream' }
/** What the document says; nobody in this story says its last word. */
const PAPER = 'Tides follow the moon around the earth, says the almanac of Zanzibar.'
const OWN_WORDS =
  'The moon pulls the oceans towards itself, and the water bulges on both sides of the earth, because the pull is weaker on the far side.'
const WHOLE =
  'The moon pulls the oceans towards itself, the water bulges on both sides of the earth, and the pull is weaker on the far side.'

async function nextDay(house: TestHouse, learner: TestLearner, days = 1) {
  house.pass(days * DAY)
  await learner.comeBack()
  await house.settle()
}

async function exported(learner: TestLearner): Promise<string> {
  const { export_id } = (await learner.call('POST', '/api/gdpr/export', {})).body
  return JSON.stringify((await learner.get(`/api/gdpr/export/${export_id}/download`)).body)
}

inHouses('a document that was talked about', (open) => {
  test('goes with what replies quote of it; the card of one’s own words stays, with its schedule', async () => {
    const house = await open()
    const ana = await house.learner()
    const given = await ana.call('POST', '/api/upload/document?name=almanac.txt', PAPER, RAW)
    expect(given.status).toBe(201)
    const { id } = given.body
    await house.settle()

    // It is asked about, and the reply shows the passage it leans on.
    house.script(({ facts }) => {
      const passage = facts.recalled.find(({ sourceId }) => sourceId === id)
      return { words: passage ? ['Tides follow the moon ', `around the earth [${passage.id}].`] : ['Go on.'] }
    })
    const asked = { session: 'sea', document_ids: [id] }
    const reply = (await ana.say('What do tides follow?', asked)).body
    expect(reply.agent_text).toBe('Tides follow the moon around the earth.')
    expect(reply.sources).toMatchObject([{ kind: 'document', source_id: id, title: 'almanac.txt', text: PAPER }])
    expect(JSON.stringify(await ana.history('sea'))).toContain('Zanzibar')

    // A card is made of what the learner said about it, and kept; it is reviewed on the next day.
    const said = (await ana.say(OWN_WORDS, { session: 'sea' })).body.exchange_id
    await ana.call('POST', '/api/conversation/sessions/sea/end')
    await house.settle()
    const [proposed] = (await ana.get('/api/reviews/items?state=proposed')).body.items as Item[]
    const path = `/api/reviews/items/${proposed?.id}`
    expect((await ana.call('PATCH', path, { state: 'kept' })).status).toBe(200)
    await nextDay(house, ana)
    await ana.say('Quiz me.', { session: 'review' })
    expect((await ana.say(WHOLE, { session: 'review' })).body.agent_text).toContain('That is all of it.')
    await ana.say('stop', { session: 'review' })
    const seen = async () => ({
      item: (await ana.get<Item>(path)).body,
      reviews: (await ana.get(`${path}/history`)).body,
      counts: (await ana.get('/api/reviews/counts')).body,
      forecast: (await ana.get('/api/reviews/forecast')).body,
    })
    const before = await seen()
    const reviewed = before.item.prompts.find(({ schedule }) => schedule?.reviews === 1)
    expect(before.item).toMatchObject({ state: 'kept', points: [{ source: { source_id: said } }, {}, {}] })
    expect(before.reviews).toMatchObject({ count: 1, reviews: [{ prompt_id: reviewed?.id, recalled: true }] })

    expect((await ana.call('DELETE', `/api/documents/${id}`)).status).toBe(204)
    await house.settle()
    expect(await seen()).toEqual(before)

    // The reply keeps its own words and shows none of the document's any more, wherever it is looked at.
    const { history } = await ana.history('sea')
    expect(history[0]).toMatchObject({ agent_text: reply.agent_text, metadata: { sources: [] } })
    expect((await ana.search('Zanzibar')).count).toBe(0)
    const session = async (format: string) =>
      (await ana.get(`/api/conversation/sessions/sea/export?format=${format}`)).body
    for (const shown of [history, await session('json'), await session('markdown'), await exported(ana)])
      expect(JSON.stringify(shown)).not.toContain('Zanzibar')

    // Nor does the model get them when it is asked again, though the turns go on naming the document.
    await ana.say('What do tides follow?', asked)
    expect(house.requests.at(-1)?.facts.recalled.map(({ sourceId }) => sourceId)).not.toContain(id)
    expect(JSON.stringify(house.requests.at(-1))).not.toContain('Zanzibar')

    // And the card comes back on its day.
    const dueOn = reviewed?.schedule?.due_on ?? ''
    await nextDay(house, ana, Math.ceil((Date.parse(dueOn) - house.now().getTime()) / DAY))
    const { prompts } = (await ana.get<DueQueue>('/api/reviews/due')).body
    expect(prompts.map(({ id }) => id)).toContain(reviewed?.id)
  })
})
