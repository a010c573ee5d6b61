import type { Memories } from '@lva/contracts/memories'
import { expect, test } from 'vitest'
import { inHouses, sayYes, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'
import { voiceFile } from '../../test/recordings.ts'
import { createScriptedStt } from '../providers/scripted.ts'

const DAY = 86_400_000

/** Says some things in a session that is over then. */
async function session(house: TestHouse, learner: TestLearner, name: string, said: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const text of said) ids.push((await learner.say(text, { session: name })).body.exchange_id)
  house.pass(31 * 60_000)
  await house.settle()
  // What ends within two minutes is read together.
  house.pass(3 * 60_000)
  await house.settle()
  return ids
}

const remembered = async (learner: TestLearner, query = '') =>
  (await learner.get<Memories>(`/api/memories?${new URLSearchParams(query)}`)).body.memories
const texts = async (learner: TestLearner, query = '') => (await remembered(learner, query)).map(({ text }) => text)

inHouses('memories', (open) => {
  test('what a learner said about themselves is remembered with its place and its time, and nobody else’s', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    house.script(({ purpose }) =>
      purpose === 'memories' ? { words: ['nothing'] } : { words: ['You live in Rome, I hear.'] },
    )
    const [first = '', walnuts = ''] = await session(house, ana, 'one', [
      'I live in Hamburg, by the harbour.',
      'I’m allergic to walnuts.',
    ])
    await session(house, ben, 'one', ['I live in Hamburg, by the harbour.'])
    house.pass(40 * DAY)
    for (const learner of [ana, ben]) await learner.comeBack()
    await session(house, ana, 'two', [
      'I moved to Berlin last week.',
      'I live in Berlin now.',
      'I think glaciers are patient sculptors.',
    ])

    expect(await texts(ana)).toEqual([
      'I think glaciers are patient sculptors.',
      'I moved to Berlin last week.',
      'I’m allergic to walnuts.',
    ])
    expect(await texts(ben)).toEqual(['I live in Hamburg, by the harbour.'])
    const [hamburg] = await remembered(ana, 'state=ended')
    expect(hamburg).toMatchObject({
      text: 'I live in Hamburg, by the harbour.',
      valid_to: expect.any(String),
      sources: [{ exchange_id: first, start: 0 }],
    })
    const berlin = (await remembered(ana, 'kind=place'))[0]
    expect([hamburg?.ended_by, berlin?.sources.length]).toEqual([berlin?.id, 2])
    // What was true then, by an instant and by a question.
    const then = new Date(house.now().getTime() - 20 * DAY).toISOString()
    expect(await texts(ana, `kind=place&at=${then}`)).toEqual(['I live in Hamburg, by the harbour.'])
    expect(await texts(ana, 'q=what did I think about glaciers today?')).toEqual([
      'I think glaciers are patient sculptors.',
    ])

    const path = `/api/memories/${berlin?.id}`
    for (const [method, body] of [['GET'], ['PATCH', { pinned: true }], ['DELETE']] as const)
      expect((await ben.call(method, path, body)).status).toBe(404)
    expect(
      (await ana.call('PATCH', path, { pinned: true, text: 'I live in Berlin since spring.' })).body,
    ).toMatchObject({ pinned: true, edited: true })
    expect((await ana.call('PATCH', path, { valid_to: '2001-01-01T00:00:00Z' })).status).toBe(400)

    // Forgotten, and not learnt again from where it was said; said again elsewhere it is.
    const nuts = (await remembered(ana, 'q=walnuts'))[0]
    expect((await ana.call('DELETE', `/api/memories/${nuts?.id}`)).status).toBe(204)
    await ana.call('PATCH', `/api/conversation/exchanges/${first}`, { user_text: 'I live in Altona.' })
    await house.settle()
    expect(await texts(ana, 'q=walnuts')).toEqual([])
    expect(
      JSON.stringify(await house.db.selectFrom('memories').selectAll().where('user_id', '=', ana.id).execute()),
    ).not.toMatch(/walnut|harbour/)
    expect(await texts(ana, 'q=Altona&state=all')).toEqual(['I live in Altona.'])
    await session(house, ana, 'three', ['I’m allergic to walnuts.'])
    expect(await texts(ana, 'q=walnuts')).toEqual(['I’m allergic to walnuts.'])
    expect((await ana.call('DELETE', `/api/conversation/exchanges/${walnuts}`)).status).toBe(204)
    expect((await ana.call('DELETE', '/api/conversation/sessions/three')).status).toBe(204)
    expect(await texts(ana, 'q=walnuts')).toEqual([])

    // Switched off, or paused for a session, nothing is learnt.
    await ana.say('I speak Danish.', { session: 'four' })
    expect((await ana.call('PUT', '/api/memories/sessions/four', { paused: true })).status).toBe(204)
    expect((await ben.call('PUT', '/api/memories/sessions/four', { paused: true })).status).toBe(404)
    await session(house, ana, 'four', ['I play the cello.'])
    await ana.call('PATCH', '/api/user/me', { settings: { memories: false } })
    await session(house, ana, 'five', ['I own a boat.'])
    expect(await texts(ana, 'q=Danish cello boat')).toEqual([])
  })

  test('a reply cites the words it leans on, for as long as somebody says them', async () => {
    const house = await open()
    const ana = await house.learner()
    let asked = ''
    house.script(({ purpose, facts, system }) => {
      const known = facts.recalled.find(({ kind }) => kind === 'memory')
      if (purpose !== 'reply' || !known) return sayYes()
      asked = system.changing
      return { words: [`You live in Berlin [${known.id}].`] }
    })
    const [first = ''] = await session(house, ana, 'one', ['I live in Berlin.'])
    house.pass(DAY)
    await ana.comeBack()
    const [second = ''] = await session(house, ana, 'two', ['I live in Berlin, beside the canal.'])
    const place = async () => (await remembered(ana, 'kind=place&state=all'))[0]
    const cited = async (name: string) =>
      (await ana.history(name)).history.map(({ metadata }) =>
        metadata.sources.map(({ exchange_id, text }) => [exchange_id, text]),
      )
    const asks = (name: string) => ana.say('Which town is my home?', { session: name })

    await asks('a')
    expect(await cited('a')).toEqual([[[first, 'I live in Berlin.']]])
    expect((await ana.call('DELETE', `/api/conversation/exchanges/${first}`)).status).toBe(204)
    expect(await cited('a')).toEqual([[]])
    expect(await place()).toMatchObject({
      text: 'I live in Berlin, beside the canal.',
      sources: [{ exchange_id: second }],
      valid_from: (await place())?.sources[0]?.timestamp,
    })
    await asks('b')
    expect(await cited('b')).toEqual([[[second, 'I live in Berlin, beside the canal.']]])
    const path = `/api/memories/${(await place())?.id}`
    await ana.call('PATCH', path, { text: 'I live in Berlin for now.', valid_to: house.now().toISOString() })
    expect(await cited('b')).toEqual([[]])
    await ana.say('Which town was my home today?', { session: 'c' })
    expect(asked).toMatch(/until="[^"]+">I live in Berlin for now/)
    expect((await cited('c')).flat()).toHaveLength(1)
    expect((await ana.call('DELETE', path)).status).toBe(204)
    expect(await cited('c')).toEqual([[]])
  })

  test('what is written down after its session was read is learnt, too', async () => {
    let deaf = true
    const stt = createScriptedStt(() => (deaf ? { fail: { kind: 'unavailable' } } : { text: 'I live in Ghent.' }))
    const house = await open({ stt })
    const ana = await house.learner()
    expect((await ana.speak(voiceFile, { session: 'one' })).status).toBe(503)
    await session(house, ana, 'one', ['I play the oboe.'])
    expect(await texts(ana)).toEqual(['I play the oboe.'])
    deaf = false
    house.pass(DAY)
    await ana.comeBack()
    await house.settle()
    expect(await texts(ana)).toContain('I live in Ghent.')
  })

  test('a model is asked once for several turns, and believed only where it quotes', async () => {
    const house = await open()
    const ana = await house.learner()
    const asked: string[] = []
    house.script(({ purpose, messages }) => {
      if (purpose !== 'memories') return sayYes()
      asked.push(messages[0]?.text ?? '')
      const note = {
        memories: [
          { turn: 1, quote: 'Porto has been my home since Monday', kind: 'place', topic: 'Porto' },
          { turn: 1, quote: 'I am the queen of Spain', kind: 'name', topic: 'queen' },
          { turn: 2, quote: 'live in Oslo', kind: 'place', topic: 'Oslo' },
          { turn: 9, quote: 'anything at all', kind: 'fact', topic: 'x' },
          { turn: 3, quote: 'Glaciers carve valleys', kind: 'fact', topic: 'glaciers' },
          'nonsense',
        ],
        concepts: [
          { turn: 3, name: 'glacial erosion', kind: 'concept' },
          { turn: 3, name: 'valleys' },
          { turn: 3, name: 'ice ages' },
        ],
        relations: [{ turn: 3, from: 'valleys', to: 'glaciers', type: 'builds-on' }],
      }
      return { words: ['```json\n', JSON.stringify(note), '\n```'] }
    })
    await session(house, ana, 'one', ['Porto has been my home since Monday.'])
    expect(asked).toEqual([])
    await ana.say('This is for the drawer only.', { session: 'two', mode: 'capture' })
    await session(house, ana, 'two', ['If only I could live in Oslo.', 'Glaciers carve valleys.', 'Tell me more.'])
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('<turn n="1">Porto has')
    expect(asked[0]).not.toContain('drawer')
    expect(await texts(ana)).toEqual(['Porto has been my home since Monday.'])
    const { concepts } = (await ana.get('/api/graph/overview')).body
    expect(concepts.map(({ name }: { name: string }) => name)).not.toContain('ice ages')
    house.script(({ purpose }) => (purpose === 'memories' ? { fail: { kind: 'unavailable' } } : sayYes()))
    await session(house, ana, 'three', ['I love tea.', 'It warms.', 'And it wakes.', 'In the cold.'])
    expect(await texts(ana, 'q=tea')).toEqual(['I love tea.'])
  })
})
