import type { TurnEvent } from '@lva/contracts/conversation'
import { expect, test, vi } from 'vitest'
import { inHouses, type TestHouse } from './house.ts'

const words = (reply: string) => ({ words: reply.split(/(?<= )/) })

inHouses('a reply that is spoken', (open) => {
  const within = async () => {
    const house = await open()
    const ada = await house.learner({ name: 'Ada' })
    const learner = await house.accounts.learner(ada.id)
    if (!learner) throw new Error('nobody is there')
    return { house, ada, learner, sessionId: 'test-session' }
  }
  type There = Awaited<ReturnType<typeof within>>

  async function answered(turn: AsyncIterable<TurnEvent>): Promise<string> {
    let id = ''
    for await (const event of turn) if (event.type === 'turn-start') id = event.exchange_id
    return id
  }
  const aloud = ({ house, learner, sessionId }: There, text: string, more: object = {}) =>
    house.conversation.takeTurn({ learner, sessionId, text, mode: 'conversation', spoken: true, aloud: true, ...more })
  const chatOf = (house: TestHouse) => house.requests.at(-1)?.messages.map(({ role, text }) => [role, text])

  test('is remembered as far as it was heard, and no further', async () => {
    const here = await within()
    const { house, ada, learner } = here
    house.script(() => words('Lisbon lies by the Tejo. Porto lies by the Douro.'))
    const id = await answered(aloud(here, 'Tell me about rivers.'))
    // Nobody has heard anything of it yet, and a server that stops now must not claim otherwise.
    const before = (await ada.history()).history[0]
    expect(before).toMatchObject({
      agent_text: null,
      metadata: { state: 'answered', unheard_text: 'Lisbon lies by the Tejo. Porto lies by the Douro.' },
    })
    const what = { heard: 'Lisbon lies by the Tejo.', rest: 'Porto lies by the Douro.', interrupted: true }
    await house.conversation.heard(learner.userId, id, what)
    await house.conversation.heard(learner.userId, id, what)
    expect((await ada.history()).history[0]).toMatchObject({
      agent_text: 'Lisbon lies by the Tejo.',
      metadata: { state: 'interrupted', unheard_text: 'Porto lies by the Douro.' },
    })
    expect([(await ada.search('Tejo')).count, (await ada.search('Douro')).count]).toEqual([1, 0])
    await answered(aloud(here, 'And then?'))
    expect(chatOf(house)).toEqual([
      ['learner', 'Tell me about rivers.'],
      ['companion', 'Lisbon lies by the Tejo.'],
      ['learner', 'And then?'],
    ])
    // "Go on": the rest is heard after all.
    await house.conversation.heard(learner.userId, id, {
      heard: 'Lisbon lies by the Tejo. Porto lies by the Douro.',
      rest: '',
      interrupted: false,
    })
    expect((await ada.history()).history[0]?.metadata).toMatchObject({ state: 'answered', unheard_text: null })
    expect((await ada.search('Douro')).count).toBe(1)
  })

  test('of which nothing was heard leaves the model a chat that is valid', async () => {
    const here = await within()
    const { house, ada, learner } = here
    const first = await answered(aloud(here, 'Good morning.'))
    await house.conversation.heard(learner.userId, first, { heard: '', rest: 'Tell me more.', interrupted: true })
    await answered(aloud(here, 'Are you there?'))
    expect(chatOf(house)).toEqual([['learner', 'Good morning.\nAre you there?']])
    expect((await ada.history()).history[0]).toMatchObject({ agent_text: null, metadata: { state: 'interrupted' } })
  })

  test('is nobody else’s to cut', async () => {
    const here = await within()
    const { house, ada } = here
    const eve = await house.learner({ name: 'Eve' })
    const id = await answered(house.conversation.takeTurn({ ...here, text: 'My secret.', mode: 'conversation' }))
    await house.conversation.heard(eve.id, id, { heard: 'x', rest: '', interrupted: true })
    expect((await ada.history()).history[0]?.agent_text).toBe('Tell me more.')
  })

  test('takes its unheard rest along in an export, and back', async () => {
    const here = await within()
    const { house, ada, learner } = here
    const id = await answered(aloud(here, 'Tell me.'))
    await house.conversation.heard(learner.userId, id, { heard: 'Tell me', rest: 'more.', interrupted: true })
    const asked = await ada.call('POST', '/api/gdpr/export', {})
    await house.settle()
    const { body } = await ada.get(`/api/gdpr/export/${asked.body.export_id}/download`)
    expect(body.data.conversations[0]).toMatchObject({ agent_text: 'Tell me', unheard_text: 'more.' })
    const bob = await house.learner({ name: 'Bob' })
    const sent = await bob.call('POST', '/api/gdpr/import', body)
    await house.settle()
    expect([sent.status, (await bob.history()).history[0]?.metadata.unheard_text]).toEqual([202, 'more.'])
  })
})

