import { beforeAll, expect, test } from 'vitest'
import { inHouses, type TestHouse } from './house.ts'
import { ask, type TestLearner } from './learner.ts'
import { connect } from './socket-client.ts'

/** Every route a personal access token opens. Whoever adds one here has thought about it. */
const OPENED = {
  read: [
    'GET /api/achievements',
    'GET /api/analyses',
    'GET /api/analyses/:id',
    'GET /api/analytics/export',
    'GET /api/analytics/heatmap',
    'GET /api/analytics/hours',
    'GET /api/analytics/insights',
    'GET /api/analytics/overview',
    'GET /api/analytics/progress',
    'GET /api/analytics/recall',
    'GET /api/analytics/report',
    'GET /api/analytics/topics',
    'GET /api/analytics/trends',
    'GET /api/conversation/exchanges/:id/recording',
    'GET /api/conversation/exchanges/:id/speech',
    'GET /api/conversation/sessions',
    'GET /api/conversation/sessions/:session_id/export',
    'GET /api/documents',
    'GET /api/documents/:id',
    'GET /api/documents/:id/parts',
    'GET /api/events',
    'GET /api/feedback/summary/:session_id',
    'GET /api/files',
    'GET /api/goals',
    'GET /api/goals/:id',
    'GET /api/goals/progress',
    'GET /api/goals/suggestions',
    'GET /api/graph/communities',
    'GET /api/graph/concepts',
    'GET /api/graph/concepts/:id',
    'GET /api/graph/concepts/:id/neighbours',
    'GET /api/graph/gaps',
    'GET /api/graph/growing',
    'GET /api/graph/overview',
    'GET /api/graph/path',
    'GET /api/memories',
    'GET /api/memories/:id',
    'GET /api/patterns',
    'GET /api/phone',
    'GET /api/phone/calls',
    'GET /api/pictures',
    'GET /api/pictures/:id',
    'GET /api/preferences',
    'GET /api/preferences/:preference/evidence',
    'GET /api/reminders',
    'GET /api/reminders/settings',
    'GET /api/research/notes/:session_id',
    'GET /api/reviews/counts',
    'GET /api/reviews/deadlines',
    'GET /api/reviews/decks',
    'GET /api/reviews/due',
    'GET /api/reviews/export',
    'GET /api/reviews/forecast',
    'GET /api/reviews/items',
    'GET /api/reviews/items/:id',
    'GET /api/reviews/items/:id/history',
    'GET /api/reviews/mastery',
    'GET /api/reviews/parameters',
    'GET /api/reviews/sessions/:id',
    'GET /api/reviews/sessions/open',
    'GET /api/reviews/settings',
    'GET /api/search/ideas',
    'GET /api/search/status',
    'GET /api/session/:session_id/history',
    'GET /api/similar/:id',
    'GET /api/stats',
    'GET /api/streak',
    'GET /api/tools',
    'GET /api/voices',
    'POST /api/search',
    'POST /api/search/hybrid',
    'POST /api/semantic-search',
    'POST /mcp',
  ],
  write: [
    'DELETE /api/analyses/:id',
    'DELETE /api/conversation/exchanges/:id',
    'DELETE /api/conversation/sessions/:session_id',
    'DELETE /api/documents/:id',
    'DELETE /api/feedback/explicit/:exchange_id',
    'DELETE /api/goals/:id',
    'DELETE /api/memories/:id',
    'DELETE /api/pictures/:id',
    'DELETE /api/preferences/:preference',
    'DELETE /api/reviews/deadlines/:id',
    'DELETE /api/reviews/items/:id',
    'DELETE /api/reviews/parameters',
    'DELETE /api/search/recent',
    'DELETE /api/voice/habits',
    'GET /ws/:session_id',
    'PATCH /api/analytics/insights/:id',
    'PATCH /api/conversation/exchanges/:id',
    'PATCH /api/goals/:id',
    'PATCH /api/graph/concepts/:id',
    'PATCH /api/memories/:id',
    'PATCH /api/pictures/:id',
    'PATCH /api/preferences/:preference',
    'PATCH /api/reminders/settings',
    'PATCH /api/reviews/items/:id',
    'PATCH /api/reviews/settings',
    'POST /api/analyses',
    'POST /api/conversation',
    'POST /api/conversation/exchanges/:id/stop',
    'POST /api/conversation/sessions/:session_id/end',
    'POST /api/documents/:id/cancel',
    'POST /api/documents/:id/retry',
    'POST /api/feedback/batch',
    'POST /api/feedback/correction',
    'POST /api/feedback/explicit',
    'POST /api/feedback/implicit',
    'POST /api/goals',
    'POST /api/graph/rebuild',
    'POST /api/pictures/:id/look',
    'POST /api/preferences/experiments',
    'POST /api/preferences/experiments/:id/end',
    'POST /api/reminders/seen',
    'POST /api/research',
    'POST /api/research/notes/:session_id/save',
    'POST /api/reviews/deadlines',
    'POST /api/reviews/import',
    'POST /api/reviews/items',
    'POST /api/reviews/items/decide',
    'POST /api/reviews/parameters/fit',
    'POST /api/reviews/sessions',
    'POST /api/reviews/sessions/:id/answer',
    'POST /api/reviews/sessions/:id/command',
    'POST /api/reviews/sessions/:id/rate',
    'POST /api/reviews/taken',
    'POST /api/search/recent',
    'POST /api/upload/document',
    'POST /api/upload/image',
    'PUT /api/memories/sessions/:session_id',
  ],
}

