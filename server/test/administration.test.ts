import type {
  AuditPage,
  Configuration,
  Connections,
  Invitations,
  MadeInvitation,
  Overview,
  People,
  PersonDetails,
} from '@lva/contracts/administration'
import { expect, test } from 'vitest'
import { inHouses } from './house.ts'
import { ask } from './learner.ts'
import { connect } from './socket-client.ts'

const KEY = 'a-long-key-for-those-who-may-read-0001'
const DAY_MS = 86_400_000

inHouses('administration', (open) => {
  test('is closed to learners, strangers and wrong keys on every route, and the admin key only reads', async () => {
    const house = await open({ env: { ADMIN_API_KEY: KEY } })
    const [ada, admin] = [await house.learner(), await house.admin()]
    const app = await house.application()
    const isAdministration = ({ url }: { url: string }) => /^\/(?:admin|metrics$|api\/backups)/.test(url)
    const routes = app.routes.filter((route) => isAdministration(route) && route.method !== 'HEAD')
    expect(routes.length).toBeGreaterThan(12)
    expect(routes.filter((route) => !route.admin)).toEqual([])
    expect(app.routes.filter((route) => route.admin && !isAdministration(route))).toEqual([])

    const before = await house.db.selectFrom('audit_events').selectAll().execute()
    for (const { method, url } of routes) {
      for (const id of [ada.id, admin.id, crypto.randomUUID(), 'no-id']) {
        const path = url.replace(/:\w+/g, id)
        const body = method === 'GET' || method === 'DELETE' ? undefined : {}
        const call = (headers: Record<string, string> = {}) =>
          ask(house.url, method, path, { headers, ...(body ? { body } : {}) })
        expect((await call()).status, `${method} ${path}`).toBe(401)
        expect((await call({ 'x-admin-key': `${KEY}x` })).status, `${method} ${path}`).toBe(401)
        const refused = await ada.call(method, path, body)
        expect([refused.status, refused.body.code], `${method} ${path}`).toEqual([403, 'forbidden'])
        if (method !== 'GET') expect((await call({ 'x-admin-key': KEY })).status, `${method} ${path}`).toBe(403)
      }
    }
    expect(await house.db.selectFrom('audit_events').selectAll().execute()).toEqual(before)
    const read = await ask<People>(house.url, 'GET', '/admin/users', { headers: { 'x-admin-key': KEY } })
    expect(read.body.total).toBe(2)
  })

  test('an administrator who is made an ordinary learner again is one at once', async () => {
    const house = await open()
    const admin = await house.admin()
    expect((await admin.get('/admin/users')).status).toBe(200)
    await house.accounts.setRole(admin.email, 'user')
    expect((await admin.get('/admin/users')).status).toBe(403)
  })

  test('people are found by name and address, page by page, with numbers and never a word they said', async () => {
    const house = await open()
    house.script(() => ({ words: ['The wombat answers.'], usage: { inputTokens: 50, outputTokens: 7 } }))
    const admin = await house.admin()
    const ada = await house.learner({ name: 'Ada 100%_sure' })
    const ben = await house.learner({ name: 'Ben' })
    await ada.say('My wombat sleeps.')
    await house.quotas.settled()

    const all = (await admin.get<People>('/admin/users')).body
    expect(all).toMatchObject({ total: 3, next: null })
    expect(all.people.map(({ email }) => email)).toEqual([ben.email, ada.email, admin.email])
    expect(all.people[1]).toMatchObject({ signed_in: 1, role: 'user', today: { requests: 1, tokens: 57 } })
    expect(all.people[0]?.today).toBeNull()
    expect(JSON.stringify(all)).not.toMatch(/wombat|password|hash/i)

    const find = async (query: string) =>
      (await admin.get<People>(`/admin/users?${query}`)).body.people.map(({ id }) => id)
    expect(await find('search=BEN')).toEqual([ben.id])
    expect(await find('search=100%25_s')).toEqual([ada.id])
    expect(await find('search=%25')).toEqual([ada.id])
    expect(await find(`search=${encodeURIComponent(`' or 1=1 --`)}`)).toEqual([])
    expect(await find('role=admin')).toEqual([admin.id])
    expect(await find('status=suspended')).toEqual([])
    const first = (await admin.get<People>('/admin/users?limit=2')).body
    const second = (await admin.get<People>(`/admin/users?limit=2&before=${first.next}`)).body
    expect([...first.people, ...second.people].map(({ id }) => id)).toEqual(all.people.map(({ id }) => id))
    expect([first.total, second.next]).toEqual([3, null])
    expect((await admin.get('/admin/users?limit=101')).status).toBe(422)

    const one = (await admin.get<PersonDetails>(`/admin/users/${ada.id}`)).body
    expect(one).toMatchObject({ email: ada.email, days: [{ requests: 1, tokens: 57 }], quotas: { requests: null } })
    expect(JSON.stringify(one)).not.toMatch(/wombat/i)
    expect((await admin.get(`/admin/users/${crypto.randomUUID()}`)).status).toBe(404)
  })

  test('whoever is suspended is out at once, also of a live socket, and comes back with everything', async () => {
    const house = await open()
    const [admin, ada] = [await house.admin(), await house.learner()]
    await ada.say('I was here.')
    const live = await connect(house.url, '/ws/live', { headers: { authorization: `Bearer ${ada.token}` } })
    live.send({ type: 'ping' })
    expect(await live.next()).toMatchObject({ type: 'pong' })

    const suspended = await admin.call('POST', `/admin/users/${ada.id}/suspend`)
    expect(suspended.body).toMatchObject({ id: ada.id, status: 'suspended', signed_in: 0 })
    expect((await ada.get('/api/user/me')).status).toBe(401)
    expect(
      (await ask(house.url, 'POST', '/api/auth/refresh', { body: { refresh_token: ada.refreshToken } })).status,
    ).toBe(401)
    expect((await ask(house.url, 'POST', '/api/auth/login', { body: ada })).status).toBe(403)
    live.send({ type: 'text', text: 'Am I still here?' })
    expect(await live.next()).toMatchObject({ type: 'error', code: 'sign-in-expired' })
    expect(await live.closed).toMatchObject({ code: 4401 })
    expect(house.requests).toHaveLength(1)

    expect((await admin.call('POST', `/admin/users/${ada.id}/suspend`)).status).toBe(200)
    expect((await admin.call('POST', `/admin/users/${ada.id}/activate`)).body).toMatchObject({ status: 'active' })
    expect((await admin.call('POST', `/admin/users/${ada.id}/activate`)).status).toBe(200)
    const back = await ask(house.url, 'POST', '/api/auth/login', { body: ada })
    expect(back.status).toBe(200)
    const actions = await house.db
      .selectFrom('audit_events')
      .select('action')
      .where('action', 'in', ['account-suspended', 'account-activated'])
      .orderBy('seq')
      .execute()
    expect(actions.map(({ action }) => action)).toEqual(['account-suspended', 'account-activated'])
  })

  test('nobody shuts out himself or the last administrator, not even two at the same moment', async () => {
    const house = await open()
    const [first, second] = [await house.admin(), await house.admin()]
    expect((await first.call('POST', `/admin/users/${first.id}/suspend`)).body.code).toBe('own-account')
    const both = await Promise.all([
      first.call('POST', `/admin/users/${second.id}/suspend`),
      second.call('POST', `/admin/users/${first.id}/suspend`),
    ])
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
    const left = await house.db
      .selectFrom('users')
      .select('id')
      .where('role', '=', 'admin')
      .where('status', '=', 'active')
      .execute()
    expect(left).toHaveLength(1)
    expect((await first.call('POST', `/admin/users/${crypto.randomUUID()}/suspend`)).status).toBeGreaterThanOrEqual(401)
  })

  test('an invitation is made, used once, taken back, and its code is told only once', async () => {
    const house = await open({ env: { REGISTRATION: 'invite' } })
    const { email, password } = { email: 'host@example.org', password: 'Test1234!' }
    await house.accounts.add({ email, password, role: 'admin' })
    const token = (await ask(house.url, 'POST', '/api/auth/login', { body: { email, password } })).body.access_token
    const call = <Body>(method: string, path: string, body?: object) =>
      ask<Body>(house.url, method, path, { headers: { authorization: `Bearer ${token}` }, ...(body ? { body } : {}) })
    const made = await call<MadeInvitation>('POST', '/admin/invitations', { hours: 2 })
    expect(made.status).toBe(201)
    const code = new URL(made.body.link).searchParams.get('invitation')
    const listed = (await call<Invitations>('GET', '/admin/invitations')).body
    expect(listed.invitations).toMatchObject([{ id: made.body.id, state: 'open', email: null }])
    expect(JSON.stringify(listed)).not.toContain(code)

    const join = (who: string, invitation: string | null) =>
      ask(house.url, 'POST', '/api/auth/register', { body: { email: who, password, invitation } })
    expect((await join('guest@example.org', code)).status).toBe(201)
    expect((await join('other@example.org', code)).status).toBe(403)
    const named = await call<MadeInvitation>('POST', '/admin/invitations', { email: 'Eva@example.org' })
    expect((await call('DELETE', `/admin/invitations/${named.body.id}`)).status).toBe(204)
    expect((await call('DELETE', `/admin/invitations/${named.body.id}`)).status).toBe(404)
    expect((await call('DELETE', `/admin/invitations/${made.body.id}`)).status).toBe(404)
    expect((await join('eva@example.org', new URL(named.body.link).searchParams.get('invitation'))).status).toBe(403)
    expect((await call('POST', '/admin/invitations', { hours: 0 })).status).toBe(422)
  })

  test('the audit log is read with filters, named while people are known, and goes out as lines and as a table', async () => {
    const house = await open({ env: { ADMIN_API_KEY: KEY } })
    const admin = await house.admin()
    const ada = await house.learner()
    for (let i = 0; i < 3; i++) {
      await admin.call('POST', `/admin/users/${ada.id}/suspend`)
      await admin.call('POST', `/admin/users/${ada.id}/activate`)
    }
    const page = async (query = '') => (await admin.get<AuditPage>(`/admin/audit?${query}`)).body
    const suspended = await page('action=account-suspended')
    expect(suspended.events).toHaveLength(3)
    expect(suspended.events[0]).toMatchObject({
      actor_email: admin.email,
      subject_email: ada.email,
      address: '127.0.0.1',
    })
    const byPerson = await page(`person=${encodeURIComponent(ada.email.toUpperCase())}`)
    expect(byPerson.events.filter(({ subject_email }) => subject_email === ada.email).length).toBeGreaterThanOrEqual(6)
    expect((await page(`person=${suspended.events[0]?.subject}`)).events).toEqual(byPerson.events)
    expect((await page('person=nobody@example.org')).events).toEqual([])
    const walked = []
    for (let next: number | null = Number.MAX_SAFE_INTEGER; next !== null; ) {
      const some: AuditPage = await page(`limit=2&before=${next}`)
      walked.push(...some.events)
      next = some.next
    }
    expect(walked).toEqual((await page('limit=200')).events)
    expect((await page(`since=${new Date(house.now().getTime() + 60_000).toISOString()}`)).events).toEqual([])

    const lines = await admin.get('/admin/audit/export')
    expect(lines.headers.get('content-disposition')).toBe('attachment; filename="audit.jsonl"')
    const events = String(lines.body)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.at(-1)).toMatchObject({ action: 'admin-viewed', details: { what: 'audit-export', format: 'jsonl' } })
    expect(events.filter(({ action }) => action === 'account-suspended')).toHaveLength(3)
    const table = await ask(house.url, 'GET', '/admin/audit/export?format=csv&action=admin-viewed', {
      headers: { 'x-admin-key': KEY },
    })
    const rows = String(table.body).trim().split('\r\n')
    expect(rows[0]).toBe('id,at,action,actor,subject,actor_email,subject_email,address,details')
    expect(rows.at(-1)).toMatch(
      /,admin-viewed,admin-key,,,,127\.0\.0\.1,"\{""what"":""audit-export"",""format"":""csv""\}"$/,
    )

    house.pass(89 * DAY_MS)
    await house.audit.forgetOrigins()
    expect((await house.audit.page({ limit: 1, action: 'account-suspended' })).events[0]?.address).toBe('127.0.0.1')
    house.pass(2 * DAY_MS)
    await house.audit.forgetOrigins()
    expect((await house.audit.page({ limit: 1, action: 'account-suspended' })).events[0]).toMatchObject({
      address: null,
      actor_email: admin.email,
    })
    await house.db.deleteFrom('audit_identities').execute()
    const nameless = await house.audit.page({ limit: 1, action: 'account-suspended' })
    expect(nameless.events[0]).toMatchObject({ actor_email: null, subject_email: null })
    await expect(house.db.deleteFrom('audit_events').execute()).rejects.toThrow()
    await expect(house.db.updateTable('audit_events').set({ actor: 'nobody' }).execute()).rejects.toThrow()
  })

  test('the configuration is shown with its origin, and of a secret nothing but that it is there', async () => {
    const secrets = { ADMIN_API_KEY: KEY, ANTHROPIC_API_KEY: 'sk-canary-0001', OPENAI_API_KEY: 'sk-canary-0002' }
    const house = await open({ env: { ...secrets, LLM: 'companion', JWT_SECRET_KEY: 'weak' } })
    const admin = await house.admin()
    const shown = await admin.get<Configuration>('/admin/configuration')
    for (const secret of [...Object.values(secrets), 'sk-c', KEY.slice(0, 6)])
      expect(JSON.stringify(shown.body)).not.toContain(secret)
    const setting = (wanted: string) => shown.body.settings.find(({ key }) => key === wanted)
    expect(setting('ANTHROPIC_API_KEY')).toMatchObject({ secret: true, set: true, value: null, origin: 'environment' })
    expect(setting('LLM')).toMatchObject({ value: 'companion', origin: 'environment' })
    expect(setting('QUOTA_REQUESTS_PER_DAY')?.section).toBe('Quotas')
    expect(setting('MAX_AUDIO_DURATION')).toMatchObject({ value: '60', origin: 'default', unit: 'seconds' })
    expect(setting('TAVILY_API_KEY')).toMatchObject({ set: false, origin: 'unset' })
    expect(shown.body.warnings).toEqual(['JWT_SECRET_KEY is too weak for production.'])
  })

  test('the overview counts people and provider calls', async () => {
    const house = await open()
    const [admin, ada] = [await house.admin(), await house.learner()]
    await admin.call('POST', `/admin/users/${ada.id}/suspend`)
    const overview = (await admin.get<Overview>('/admin/overview')).body
    expect(overview.people).toEqual({
      total: 2,
      active: 1,
      suspended: 1,
      pending_deletion: 0,
      administrators: 1,
      seen_today: 2,
    })
    expect(overview.health.components.database.status).toBe('up')
    expect((await admin.get<Connections>('/admin/connections')).body.connections.map(({ name }) => name)).toContain(
      'database',
    )
  })
})
