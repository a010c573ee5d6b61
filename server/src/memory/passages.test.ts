import { expect, test } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { Passage } from './passages.ts'

const PAGES = [
  'Honeybees fly up to five kilometres for nectar.',
  'A colony that is about to swarm raises new queens in cells that hang from the comb.',
  'The old queen leaves with half of the workers before they hatch.',
]

const bookOf = (userId: string, sourceId: string, texts = PAGES): Passage[] =>
  texts.map((text, n) => ({
    ...{ id: crypto.randomUUID(), userId, kind: 'document', sourceId, title: 'The hive', text },
    place: { page: n + 1, heading: n === 0 ? 'Foraging' : 'Swarms', from: n * 100, to: n * 100 + text.length },
    createdAt: '2026-05-04T10:00:00.000Z',
  }))

const keep = (house: TestHouse, passages: Passage[]) =>
  house.db.transaction().execute((trx) => house.memory.passages.keep(trx, passages))

inHouses('passages', (open) => {
  test('documents and pictures are found beside what was said, each with its place, until they are taken away', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const [hive, photo, other] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
    await ana.say('My grandmother kept honeybees behind the orchard')
    const book = bookOf(ana.id, hive)
    await keep(house, book)
    await keep(house, book)
    const picture: Passage = {
      ...{ id: crypto.randomUUID(), userId: ana.id, kind: 'picture', sourceId: photo, title: 'In May' },
      ...{ place: {}, text: 'A swarm hangs in a cherry tree', createdAt: '2026-05-05T10:00:00.000Z' },
    }
    await keep(house, [picture])
    await keep(house, bookOf(ben.id, other, ['Honeybees and swarms are what Ben reads about.']))

    const honeybees = await ana.search('honeybees')
    expect(honeybees.results.map(({ kind }) => kind).sort()).toEqual(['document', 'turn'])
    expect(honeybees.results.find(({ kind }) => kind === 'document')).toMatchObject({
      ...{ id: book[0]?.id, source_id: hive, title: 'The hive', session_id: '', agent_text: null, source: 'user' },
      ...{ place: { page: 1, heading: 'Foraging' }, user_snippet: expect.stringContaining('<mark>Honeybees</mark>') },
    })
    // A page is found by what stands on the one before it, as an answer is by its question.
    const queens = await ana.search('When does a colony that swarms raise queens?', {
      filters: { kinds: ['document'] },
    })
    expect(queens.results.map(({ id }) => id)).toEqual([book[1]?.id, book[2]?.id, book[0]?.id])
    expect((await ana.search('swarm', { filters: { kinds: ['picture'] } })).results.map(({ id }) => id)).toEqual([
      picture.id,
    ])
    expect((await ana.search('nectra ')).results.map(({ id }) => id)).toEqual([book[0]?.id])
    const { session_id = '' } = honeybees.results.find(({ kind }) => kind === 'turn') ?? {}
    expect((await ana.search('honeybees', { filters: { session_id } })).results.map(({ kind }) => kind)).toEqual([
      'turn',
    ])
    const until = (before: string) => ana.search('swarm', { filters: { before } })
    expect((await until('2026-05-05T00:00:00Z')).results.map(({ kind }) => kind)).toEqual(['document'])
    expect((await until('2026-05-04T00:00:00Z')).count).toBe(0)
    expect(JSON.stringify(await ben.search('honeybees swarm queens'))).not.toContain('colony')

    const gone = await house.db
      .transaction()
      .execute((trx) => house.memory.passages.forget(trx, { userId: ben.id, sourceId: hive }))
    expect(gone).toBe(0)
    await house.db.transaction().execute((trx) => house.memory.passages.forget(trx, { userId: ana.id, sourceId: hive }))
    expect((await ana.search('honeybees')).results.map(({ kind }) => kind)).toEqual(['turn'])
    expect((await ana.search('swarm')).results.map(({ id }) => id)).toEqual([picture.id])
    expect((await ben.search('honeybees')).count).toBe(1)
    await keep(house, bookOf(ana.id, hive))
    expect((await ana.search('colony')).results.map(({ place }) => place?.page)).toEqual([2])
  })

  test('searches are remembered for their learner, the latest, until they are forgotten', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    await ana.say('The swarm was in the orchard', { mode: 'capture' })
    await ana.say('Another swarm hung there', { mode: 'capture' })
    for (let n = 0; n < 52; n++) {
      house.pass(1_000)
      await ana.call('POST', '/api/search/recent', { query: `search ${n}` })
    }
    house.pass(1_000)
    await ana.call('POST', '/api/search/recent', { query: 'search 7' })
    expect((await ana.get('/api/search/ideas')).body).toEqual({
      recent: ['search 7', ...[51, 50, 49, 48, 47, 46, 45].map((n) => `search ${n}`)],
      suggested: ['swarm'],
    })
    expect(await house.db.selectFrom('searches').select('query').execute()).toHaveLength(50)
    expect((await ben.get('/api/search/ideas')).body).toEqual({ recent: [], suggested: [] })
    await ben.call('DELETE', '/api/search/recent')
    await ana.call('DELETE', '/api/search/recent?query=search%2051')
    expect((await ana.get('/api/search/ideas')).body.recent.slice(0, 2)).toEqual(['search 7', 'search 50'])
    await ana.call('DELETE', '/api/search/recent')
    expect((await ana.get('/api/search/ideas')).body.recent).toEqual([])
  })
})