inHouses('personal access tokens', (open) => {
  let house: TestHouse
  let ada: TestLearner
  beforeAll(async () => {
    house = await open()
    ada = await house.learner()
  })
  const make = async (scopes: string[], days = 30) => {
    const wish = { name: 'script', scopes, expires_in_days: days, current_password: ada.password }
    return (await ada.call('POST', '/api/auth/tokens', wish)).body as { id: string; token: string }
  }
  const by = (token: string) => ({ authorization: `Bearer ${token}` })

  test('open exactly what is listed, and everything else answers 403', async () => {
    const { routes } = await house.application()
    const called = (scope: string | null) =>
      routes
        .filter((route) => route.scope === scope && !route.open && !['HEAD', 'OPTIONS'].includes(route.method))
        .map(({ method, url }) => `${method} ${url}`)
        .sort()
    for (const scope of ['read', 'write'] as const) {
      const unlisted = called(scope).filter((name) => !OPENED[scope].includes(name))
      const toDo = unlisted.map(
        (name) => `may a token open it? Then add '${name}' to OPENED.${scope} of tokens.test.ts`,
      )
      expect(called(scope), toDo.join('\n')).toEqual(OPENED[scope])
    }
    for (const name of called('admin')) expect(name).toMatch(/^[A-Z]+ \/(admin\/|api\/backups|metrics$)/)

    const { token } = await make(['read', 'write'])
    const closed = [...called(null), ...called('admin')]
    expect(closed.length).toBeGreaterThan(10)
    for (const name of closed) {
      const [method = '', url = ''] = name.split(' ')
      const body = method === 'GET' ? undefined : { confirm: true }
      const answer = await ask(house.url, method, url.replace(/:\w+/g, ada.id), { headers: by(token), body })
      expect([answer.status, answer.body.code], name).toEqual([403, 'scope-missing'])
    }
  })

  test('say, find and read over HTTP what their scopes allow', async () => {
    const writer = by((await make(['write'])).token)
    const reader = by((await make(['read'])).token)
    const body = { text: 'Wasps make paper.', session_id: 'scripted' }
    expect((await ask(house.url, 'POST', '/api/conversation', { body, headers: writer })).status).toBe(200)
    expect((await ask(house.url, 'POST', '/api/conversation', { body, headers: reader })).status).toBe(403)
    const search = { body: { query: 'wasps' } }
    expect((await ask(house.url, 'POST', '/api/search', { ...search, headers: reader })).body.count).toBe(1)
    expect((await ask(house.url, 'POST', '/api/search', { ...search, headers: writer })).status).toBe(403)
  })

  test('open a socket in each of its ways with the scope "write" only', async () => {
    const { token } = await make(['write'])
    const ways = [
      await connect(house.url, '/ws/s', { headers: by(token) }),
      await connect(house.url, `/ws/s?token=${token}`),
      await connect(house.url, '/ws/s', { protocols: ['lva.v1', `bearer.${token}`] }),
      await connect(house.url, '/ws/s', { protocols: ['lva.v1'] }),
    ]
    ways[3]?.send({ type: 'auth', token })
    expect(await ways[3]?.next()).toEqual({ type: 'auth-ok' })
    for (const way of ways) {
      way.send({ type: 'ping' })
      expect(await way.next()).toEqual({ type: 'pong' })
      way.close()
    }

    const reader = (await make(['read'])).token
    expect((await connect(house.url, '/ws/s', { headers: by(reader) })).refused).toBe(403)
    const later = await connect(house.url, '/ws/s')
    later.send({ type: 'auth', token: reader })
    expect(await later.next()).toMatchObject({ type: 'error', code: 'scope-missing' })
    expect((await later.closed).code).toBe(4403)
  })

  test('that are revoked or run out end their live sockets', async () => {
    const revoked = await make(['write'])
    const short = await make(['write'], 1)
    const sockets = await Promise.all(
      [revoked, short].map(({ token }) => connect(house.url, '/ws/live', { headers: by(token) })),
    )
    const say = (socket: (typeof sockets)[number] | undefined) => socket?.send({ type: 'text', text: 'Still here?' })
    for (const socket of sockets) {
      say(socket)
      expect(await socket.next()).toMatchObject({ type: 'response' })
    }
    await ada.call('DELETE', `/api/auth/tokens/${revoked.id}`)
    say(sockets[0])
    expect(await sockets[0]?.next()).toMatchObject({ type: 'error', code: 'sign-in-expired' })
    expect((await sockets[0]?.closed)?.code).toBe(4401)
    house.pass(86_400_000)
    say(sockets[1])
    expect((await sockets[1]?.closed)?.code).toBe(4401)
  })
})