inHouses('a reply begun ahead of its turn', (open) => {
  async function within() {
    const house = await open()
    const ada = await house.learner({ name: 'Ada' })
    const learner = await house.accounts.learner(ada.id)
    if (!learner) throw new Error('nobody is there')
    const turn = { learner, sessionId: 'test-session', mode: 'conversation' as const, spoken: true, aloud: true }
    const take = async (text: string, more: object = {}) => {
      const said: string[] = []
      for await (const event of house.conversation.takeTurn({ ...turn, text, ...more }))
        if (event.type === 'reply-delta') said.push(event.text)
      return said.join('')
    }
    const prepare = (text: string) => house.conversation.prepare({ ...turn, text })
    const asked = (count: number) => vi.waitFor(() => expect(house.requests).toHaveLength(count))
    return { house, ada, learner, take, prepare, asked }
  }

  test('is given when the turn is what it was taken for, and is asked for once', async () => {
    const { house, ada, take, prepare, asked } = await within()
    await take('My name is Ada.')
    house.script((_, call) => ({ words: [`reply ${call}`] }))
    const prepared = prepare('What is a quark?')
    await asked(2)
    expect((await ada.history()).count).toBe(1)
    expect(await take('What is a quark?', { prepared })).toBe('reply 1')
    expect(house.requests).toHaveLength(2)
    prepared.drop()
    expect((await ada.history()).history.map(({ user_text }) => user_text)).toEqual([
      'My name is Ada.',
      'What is a quark?',
    ])
  })

  test('is dropped when other words were said, or something happened in between', async () => {
    const { house, take, prepare, asked, learner, ada } = await within()
    house.script((_, call) => ({ words: [`reply ${call}`] }))
    const other = prepare('What is my')
    await asked(1)
    expect(await take('What is a quark?', { prepared: other })).toBe('reply 1')
    const early = prepare('And a gluon?')
    await asked(3)
    const [turn] = (await ada.history()).history
    await house.conversation.heard(learner.userId, turn?.id ?? '', { heard: 'reply', rest: '1', interrupted: true })
    expect(await take('And a gluon?', { prepared: early })).toBe('reply 3')
    expect(house.requests.at(-1)?.messages.map(({ text }) => text)).toEqual([
      'What is a quark?',
      'reply',
      'And a gluon?',
    ])
  })

  test('stops when it is not wanted, leaves no trace, and counts for what it used', async () => {
    const house = await open({ env: { QUOTA_REQUESTS_PER_DAY: '100' } })
    const ada = await house.learner()
    const learner = await house.accounts.learner(ada.id)
    if (!learner) throw new Error('nobody is there')
    house.script(() => ({ words: ['never', ' ending'], betweenMs: 60_000 }))
    const prepared = house.conversation.prepare({ learner, sessionId: 'test-session', text: 'Well, I think' })
    await vi.waitFor(() => expect(house.clock.pending).toBe(1))
    prepared.drop()
    await vi.waitFor(() => expect(house.clock.pending).toBe(0))
    await house.quotas.settled()
    expect((await ada.history()).count).toBe(0)
    const [use] = await house.db.selectFrom('daily_use').selectAll().where('user_id', '=', ada.id).execute()
    expect(use?.requests).toBe(1)
    expect(use?.tokens).toBeLessThan(2_000)
  })

  test('is stopped by whoever interrupts the turn that adopted it', async () => {
    const { house, ada, take, prepare, asked } = await within()
    house.script(() => ({ words: ['One. ', 'Two.'], betweenMs: 60_000 }))
    const prepared = prepare('Count.')
    await asked(1)
    const stop = new AbortController()
    const said = take('Count.', { prepared, signal: stop.signal })
    await vi.waitFor(async () => expect((await ada.history()).count).toBe(1))
    stop.abort()
    expect(await said).toBe('One. ')
    expect((await ada.history()).history[0]?.metadata).toMatchObject({ state: 'interrupted', unheard_text: 'One.' })
  })

  test('that failed is asked for again', async () => {
    const { house, take, prepare, asked } = await within()
    house.script((_, call) => (call === 0 ? { fail: { kind: 'unavailable' } } : { words: ['Here.'] }))
    const prepared = prepare('Are you there?')
    await asked(1)
    await prepared.done
    expect(await take('Are you there?', { prepared })).toBe('Here.')
  })
})
