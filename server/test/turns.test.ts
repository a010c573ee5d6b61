import { beforeAll, expect, test } from 'vitest'
import { down, inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

inHouses('a turn', (open) => {
  let house: TestHouse
  let ada: TestLearner
  beforeAll(async () => {
    house = await open()
    ada = await house.learner({ name: 'Ada' })
  })

  test('the words are in the database before the model is asked', async () => {
    let stored: Promise<unknown> = Promise.resolve(null)
    house.script(() => {
      stored = house.db
        .selectFrom('exchanges')
        .select(['user_text', 'state'])
        .where('session_id', '=', 'first')
        .executeTakeFirst()
      return sayYes()
    })
    const { status, body } = await ada.say('Plants breathe at night.', { session: 'first' })
    expect(await stored).toEqual({ user_text: 'Plants breathe at night.', state: 'answering' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      session_id: 'first',
      user_text: 'Plants breathe at night.',
      agent_text: 'Tell me more.',
      intent: 'statement',
      answered_by: { provider: 'scripted', model: 'script' },
    })
  })

  test('when nobody can answer, the words stay and are answered once when somebody can', async () => {
    house.script(down)
    const { status, headers, body } = await ada.say('What is osmosis?', { session: 'waiting' })
    expect(status).toBe(503)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(body).toMatchObject({ code: 'model-unavailable', kept: true, session_id: 'waiting' })
    const [waiting] = (await ada.history('waiting')).history
    expect(waiting).toMatchObject({
      id: body.exchange_id,
      user_text: 'What is osmosis?',
      agent_text: null,
      metadata: { state: 'pending' },
    })

    house.pass(60_000)
    await house.settle()
    expect((await ada.history('waiting')).history[0]?.metadata.state).toBe('pending')

    const before = house.requests.length
    house.script(() => ({ words: ['Water moving through a membrane.'] }))
    house.pass(10 * 60_000)
    await house.settle()
    house.pass(10 * 60_000)
    await house.settle()
    expect((await ada.history('waiting')).history).toMatchObject([
      { agent_text: 'Water moving through a membrane.', metadata: { state: 'answered' } },
    ])
    expect(house.requests.length - before).toBe(1)
  })

  test('the same words said again while they wait are the same turn', async () => {
    house.script(down)
    const first = await ada.say('Why is the sky blue?', { session: 'again' })
    house.script(() => ({ words: ['Light scatters.'] }))
    const second = await ada.say('Why is the sky blue?', { session: 'again' })
    expect(second).toMatchObject({
      status: 200,
      body: { exchange_id: first.body.exchange_id, agent_text: 'Light scatters.' },
    })
    const third = await ada.say('Why is the sky blue?', { session: 'again' })
    expect(third.body.exchange_id).not.toBe(first.body.exchange_id)
    expect((await ada.history('again')).count).toBe(2)
  })

  test('a key makes a retry the same turn, and stands for nothing else', async () => {
    house.script(sayYes)
    const headers = { 'idempotency-key': 'one-turn' }
    const first = await ada.say('Enzymes are catalysts.', { session: 'keyed', headers })
    const asked = house.requests.length
    expect(await ada.say('Enzymes are catalysts.', { session: 'keyed', headers })).toMatchObject({
      status: 200,
      body: first.body,
    })
    expect(house.requests.length).toBe(asked)
    const replayed = await (await ada.stream('Enzymes are catalysts.', { session: 'keyed', headers })).rest()
    expect(replayed.map(({ type }) => type)).toEqual(['turn-start', 'reply-delta', 'reply-end'])
    for (const other of [
      { session: 'keyed', text: 'Something else.' },
      { session: 'elsewhere', text: 'Enzymes are catalysts.' },
    ]) {
      expect(await ada.say(other.text, { session: other.session, headers })).toMatchObject({
        status: 422,
        body: { code: 'idempotency-mismatch' },
      })
    }
    expect((await ada.history('keyed')).count).toBe(1)
    expect(await ada.say('x', { headers: { 'idempotency-key': 'with blanks' } })).toMatchObject({ status: 400 })
  })

  test('a key belongs to its learner and is forgotten after a day', async () => {
    house.script(sayYes)
    const headers = { 'idempotency-key': 'mine' }
    const bob = await house.learner()
    const first = await ada.say('Same key.', { session: 'day', headers })
    expect((await bob.say('Other words.', { headers })).status).toBe(200)
    house.pass(23 * 3_600_000)
    await house.conversation.sweep()
    const late = await house.learner()
    expect(late.id).toBeTruthy()
    const kept = await house.db
      .selectFrom('idempotency_keys')
      .select('exchange_id')
      .where('user_id', '=', ada.id)
      .where('key', '=', 'mine')
      .execute()
    expect(kept).toEqual([{ exchange_id: first.body.exchange_id }])
    house.pass(2 * 3_600_000)
    await house.conversation.sweep()
    const { count } = await house.db
      .selectFrom('idempotency_keys')
      .select(house.db.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(0)
    ada = await house.learner({ name: 'Ada' })
  })

  test('a retry while the first is running is told to wait', async () => {
    house.script(() => ({ words: ['At last.'], firstAfterMs: 1_000 }))
    const headers = { 'idempotency-key': 'slow' }
    const first = await ada.stream('Think long.', { session: 'slow', headers })
    expect(await first.next()).toMatchObject({ type: 'turn-start', user_text: 'Think long.' })
    const second = await ada.say('Think long.', { session: 'slow', headers })
    expect(second).toMatchObject({ status: 409, body: { code: 'still-running', kept: true } })
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    await expect.poll(() => house.clock.pending).toBeGreaterThan(0)
    await house.clock.advance(1_000)
    expect((await first.rest()).at(-1)).toMatchObject({ type: 'reply-end', agent_text: 'At last.' })
    expect((await ada.say('Think long.', { session: 'slow', headers })).status).toBe(200)
  })

  test('in capture nobody answers, and the words are found', async () => {
    const { body } = await ada.say('Buy a microscope lens.', { session: 'notes', mode: 'capture' })
    expect(body).toMatchObject({ agent_text: null, answered_by: null })
    expect(JSON.stringify(house.requests.map(({ messages }) => messages))).not.toContain('microscope')
    expect((await ada.history('notes')).history[0]?.metadata.state).toBe('captured')
    expect((await ada.search('microscope')).results[0]?.id).toBe(body.exchange_id)
  })

  test('a reply arrives word by word, and the whole of it is the answer', async () => {
    house.script(() => ({ words: ['One', ' small', ' step.'] }))
    const stream = await ada.stream('Go on.', { session: 'stream' })
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    const events = await stream.rest()
    expect(events.map(({ type }) => type)).toEqual([
      'turn-start',
      'reply-delta',
      'reply-delta',
      'reply-delta',
      'reply-end',
    ])
    const said = events.flatMap((event) => (event.type === 'reply-delta' ? [event.text] : [])).join('')
    expect(events.at(-1)).toMatchObject({ agent_text: said, user_text: 'Go on.' })
  })

  test('a model that fails in the middle leaves no half answer behind', async () => {
    house.script(() => ({ words: ['Half an'], fail: { kind: 'unavailable' } }))
    const events = await (await ada.stream('Break.', { session: 'broken' })).rest()
    expect(events.map(({ type }) => type)).toEqual(['turn-start', 'reply-delta', 'error'])
    expect(events.at(-1)).toMatchObject({ code: 'model-unavailable', kept: true })
    expect((await ada.history('broken')).history).toMatchObject([{ agent_text: null, metadata: { state: 'pending' } }])
    expect((await ada.search('half')).count).toBe(0)
  })

  test('a model that says nothing has not answered', async () => {
    house.script(() => ({ words: ['  '] }))
    expect(await ada.say('Anybody there?', { session: 'mute' })).toMatchObject({
      status: 503,
      body: { code: 'model-unavailable', kept: true },
    })
    house.script(() => ({ words: ['x'], misbehave: 'throw-anything' }))
    expect(await ada.say('And now?', { session: 'mute' })).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect((await ada.history('mute')).history.map(({ metadata }) => metadata.state)).toEqual(['pending', 'pending'])
  })

  test('an interrupted reply keeps what was said until then', async () => {
    house.script(() => ({ words: ['Once upon', ' a time'], hang: true }))
    const stream = await ada.stream('Tell me a story.', { session: 'stopped' })
    const start = await stream.next()
    if (start?.type !== 'turn-start') throw new Error('no turn began')
    await stream.next()
    await stream.next()
    expect((await ada.call('POST', `/api/conversation/exchanges/${start.exchange_id}/stop`)).status).toBe(204)
    expect((await stream.rest()).at(-1)).toMatchObject({ type: 'reply-end', agent_text: 'Once upon a time' })
    expect((await ada.history('stopped')).history).toMatchObject([
      { agent_text: 'Once upon a time', metadata: { state: 'interrupted' } },
    ])
    expect((await ada.call('POST', `/api/conversation/exchanges/${start.exchange_id}/stop`)).status).toBe(404)
  })

  test('a reply stopped before its first word is not asked for again', async () => {
    house.script(() => ({ hang: true }))
    const stream = await ada.stream('Never mind.', { session: 'stopped early' })
    const start = await stream.next()
    if (start?.type !== 'turn-start') throw new Error('no turn began')
    expect((await ada.call('POST', `/api/conversation/exchanges/${start.exchange_id}/stop`)).status).toBe(204)
    expect((await stream.rest()).at(-1)).toMatchObject({ type: 'reply-end', agent_text: null })
    house.script(sayYes)
    house.pass(10 * 60_000)
    await house.settle()
    // What finished sessions are read for is something else.
    const replies = () => house.requests.filter(({ purpose }) => purpose === 'reply').length
    const asked = replies()
    house.pass(10 * 60_000)
    await house.settle()
    expect((await ada.history('stopped early')).history[0]?.metadata.state).toBe('interrupted')
    expect(replies()).toBe(asked)
  })

  test('somebody who hangs up finds the whole answer later', async () => {
    house.script(() => ({ words: ['First', ' and last.'], betweenMs: 1_000 }))
    const stream = await ada.stream('Tell me about tides.', { session: 'gone' })
    await stream.next()
    expect(await stream.next()).toMatchObject({ text: 'First' })
    stream.hangUp()
    await house.clock.advance(1_000)
    await expect
      .poll(async () => (await ada.history('gone')).history)
      .toMatchObject([{ agent_text: 'First and last.', metadata: { state: 'answered' } }])
  })

  test('private reasoning reaches nobody, wherever the stream is cut', async () => {
    const whole = '<thinking>The learner is wrong, secretly.</thinking>Are you sure?<think>hm'
    for (let cut = 1; cut < whole.length; cut++) {
      house.script(() => ({ words: [whole.slice(0, cut), whole.slice(cut)] }))
      const events = await (await ada.stream(`Cut ${cut}`, { session: 'private' })).rest()
      expect(JSON.stringify(events)).not.toMatch(/secretly|hm|think/)
      expect(events.at(-1)).toMatchObject({ agent_text: 'Are you sure?' })
    }
    expect((await ada.search('secretly')).count).toBe(0)
  })

  test('what a model may not say cannot break the record', async () => {
    house.script(() => ({ words: ['A nul \0, half a \ud83d', '\ude00 face and a lone \ud800.'] }))
    const { status, body } = await ada.say('Odd characters.', { session: 'odd' })
    expect(status).toBe(200)
    expect(body.agent_text).toBe('A nul , half a 😀 face and a lone \ufffd.')
  })

  test('words said before, offline, keep their time; nothing is said in the future', async () => {
    house.script(sayYes)
    const said_at = new Date(house.now().getTime() - 3_600_000).toISOString()
    expect((await ada.say('Said on the train.', { session: 'when', said_at })).body.timestamp).toBe(said_at)
    const tomorrow = new Date(house.now().getTime() + 86_400_000).toISOString()
    expect((await ada.say('Said tomorrow.', { session: 'when', said_at: tomorrow })).body.timestamp < tomorrow).toBe(
      true,
    )
  })

  test('fifty turns at once are fifty answers', async () => {
    house.script((request) => ({ words: [`Heard: ${JSON.stringify(request.messages.at(-1)).slice(0, 500)}`] }))
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => ada.say(`Fact number ${i}.`, { session: `crowd ${i % 5}` })),
    )
    for (const [i, { status, body }] of answers.entries()) {
      expect(status).toBe(200)
      expect(body.agent_text).toContain(`Fact number ${i}.`)
    }
    const counts = await Promise.all(
      [0, 1, 2, 3, 4].map(async (i) => (await ada.history(`crowd ${i}`, '?limit=200')).count),
    )
    expect(counts).toEqual([10, 10, 10, 10, 10])
  })
})