inHouses('nobody becomes an administrator over HTTP', (open) => {
  test('not by signing up, nor by any route, not even through another administrator', async () => {
    const house = await open()
    const eve = await house.learner()
    const boss = await house.learner()
    await house.accounts.setRole(boss.email, 'admin')
    const wish = { role: 'admin', admin: true, is_admin: true, scopes: ['admin'], status: 'active', id: eve.id }
    const body = { ...wish, user: wish, settings: wish, email: 'eve@example.org', password: 'Test1234!' }
    await ask(house.url, 'POST', '/api/auth/register', { body })
    const { routes } = await house.application()
    const changing = routes.filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method))
    expect(changing.length).toBeGreaterThan(15)
    for (const who of [eve, boss])
      for (const { method, url } of changing) {
        // Whoever signs out, or wishes to be erased, can ask for nothing more.
        if (/logout|gdpr\/delete|suspend/.test(url)) continue
        await who.call(method, url.replace(/:\w+/g, eve.id), body)
      }
    const rows = await house.db.selectFrom('users').select(['email', 'role']).where('role', '=', 'admin').execute()
    expect(rows).toEqual([{ email: boss.email, role: 'admin' }])
    // The step on the command line leaves a note of it.
    const notes = house.db.selectFrom('audit_events').select(['actor', 'details'])
    expect(await notes.where('action', '=', 'role-changed').execute()).toEqual([
      { actor: 'operator', details: '{"role":"admin"}' },
    ])
  })
})
