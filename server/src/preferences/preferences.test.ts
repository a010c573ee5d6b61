import type { FeedbackSummary } from '@lva/contracts/feedback'
import type { Patterns } from '@lva/contracts/patterns'
import type { EvidencePage, Preferences } from '@lva/contracts/preferences'
import { expect, test } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'
import type { Guide } from '../conversation/conversation.ts'
import { newId } from '../ids.ts'

const DAY = 86_400_000
const LONG = 'Glaciers carve valleys. They drag rocks. The rocks scratch. The valley widens. It takes ages.'

/** Turns that come within a moment are judged together. */
async function judged(house: TestHouse) {
  house.pass(15_000)
  await house.settle()
}

/** Leads whatever is said in one session. */
const quiz: Guide = {
  name: 'quiz',
  leads: (_learner, { session_id }) => session_id === 'quiz',
  async *reply() {
    yield { type: 'start', provider: 'quiz', model: null }
    yield { type: 'delta', text: 'How fast is light in glass?' }
    yield { type: 'end', reason: 'complete', usage: {} }
  },
}

const summary = async (learner: TestLearner, session = 'one') =>
  (await learner.get<FeedbackSummary>(`/api/feedback/summary/${session}`)).body
const known = async (learner: TestLearner) => (await learner.get<Preferences>('/api/preferences')).body
const one = async (learner: TestLearner, name: string) =>
  (await known(learner)).preferences.find(({ preference }) => preference === name)
const evidence = async (learner: TestLearner, name: string, query = '') =>
  (await learner.get<EvidencePage>(`/api/preferences/${name}/evidence${query}`)).body
/** Whether the last request for a reply said so. */
const toldOf = (house: TestHouse, words: string) =>
  house.requests.findLast(({ purpose }) => purpose === 'reply')?.system.changing.includes(words) ?? false

