import { expect, test } from 'vitest'
import { inHouses, type TestHouse } from '../../../test/house.ts'
import { createScriptedEmbeddings, type ScriptedEmbedding } from '../../providers/scripted-embeddings.ts'

const MEANINGS = [
  ['bees', 'honeybee', 'hive', 'beekeeping', 'swarm'],
  ['ran', 'jog', 'running', 'marathon'],
  ['sad', 'unhappy', 'grief'],
  ['tide', 'sea', 'ocean'],
]

const said = (answer: { results: Array<{ user_text: string }> }) => answer.results.map(({ user_text }) => user_text)
const semantic = { strategy: 'semantic' }

inHouses('meaning', (open, engine) => {
  const keep = (house: TestHouse, userId: string, text: string) =>
    house.db.transaction().execute((trx) =>
      house.memory.passages.keep(trx, [
        {
          ...{
            id: crypto.randomUUID(),
            userId,
            kind: 'document' as const,
            sourceId: crypto.randomUUID(),
            title: 'A book',
          },
          ...{ place: { page: 1 }, text, createdAt: house.now().toISOString() },
        },
      ]),
    )

  test('what means the same is found, its own learner’s only, and no longer when it was changed or removed', async () => {
    const house = await open({ embeddings: createScriptedEmbeddings(MEANINGS) })
    const [ana, ben] = [await house.learner(), await house.learner()]
    const hive = (await ana.say('My honeybee hive', { mode: 'capture' })).body.exchange_id
    await ana.say('I ran to school', { mode: 'capture' })
    const ocean = (await ana.say('Waves of the ocean', { mode: 'capture' })).body.exchange_id
    await keep(house, ana.id, 'On beekeeping')
    await ben.say('Ben has a honeybee hive', { mode: 'capture' })
    await house.settle()

    const swarm = await ana.search('a swarm in summer', semantic)
    expect(said(swarm).sort()).toEqual(['My honeybee hive', 'On beekeeping'])
    expect(swarm).toMatchObject({
      search_type: 'semantic',
      results: [{ why: { words: [], meaning: expect.any(Number) } }, {}],
    })
    expect(swarm.fallback).toBeUndefined()
    expect((await ana.search('a swarm', { ...semantic, filters: { kinds: ['document'] } })).count).toBe(1)
    expect((await ana.search('a swarm', { ...semantic, filters: { before: '2020-01-01T00:00:00Z' } })).count).toBe(0)
    expect((await ana.search('school marathon')).search_type).toBe('hybrid')
    expect((await ana.search('"honeybee hive"')).search_type).toBe('keyword')
    expect((await ana.search('swar')).search_type).toBe('keyword')
    expect((await ana.call('POST', '/api/search/hybrid', { query: '?!.' })).body).toMatchObject({ count: 0 })

    const alike = await ana.get(`/api/similar/${hive}`)
    expect(alike.body).toMatchObject({ id: hive, search_type: 'semantic' })
    expect(said(alike.body)[0]).toBe('On beekeeping')
    expect((await ben.get(`/api/similar/${hive}`)).status).toBe(404)
    expect((await ana.get('/api/search/status')).body).toEqual({
      ...{ model: 'scripted/scripted', items: 4, indexed: 4, waiting: 0, failed: 0, failures: [], trouble: null },
    })

    await ana.call('PATCH', `/api/conversation/exchanges/${hive}`, { user_text: 'My grief' })
    await ana.call('DELETE', `/api/conversation/exchanges/${ocean}`)
    expect(said(await ana.search('swarm season', semantic))).toEqual(['On beekeeping'])
    await house.settle()
    expect(said(await ana.search('unhappy people', semantic))).toEqual(['My grief'])
    expect((await ana.search('tide table', semantic)).count).toBe(0)
    expect(said(await ben.search('swarm season', semantic))).toEqual(['Ben has a honeybee hive'])
  })

  test('a turn leans on what means the same, and waits for no model that hangs', async () => {
    const scripted = createScriptedEmbeddings(MEANINGS)
    let hangs = false
    const house = await open({
      embeddings: {
        ...scripted,
        embed: async (texts, options) => {
          if (hangs) await new Promise((resolve) => options.signal.addEventListener('abort', resolve))
          return scripted.embed(texts, options)
        },
      },
    })
    const ana = await house.learner()
    await ana.say('My honeybee hive', { mode: 'capture' })
    await ana.say('I ran to school', { mode: 'capture', session: crypto.randomUUID() })
    await house.settle()
    const recalled = async (text: string) => {
      await ana.say(text, { session: crypto.randomUUID() })
      return house.requests.at(-1)?.facts.recalled.map((one) => one.text)
    }
    expect(await recalled('A swarm in summer')).toEqual(['My honeybee hive'])
    hangs = true
    expect(await recalled('Beekeeping for school')).toEqual(['I ran to school'])
    hangs = false
    expect((await ana.get('/api/search/status')).body).toMatchObject({ trouble: null })
  })

  // SQLite lets nobody else write meanwhile.
  if (engine === 'postgres')
    test('words that are corrected while a vector is kept leave none of the old', async () => {
      const house = await open({ embeddings: createScriptedEmbeddings(MEANINGS) })
      const ana = await house.learner()
      const id = (await ana.say('My honeybee hive', { mode: 'capture' })).body.exchange_id
      const corrected = Promise.withResolvers<void>()
      const kept = Promise.withResolvers<void>()
      const correcting = house.db.transaction().execute(async (trx) => {
        const { seq } = await trx
          .updateTable('exchanges')
          .set({ user_text: 'My grief' })
          .where('id', '=', id)
          .returning('seq')
          .executeTakeFirstOrThrow()
        await trx.deleteFrom('vectors').where('turn', '=', seq).execute()
        corrected.resolve()
        await kept.promise
      })
      await corrected.promise
      await house.jobs.settle()
      kept.resolve()
      await correcting
      expect(await house.db.selectFrom('vectors').select('turn').execute()).toEqual([])
    })

  test('a reply that was heard after its turn was read is part of what the turn means', async () => {
    const house = await open({ embeddings: createScriptedEmbeddings(MEANINGS) })
    const ana = await house.learner()
    house.script(() => ({ words: ['A swarm lives there.'] }))
    const learner = await house.accounts.learner(ana.id)
    if (!learner) throw new Error('nobody is there')
    const turn = { learner, sessionId: 'box', text: 'What is in the box?', mode: 'conversation' as const }
    let id = ''
    for await (const event of house.conversation.takeTurn({ ...turn, spoken: true, aloud: true }))
      if (event.type === 'turn-start') id = event.exchange_id
    await house.settle()
    await house.conversation.heard(ana.id, id, { heard: 'A swarm lives there.', rest: '', interrupted: false })
    await house.settle()
    expect(said(await ana.search('beekeeping', semantic))).toEqual(['What is in the box?'])
  })

  test('a model that is down or refuses says why, and words are searched; it goes on where it stopped', async () => {
    const does: { now: ScriptedEmbedding; refuses: string } = { now: {}, refuses: 'nothing' }
    const scripted = (model: string) =>
      createScriptedEmbeddings(MEANINGS, {
        model,
        script: (texts) =>
          texts.some((text) => text.includes(does.refuses))
            ? { fail: { kind: 'refused', detail: 'it does not like this' } }
            : does.now,
      })
    const first = scripted('one')
    const house = await open({ embeddings: first })
    const ana = await house.learner()
    const status = async () => (await ana.get('/api/search/status')).body
    does.now = { fail: { kind: 'unavailable', detail: 'it is out for lunch' } }
    await ana.say('My honeybee hive', { mode: 'capture' })
    await ana.say('The unspeakable', { mode: 'capture' })
    await house.jobs.settle()
    expect(await status()).toMatchObject({ items: 2, indexed: 0, waiting: 2, trouble: 'it is out for lunch' })
    expect(await ana.search('a hive', semantic)).toMatchObject({ search_type: 'keyword', fallback: true, count: 1 })
    await house.close()

    // Another model, after a stop: what was not read is read, and then all of it anew.
    does.now = {}
    does.refuses = 'unspeakable'
    const again = await open({ place: house.place, embeddings: first })
    again.pass(3_600_000)
    await again.settle()
    const back = await again.db.selectFrom('vectors').select(['model', 'failure']).orderBy('turn').execute()
    expect(back).toEqual([
      { model: 'scripted/one', failure: null },
      { model: 'scripted/one', failure: 'it does not like this' },
    ])
    await again.close()
    does.refuses = 'nothing'
    const other = await open({ place: house.place, embeddings: scripted('two') })
    other.pass(7_200_000)
    await other.settle()
    const models = await other.db.selectFrom('vectors').select(['model', 'failure']).execute()
    expect(models).toEqual([
      { model: 'scripted/two', failure: null },
      { model: 'scripted/two', failure: null },
    ])
    await other.close()

    // The same name, and vectors of another size.
    does.now = { dims: 32 }
    const wrong = await open({ place: house.place, embeddings: scripted('two') })
    const learner = await wrong.admin()
    expect((await wrong.db.selectFrom('vectors').select('dims').execute()).map(({ dims }) => dims)).toEqual([64, 64])
    does.now = {}
    await learner.say('The ocean', { mode: 'capture' })
    await wrong.settle()
    does.now = { dims: 32 }
    await learner.say('The tide', { mode: 'capture' })
    await wrong.jobs.settle()
    expect((await learner.get('/api/search/status')).body).toMatchObject({
      ...{ indexed: 1, waiting: 1, trouble: expect.stringContaining('vectors of 32 numbers, and gave 64') },
    })
  })
})
