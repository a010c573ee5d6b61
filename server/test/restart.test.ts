import { once } from 'node:events'
import { connect as connectPlainly } from 'node:net'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { holdLease, takeWaiting } from '../src/conversation/lease.ts'
import { createHandClock } from '../src/providers/conformance/hand-clock.ts'
import { guard } from '../src/providers/guard.ts'
import { guardedLlm } from '../src/providers/guarded.ts'
import { createScriptedLlm } from '../src/providers/scripted.ts'
import { down, inHouses } from './house.ts'
import { ask } from './learner.ts'
import { connect } from './socket-client.ts'

inHouses('a restart', (open) => {
  const history = async (url: string, token: string) =>
    (await ask(url, 'GET', '/api/session/test-session/history', { headers: { authorization: `Bearer ${token}` } })).body
      .history

  test('in the middle of a reply tells the listener, and the reply is given afterwards', async () => {
    const house = await open()
    const ada = await house.learner()
    house.script(() => ({ words: ['Half'], hang: true }))
    const stream = await ada.stream('Do not forget me.')
    await stream.next()
    await stream.next()
    const rest = stream.rest()
    await house.close()
    expect((await rest).at(-1)).toMatchObject({ type: 'error', code: 'shutting-down' })
    const again = await open({ place: house.place })
    again.pass(60_000)
    await again.settle()
    expect(await history(again.url, ada.token)).toMatchObject([
      { user_text: 'Do not forget me.', agent_text: 'Tell me more.' },
    ])
  })

  test('is said before it comes, ends no turn, and tells sockets to come back', async () => {
    const house = await open({ drain: { noticeMs: 400, drainMs: 10_000 } })
    const ada = await house.learner()
    const socket = () => connect(house.url, '/ws/slow', { headers: { authorization: `Bearer ${ada.token}` } })
    const [idle, busy] = [await socket(), await socket()]
    house.script(() => ({ words: ['Slow but sure.'], firstAfterMs: 1_000 }))
    busy.send({ type: 'text', text: 'Take your time.' })
    await expect.poll(() => house.requests.length).toBe(1)

    const closed = house.close()
    const [ready, served] = await Promise.all([fetch(`${house.url}/health/ready`), fetch(`${house.url}/health`)])
    expect([ready.status, served.status, served.headers.get('connection')]).toEqual([503, 200, 'close'])
    expect(await idle.closed).toEqual({ code: 1012, reason: 'shutting-down' })
    await house.clock.advance(1_000)
    expect(await busy.next()).toMatchObject({ type: 'response', agent_text: 'Slow but sure.' })
    expect(await busy.closed).toEqual({ code: 1012, reason: 'shutting-down' })
    await closed
  })

  test('waits for nobody who keeps a connection with half a request', async () => {
    const house = await open()
    const { hostname, port } = new URL(house.url)
    const socket = connectPlainly(Number(port), hostname)
    const hungUp = once(socket, 'close')
    await once(socket, 'connect')
    socket.write('GET /health HTTP/1.1\r\nHost: here\r\n')
    const { server } = await house.application()
    await expect.poll(() => promisify(server.getConnections.bind(server))()).toBe(1)
    await house.close()
    await hungUp
  })

  test('after a process was killed answers what it had begun, once', async () => {
    const house = await open()
    const ada = await house.learner()
    house.script(down)
    const { exchange_id } = (await ada.say('Begun and not finished.')).body
    await house.db
      .updateTable('exchanges')
      .set({
        state: 'answering',
        lease_until: new Date(house.now().getTime() + 60_000).toISOString(),
      })
      .where('id', '=', exchange_id)
      .execute()
    await house.db.deleteFrom('jobs').execute()
    await house.close()
    const again = await open({ place: house.place })
    await again.settle()
    // On a shared database another process may still be at it, until its lease has run out.
    again.pass(10 * 60_000)
    await again.conversation.recover({ alone: false })
    await again.settle()
    expect(await history(again.url, ada.token)).toMatchObject([
      { id: exchange_id, agent_text: 'Tell me more.', metadata: { state: 'answered' } },
    ])
    expect(again.requests.length).toBe(1)
  })

  test('takes no turn from another process that says it is still at it, and any from one that is gone', async () => {
    const house = await open()
    const ada = await house.learner()
    house.script(down)
    const { exchange_id: exchangeId } = (await ada.say('Are you there?')).body
    const at = { ms: house.now().getTime() }
    const now = () => new Date(at.ms)
    const take = () => takeWaiting(house.db, { userId: ada.id, exchangeId, now: now() })
    const theirs = await take()
    if (!theirs) throw new Error('nobody answers it')
    const holding = holdLease(house.db, theirs, { now, holdMs: 1 })
    for (let look = 0; look < 3; look++) {
      at.ms += 25_000
      await expect.poll(() => theirs.lease_until).toBe(new Date(at.ms + 30_000).toISOString())
      expect(await take()).toBeNull()
    }
    await holding.end()
    // A database that writes it, and whose answer is lost.
    let lost = 0
    const losing = house.db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        if (lost++ === 0) throw new Error('the connection was lost')
        return result
      },
    })
    at.ms += 10_000
    const again = holdLease(losing, theirs, { now, holdMs: 1 })
    await expect.poll(() => lost).toBeGreaterThan(1)
    await again.end()
    expect(theirs.lease_until).toBe(new Date(at.ms + 30_000).toISOString())
    at.ms += 30_001
    expect(await take()).toMatchObject({ id: exchangeId })
  })

  test('leaves a turn alone that this process is still answering', async () => {
    const house = await open()
    const ada = await house.learner()
    house.script(() => ({ words: ['Slow but sure.'], firstAfterMs: 1_000 }))
    const stream = await ada.stream('Take your time.')
    await stream.next()
    house.pass(3_600_000)
    await house.conversation.recover({ alone: false })
    await house.settle()
    await house.clock.advance(1_000)
    expect((await stream.rest()).at(-1)).toMatchObject({ type: 'reply-end', agent_text: 'Slow but sure.' })
    expect(house.requests.length).toBe(1)
  })
})

inHouses('a model that hangs', (open) => {
  test('is given up, the words stay, and the next one is asked', async () => {
    const clock = createHandClock()
    const hangs = createScriptedLlm(() => ({ hang: true }), { name: 'hangs', clock })
    const llm = guardedLlm([guard(hangs, null, clock)], {
      clock,
      now: () => new Date(),
      random: () => 0,
      onUse: () => {},
    })
    const house = await open({ llm })
    const ada = await house.learner()
    const answer = ada.say('Are you there?')
    let over = false
    answer.then(() => {
      over = true
    })
    await expect.poll(() => clock.pending).toBeGreaterThan(0)
    while (!over) await clock.advance(1_000)
    expect(await answer).toMatchObject({ status: 503, body: { code: 'model-unavailable', kept: true } })
    expect((await ada.history()).history).toMatchObject([{ metadata: { state: 'pending' } }])
  })
})