inHouses('feedback and what is learnt from it', (open) => {
  test('replies are judged, wishes hold from the next reply on, and the learner has the last word', async () => {
    const house = await open({ guides: [quiz] })
    const [ana, ben] = [await house.learner(), await house.learner()]
    house.script(() => ({ words: [LONG] }))
    const say = async (text: string, session = 'one') => (await ana.say(text, { session })).body.exchange_id as string

    // What nobody says is noticed: the same again in other words, a correction, an interest in more.
    const first = await say('How do glaciers carve valleys?')
    const second = await say('How exactly do glaciers carve a valley?')
    const third = await say('No, I meant the lakes in them.')
    await say('Where are such lakes?')
    await judged(house)
    const noticed = await summary(ana)
    const reply = (id: string) => noticed.replies.find(({ exchange_id }) => exchange_id === id)
    expect([first, second, third].map((id) => reply(id)?.corrected)).toEqual([true, true, false])
    expect(noticed.counts).toMatchObject({ correction: 2, 'follow-up': 1, explicit: 0 })
    expect(noticed.quality).toMatchObject({ n: 4, value: expect.any(Number) })
    expect(reply(first)?.quality?.dimensions).toMatchObject({ relevance: 0, helpfulness: null, accuracy: null })
    expect(reply(third)?.quality?.dimensions.engagement).toBe(1)

    // What is said of a reply takes the place of what was said of it before; nobody else can say anything of it.
    const down = { exchange_id: third, thumb: 'down', reason: 'too-long', comment: ' far too long ' }
    expect((await ben.call('POST', '/api/feedback/explicit', down)).status).toBe(404)
    expect((await ana.call('POST', '/api/feedback/explicit', { exchange_id: third })).status).toBe(422)
    expect((await ana.call('POST', '/api/feedback/explicit', { ...down, rating: 6 })).status).toBe(422)
    await ana.call('POST', '/api/feedback/explicit', { exchange_id: third, thumb: 'up' })
    const given = await ana.call('POST', '/api/feedback/explicit', down)
    expect(given.body).toEqual({ id: expect.any(String), kept: true })
    await judged(house)
    const said = await summary(ana)
    expect(said.thumbs).toEqual({ up: 0, down: 1 })
    expect(said.replies.find(({ exchange_id }) => exchange_id === third)).toMatchObject({
      ...{ thumb: 'down', reason: 'too-long', comment: 'far too long', rating: null },
      quality: { dimensions: { helpfulness: 0, clarity: 0.3 } },
    })
    expect((await summary(ben)).replies).toEqual([])
    const facts = () => house.measured.facts.of(ana.id, { kinds: ['feedback'] })
    expect(await facts()).toMatchObject([{ exchange_id: third, data: { how: 'explicit', kind: 'explicit' } }])
    // Taken back it never was; given again it is still one.
    await ana.call('DELETE', `/api/feedback/explicit/${third}`)
    expect(await facts()).toEqual([])
    for (const thumb of ['up', 'down']) await ana.call('POST', '/api/feedback/explicit', { ...down, thumb })
    expect(await facts()).toHaveLength(1)
    await judged(house)

    // One bad piece keeps out none of the others, and what comes twice is one.
    const batch = {
      feedback: [
        { type: 'implicit', kind: 'replay', exchange_id: second },
        { type: 'implicit', kind: 'replay', exchange_id: second },
        { type: 'explicit', exchange_id: crypto.randomUUID(), thumb: 'up' },
        { type: 'correction', exchange_id: second, comment: 'the ice itself' },
      ],
    }
    const brought = await ana.call('POST', '/api/feedback/batch', batch)
    expect([brought.body.kept, brought.body.results.map(({ code }: { code: string | null }) => code)]).toEqual([
      ...[3, [null, null, 'not-found', null]],
    ])
    expect(brought.body.results[0].id).toBe(brought.body.results[1].id)

    // Once is not enough. A wish in words is, for the reply to it and for all that come.
    expect(await one(ana, 'length')).toMatchObject({ used: false, count: 1 })
    expect(toldOf(house, 'very short')).toBe(false)
    const wish = await say('Shorter, please')
    expect(toldOf(house, 'very short')).toBe(true)
    expect(house.requests.at(-1)?.facts.style).toEqual({ leans: { length: 'low' }, asked: true })
    await say('What do you call such a lake?')
    expect(toldOf(house, 'very short')).toBe(true)
    expect(house.requests.at(-1)?.facts.style).toEqual({ leans: { length: 'low' }, asked: false })
    await judged(house)
    await say('And in spring?', 'two')
    expect(toldOf(house, 'very short')).toBe(true)
    await ben.say('And in spring?')
    expect(toldOf(house, 'very short')).toBe(false)
    expect(await one(ana, 'length')).toMatchObject({ used: true, locked: false, overridden: false, count: 2 })
    const page = await evidence(ana, 'length', '?limit=1')
    expect(page).toMatchObject({ more: true, evidence: [{ source: 'command', exchange_id: wish, session_id: 'one' }] })
    expect(await evidence(ana, 'length', `?limit=1&before=${page.evidence[0]?.id}`)).toMatchObject({
      ...{ more: false, evidence: [{ source: 'reason', because: 'too-long', exchange_id: third }] },
    })
    expect((await evidence(ben, 'length')).evidence).toEqual([])

    // Where a guide leads, words are an answer to it, and it is not judged.
    await say('Slower, please', 'quiz')
    await say('How fast is light in glass?', 'quiz')
    await judged(house)
    expect(await one(ana, 'pace')).toMatchObject({ count: 0 })
    expect((await summary(ana, 'quiz')).counts).toMatchObject({ correction: 0, 'follow-up': 0 })
    expect((await summary(ana, 'quiz')).quality).toMatchObject({ value: null, n: 0 })

    // Made anew from its evidence it is the same, also where several pieces came at once.
    const wished = { preference: 'formality', toward: 0 } as const
    await Promise.all(Array.from({ length: 5 }, () => house.measured.preferences.wish(ana.id, wished)))
    expect(await one(ana, 'formality')).toMatchObject({ count: 5 })
    const before = await known(ana)
    await house.db.updateTable('preferences').set({ value: 0.9, confidence: 0.1, count: 7 }).execute()
    await house.measured.rebuild(ana.id)
    expect((await known(ana)).preferences.map(({ confidence, ...rest }) => rest)).toEqual(
      before.preferences.map(({ confidence, ...rest }) => rest),
    )
    expect((await one(ana, 'length'))?.confidence).toBeCloseTo(before.preferences[0]?.confidence ?? 0, 4)

    // Theirs to overrule, to lock, and to forget.
    const path = '/api/preferences/length'
    expect((await ana.call('PATCH', path, { value: 1 })).body).toMatchObject({
      value: 1,
      overridden: true,
    })
    await say('Glaciers are slow')
    expect(toldOf(house, 'longer replies')).toBe(true)
    expect((await ana.call('PATCH', path, { locked: true })).body.locked).toBe(true)
    await say('Shorter, please')
    await say('Much shorter', 'two')
    await judged(house)
    await say('Glaciers are old')
    expect(toldOf(house, 'very short')).toBe(true)
    await say('Glaciers are cold')
    expect(toldOf(house, 'longer replies')).toBe(true)
    expect((await ben.call('DELETE', path)).status).toBe(204)
    expect(await one(ana, 'length')).toMatchObject({ locked: true, count: 3 })
    expect((await ana.call('DELETE', path)).status).toBe(204)
    expect(await one(ana, 'length')).toMatchObject({ value: null, confidence: 0, count: 0, locked: false })
    await ana.call('PATCH', `/api/conversation/exchanges/${wish}`, { user_text: 'Shorter, if you please' })
    await judged(house)
    expect(await one(ana, 'length')).toMatchObject({ value: null, count: 0 })

    // What is given anew is judged anew; what was said before is about an earlier reply.
    house.script(() => ({ words: ['Tarns.'] }))
    await ana.call('PATCH', `/api/conversation/exchanges/${third}`, { regenerate: true })
    await judged(house)
    const anew = await summary(ana)
    expect(anew.counts).toMatchObject({ regenerate: 1, explicit: 1 })
    expect(anew.replies.find(({ exchange_id }) => exchange_id === third)).toMatchObject({
      ...{ thumb: null, comment: null, quality: { dimensions: { helpfulness: null } } },
    })

    // Where a turn goes, what was said of its reply goes too; a kind that is switched off is not kept.
    expect((await ana.call('DELETE', `/api/conversation/exchanges/${second}`)).status).toBe(204)
    expect((await summary(ana)).counts.replay).toBe(0)
    await ana.call('PATCH', '/api/user/me', { settings: { feedback_off: ['explicit', 'follow-up'] } })
    expect((await ana.call('POST', '/api/feedback/explicit', down)).body).toEqual({ id: null, kept: false })
    const followed = (await summary(ana)).counts['follow-up']
    await say('Which lakes are those?')
    await judged(house)
    expect((await summary(ana)).counts['follow-up']).toBe(followed)
  })

  test('a style is tried openly, questions that come back are seen, and old feedback goes', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const asks = async (text: string) => (await ana.say(text, { session: 'one' })).body.exchange_id as string
    const moments = [
      await asks('How do glaciers carve valleys?'),
      await asks('What is a moraine?'),
      await asks('How does a glacier carve the valley?'),
      await asks('What is a fjord?'),
      await asks('How could glaciers carve valleys?'),
    ]
    const begun = await ana.call('POST', '/api/preferences/experiments', { preference: 'socratic', toward: 1 })
    expect(begun.body).toMatchObject({ running: true, kept: null, compared: [{ measure: 'quality', needs: 10 }, {}] })
    const again = { preference: 'pace', toward: 0 }
    expect((await ana.call('POST', '/api/preferences/experiments', again)).body.code).toBe('already-running')
    await asks('Rivers carve as well')
    expect(toldOf(house, 'Rather ask than tell')).toBe(true)
    await judged(house)
    const review = newId()
    const [item, prompt] = [newId(), newId()]
    await house.measured.facts.record(house.db, {
      ...{ id: review, userId: ana.id, kind: 'review', at: house.now() },
      data: { item, prompt, prompt_kind: 'recall', rating: 3, recalled: 1, graded_by: 'self' },
    })
    const [week] = (await known(ana)).experiments
    expect(week?.compared[1]?.after.n).toBe(1)
    expect(week?.compared[0]).toMatchObject({ before: { n: 5 }, after: { n: 1 }, difference: null, interval: null })

    house.pass(8 * DAY)
    for (const learner of [ana, ben]) await learner.comeBack()
    await asks('Rivers are quick')
    expect(toldOf(house, 'Rather ask than tell')).toBe(false)
    const end = `/api/preferences/experiments/${week?.id}/end`
    expect((await ben.call('POST', end, { keep: true })).status).toBe(404)
    expect((await ana.call('POST', end, { keep: true })).body).toMatchObject({ running: false, kept: true })
    expect((await ana.call('POST', end, { keep: false })).status).toBe(404)
    await asks('Rivers are wet')
    expect(toldOf(house, 'Rather ask than tell')).toBe(true)

    // A review that is taken back counts in no week, however late that is.
    const undone = { userId: ana.id, kind: 'review-undone' as const, at: house.now(), data: { review, prompt } }
    await house.measured.facts.record(house.db, undone)
    expect((await known(ana)).experiments[0]?.compared[1]?.after.n).toBe(0)

    const patterns = (await ana.get<Patterns>('/api/patterns')).body
    expect(patterns.questions.recurring).toMatchObject([
      { times: 3, moments: [moments[4], moments[2], moments[0]].map((exchange_id) => ({ exchange_id })) },
    ])
    expect(patterns).toMatchObject({ recall: { n: 0, needs: 10, correlations: [] }, hours: { n: 0, best: null } })
    expect((await ben.get<Patterns>('/api/patterns')).body.questions).toEqual({ recurring: [], n: 0 })

    await ana.call('POST', '/api/feedback/explicit', { exchange_id: moments[0], rating: 4, comment: 'good' })
    await ana.call('PATCH', '/api/user/me', { settings: { feedback_kept: '30d' } })
    expect((await summary(ana)).rating).toEqual({ value: 4, n: 1 })
    house.pass(31 * DAY)
    await judged(house)
    await ana.comeBack()
    expect((await summary(ana)).rating).toEqual({ value: null, n: 0 })
  })
})
