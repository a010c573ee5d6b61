import type { Items } from '@lva/contracts/reviews'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inHouses } from '../../../test/house.ts'
import type { TestLearner } from '../../../test/learner.ts'
import { addDays } from '../../days.ts'
import { manyCards } from './testing/collections.ts'
import { packageOf } from './testing/packages.ts'

const RAW = { 'content-type': 'application/octet-stream' }
const TODAY = new Date().toISOString().slice(0, 10)

const bring = (learner: TestLearner, file: Uint8Array, headers = {}) =>
  learner.call('POST', '/api/reviews/import', file, { ...RAW, ...headers })

/** Every card by what it asks: when it comes back, and what is known of it. */
async function cardsOf(learner: TestLearner) {
  const found = new Map<string, unknown>()
  for (let before = ''; ; ) {
    const { body } = await learner.get<Items>(`/api/reviews/items?limit=100${before}`)
    for (const { prompts, points, deck } of body.items)
      for (const { text, schedule } of prompts)
        found.set(text, [
          deck,
          points.map((point) => point.text),
          schedule?.due_on,
          schedule?.last_on,
          schedule?.lapses,
        ])
    if (!body.more) return found
    before = `&before=${body.items.at(-1)?.id}`
  }
}

inHouses('cards of Anki', (open, engine) => {
  // As many as people have; the second engine gets what fills its pages.
  const count = engine === 'sqlite' ? 1_000 : 120

  test('a collection comes in with its schedule, and goes out and in again with every day as it was', {
    timeout: 180_000,
  }, async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const content = manyCards(count, TODAY)
    const brought = await bring(ana, await packageOf('anki21b', content))
    expect([brought.status, brought.body]).toMatchObject([
      200,
      { kind: 'anki21b', cards: count, known: 0, reviews: content.reviews.length },
    ])
    const cards = await cardsOf(ana)
    expect(cards.size).toBe(count)
    for (const { id, type, due = 0, lapses } of content.cards.filter(({ queue }) => queue === 2))
      expect([type, cards.get(`Question ${id}`)]).toEqual([
        2,
        ['World › Capitals', [`Answer ${id - 1}`, 'because'], addDays('2025-01-10', due), expect.anything(), lapses],
      ])
    // Once more, in another of Anki's ways, and as it comes from here.
    expect((await bring(ana, await packageOf('anki21', content))).body).toMatchObject({ cards: 0, known: count })
    const out = await fetch(`${house.url}/api/reviews/export`, { headers: { authorization: `Bearer ${ana.token}` } })
    expect(out.headers.get('content-disposition')).toContain('cards.apkg')
    const file = new Uint8Array(await out.arrayBuffer())
    expect((await bring(ana, file)).body).toMatchObject({ cards: 0, known: count })

    const { scheduled, suspended, reviews } = brought.body
    expect((await bring(ben, file)).body).toMatchObject({ kind: 'anki2', cards: count, scheduled, suspended, reviews })
    expect(await cardsOf(ben)).toEqual(cards)
  })

  test('numbers no card can have and letters no database takes spoil nothing', async () => {
    const house = await open()
    const ana = await house.learner()
    const { notes, decks, cards, reviews, ...content } = manyCards(8, TODAY)
    const wild: Record<number, object> = {
      2: { type: 1, queue: 1, due: -9e15 },
      3: { type: 1, queue: 1, due: 3e11, reps: 5e9, lapses: 5e9 },
      4: { due: 9e15, ivl: 9e15 },
    }
    const late: Record<number, object> = { 0: { id: 8e15 }, 1: { id: 1 }, 2: { ivl: 200_000 } }
    const odd = {
      ...content,
      decks: decks.map((deck) => ({ ...deck, name: deck.name.map((part) => `${part}\0`) })),
      notes: notes.map((note) => ({
        ...note,
        guid: `${note.guid}\0`,
        fields: note.fields.map((field) => `\0${field}`),
      })),
      cards: cards.map((card) => ({ ...card, ...wild[card.id] })),
      reviews: reviews.map((review, index) => ({ ...review, ...late[index] })),
    }
    const { status, body } = await bring(ana, await packageOf('anki21b', odd))
    expect([status, body]).toMatchObject([200, { cards: 8, known: 0, reviews: reviews.length - 1 }])
    const days = [...(await cardsOf(ana)).values()] as Array<[string, string[], string]>
    expect(days).toHaveLength(8)
    for (const [deck, , due] of days)
      expect([deck, due]).toEqual(['World › Capitals', expect.stringMatching(/^[12]\d{3}-/)])
    expect((await bring(ana, await packageOf('anki21', odd))).body).toMatchObject({ cards: 0, known: 8 })
  })

  test('what there is no room for is left, and said', async () => {
    const house = await open()
    const ana = await house.learner()
    await sql`with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 59999)
      insert into review_items (id, user_id, concept, concept_key, state, made_by, created_at)
      select cast(n as text), ${ana.id}, 'bees', 'bees', 'dropped', 'rules', '2026-01-01T00:00:00.000Z' from numbers`.execute(
      house.db,
    )
    const file = await packageOf('anki21', manyCards(3, TODAY))
    expect((await bring(ana, file)).body).toMatchObject({ cards: 1, known: 0, left: { full: 2 } })
    expect((await bring(ana, file)).body).toMatchObject({ cards: 0, known: 1, left: { full: 2 } })
  })

  test('whoever listens hears how far it is, and of a bad file what is wrong with it', {
    timeout: 60_000,
  }, async () => {
    const house = await open()
    const ana = await house.learner()
    expect((await ana.call('GET', '/api/reviews/export')).status).toBe(204)
    const bad = await bring(ana, Buffer.from('Dear diary'))
    expect([bad.status, bad.body.code, bad.body.reason]).toEqual([422, 'not-an-export', 'not-a-package'])
    expect(bad.body.detail).toContain('.apkg')
    expect((await bring(ana, Buffer.of())).status).toBe(400)
    const { body } = await bring(ana, await packageOf('anki2', manyCards(250, TODAY)), { accept: 'text/event-stream' })
    expect(body).toContain('event: import-progress\ndata: {"stage":"reading","percent":100}')
    expect(body).toContain('event: import-progress\ndata: {"stage":"keeping","percent":40}')
    expect(body).toMatch(/event: import-end\ndata: \{"kind":"anki2","cards":250,/)
    expect((await ana.get<Items>('/api/reviews/items?limit=1')).body.items).toEqual([
      expect.objectContaining({ state: 'kept', made_by: 'import', deck: 'World › Capitals', concept: 'Capitals' }),
    ])
  })
})
