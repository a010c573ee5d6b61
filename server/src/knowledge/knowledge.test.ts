import type { Concept, ConceptDetail, Graph } from '@lva/contracts/knowledge'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'

async function session(house: TestHouse, learner: TestLearner, name: string, said: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const text of said) ids.push((await learner.say(text, { session: name })).body.exchange_id)
  house.pass(31 * 60_000)
  await house.settle()
  house.pass(3 * 60_000)
  await house.settle()
  return ids
}

const names = (concepts: readonly Concept[]) => concepts.map(({ name }) => name)

inHouses('the graph of concepts', (open, engine) => {
  test('what is spoken of hangs together, can be read from either end, and goes with what was said', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const [, last = ''] = await session(house, ana, 'ice', [
      'Glaciers carve valleys. A moraine is part of a glacier.',
      'Volcanoes need magma.',
    ])
    await session(house, ana, 'air', [
      'A glacier needs snow.',
      'Machine learning (ML) is statistics. ML has many teachers.',
    ])
    await session(house, ben, 'ice', ['Glaciers carve valleys.'])

    const named = async (q: string) => ((await ana.get(`/api/graph/concepts?q=${q}`)).body.concepts as Concept[])[0]
    const [glaciers, valleys, snow] = await Promise.all([named('glacier'), named('valley'), named('snow')])
    expect(glaciers).toMatchObject({ name: 'glaciers', kind: 'concept', mentions: 2 })
    const detail = (await ana.get<ConceptDetail>(`/api/graph/concepts/${glaciers?.id}`)).body
    expect(detail.sources.map(({ text }) => text)).toEqual([
      'A glacier needs snow.',
      'Glaciers carve valleys. A moraine is part of a glacier.',
    ])
    const kinds = Object.fromEntries(detail.related.map(({ concept, kinds }) => [concept.name, kinds]))
    expect(kinds).toMatchObject({ valleys: ['relates-to'], moraine: ['part-of'], snow: ['builds-on'] })
    const path = (await ana.get(`/api/graph/path?from=${valleys?.id}&to=${snow?.id}`)).body
    expect(names(path.concepts)).toEqual(['valleys', 'glaciers', 'snow'])
    const around = (await ana.get<Graph>(`/api/graph/concepts/${snow?.id}/neighbours?depth=2`)).body
    expect(names(around.concepts)).toEqual(expect.arrayContaining(['snow', 'glaciers', 'valleys', 'moraine']))
    expect(names((await ana.get('/api/graph/concepts?q=ml')).body.concepts)).toEqual(['machine learning'])
    expect((await ana.get('/api/graph/communities')).body.communities[0]).toMatchObject({ name: 'glaciers' })
    expect((await ana.get('/api/graph/growing')).body.growing[0]).toMatchObject({
      concept: { name: 'glaciers' },
      now: 2,
      before: 0,
    })
    expect((await ana.get('/api/graph/gaps')).status).toBe(200)

    for (const door of ['', '/neighbours'])
      expect((await ben.get(`/api/graph/concepts/${glaciers?.id}${door}`)).status).toBe(404)
    expect((await ben.get<Graph>('/api/graph/overview')).body.total).toBe(2)
    expect((await ben.call('PATCH', `/api/graph/concepts/${glaciers?.id}`, { hidden: true })).status).toBe(404)

    // Merged, renamed, hidden: also after everything was made anew.
    const change = (id: string | undefined, body: object) => ana.call('PATCH', `/api/graph/concepts/${id}`, body)
    expect((await change(snow?.id, { merge_into: glaciers?.id })).body).toMatchObject({ name: 'glaciers' })
    expect((await change(glaciers?.id, { name: 'Ice rivers' })).body).toMatchObject({ name: 'Ice rivers' })
    expect((await change(valleys?.id, { hidden: true })).status).toBe(200)
    // What a rebuilding that was stopped half-way left behind.
    const at = house.now().toISOString()
    const left = { id: 'left', user_id: ana.id, name: 'Left', key: 'left', kind: 'concept' as const }
    await house.db
      .insertInto('concepts')
      .values({ ...left, first_at: at, last_at: at })
      .execute()
    expect((await ana.call('POST', '/api/graph/rebuild')).status).toBe(202)
    await house.settle()
    const after = (await ana.get<Graph>('/api/graph/overview')).body
    expect(names(after.concepts)).toContain('Ice rivers')
    for (const gone of ['snow', 'glaciers', 'valleys', 'Left']) expect(names(after.concepts)).not.toContain(gone)

    await ana.call('DELETE', `/api/conversation/exchanges/${last}`)
    expect(names((await ana.get<Graph>('/api/graph/overview')).body.concepts)).not.toContain('magma')
    await ana.call('DELETE', '/api/conversation/sessions/ice')
    await ana.call('DELETE', '/api/conversation/sessions/air')
    expect((await ana.get<Graph>('/api/graph/overview')).body).toEqual({ concepts: [], edges: [], total: 0 })
    const edges = await house.db.selectFrom('concept_edges').select('id').where('user_id', '=', ana.id).execute()
    expect(edges).toEqual([])
  })

  test('a concept that two texts name first at once is one, and found by both', async () => {
    const house = await open()
    const ana = await house.learner()
    const { exchange_id } = (await ana.say('Glaciers carve valleys.')).body
    house.pass(31 * 60_000)
    await house.settle()
    house.pass(3 * 60_000)
    const at = house.now().toISOString()
    let heard: Promise<unknown> = Promise.resolve()
    await house.db.transaction().execute(async (trx) => {
      // A document that is heard at this moment names it as well.
      const named = { id: crypto.randomUUID(), user_id: ana.id, name: 'glacier', key: 'glacier' }
      await trx
        .insertInto('concepts')
        .values({ ...named, kind: 'concept', first_at: at, last_at: at })
        .execute()
      heard = house.settle()
      heard.catch(() => {})
      if (engine === 'postgres')
        await vi.waitFor(
          async () => {
            const waiting = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
            expect((await waiting.execute(house.db)).rows).not.toEqual([])
          },
          { timeout: 10_000 },
        )
    })
    await heard
    const [glacier] = (await ana.get('/api/graph/concepts?q=glacier')).body.concepts as Concept[]
    const { sources } = (await ana.get<ConceptDetail>(`/api/graph/concepts/${glacier?.id}`)).body
    expect(sources).toMatchObject([{ source_id: exchange_id }])
  })
})
