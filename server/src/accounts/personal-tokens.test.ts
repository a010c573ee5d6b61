import { describe, expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { looksLikeSecret, newSecret } from './secret.ts'
import { ANA, accountHouse, bearer, DAY, MINUTE } from './test-house.ts'

describe('a secret that is given away', () => {
  test('is long, never the same, and known by its checksum', () => {
    const secrets = Array.from({ length: 1_000 }, () => newSecret('lva_pat_'))
    expect(new Set(secrets).size).toBe(1_000)
    for (const secret of secrets) {
      // What a scanner for leaked secrets looks for.
      expect(secret).toMatch(/^lva_pat_[0-9A-Za-z]{36}$/)
      expect(looksLikeSecret('lva_pat_', secret)).toBe(true)
    }
    expect(Math.log2(62 ** 30)).toBeGreaterThan(160)
  })

  test('is not one with another character, case, length or prefix', () => {
    const secret = newSecret('lva_pat_')
    const body = secret.slice('lva_pat_'.length)
    for (const other of [
      secret.slice(0, -1),
      `${secret}0`,
      secret.toLowerCase(),
      secret.toUpperCase(),
      body,
      `LVA_PAT_${body}`,
      `lva_pat_lva_pat_${body}`,
      `lva_pat_${body.replace(/^./, (first) => (first === 'x' ? 'y' : 'x'))}`,
      `lva_pat_${body.replace(/.$/, 'é')}`,
      `lva_pat_${'0'.repeat(36)}`,
      'lva_pat_',
      '',
    ])
      expect(looksLikeSecret('lva_pat_', other), other).toBe(false)
  })
})

onEveryEngine('personal access tokens', (fresh) => {
  /** Ana, signed in, in a house with a room for readers, one for writers, one for administrators, and one that says nothing. */
  async function settled(wishes: Parameters<typeof accountHouse>[1] = {}) {
    const house = await accountHouse(await fresh(), wishes)
    house.app.get('/api/read', { config: { scope: 'read' } }, async ({ learner }) => learner)
    house.app.post('/api/write', { config: { scope: 'write' } }, async ({ learner }) => learner)
    house.app.get('/admin/room', { config: { admin: true } }, async ({ learner }) => learner)
    house.app.get('/api/silent', async ({ learner }) => learner)
    const { access_token } = await house.ana()
    const make = (wish: object = {}, token = access_token) =>
      house.post('/api/auth/tokens', { ...WISH, ...wish }, bearer(token))
    return { ...house, access_token, make, write: (token: string) => house.post('/api/write', {}, bearer(token)) }
  }
  const WISH = { name: ' my script ', scopes: ['read'], expires_in_days: 30, current_password: ANA.password }

  test('are shown once, kept as a hash, listed and revoked at once', async () => {
    const { make, get, remove, db, now, access_token, noted } = await settled()
    const made = await make({ scopes: ['write', 'read', 'read'] })
    expect(made.statusCode).toBe(201)
    const { token, ...about } = made.json()
    expect(about).toEqual({
      id: about.id,
      name: 'my script',
      scopes: ['read', 'write'],
      created_at: now().toISOString(),
      expires_at: new Date(now().getTime() + 30 * DAY).toISOString(),
      last_used_on: null,
    })
    const stored = JSON.stringify(await db.selectFrom('personal_tokens').selectAll().execute())
    expect(stored).not.toContain(token.slice('lva_pat_'.length))
    expect((await get('/api/auth/tokens', access_token)).json()).toEqual({ tokens: [about] })
    expect((await get('/api/read', token)).json()).toMatchObject({ signInId: about.id, role: 'user' })
    await expect
      .poll(async () => (await get('/api/auth/tokens', access_token)).json().tokens[0].last_used_on)
      .toBe('2026-03-01')

    expect((await remove(`/api/auth/tokens/${about.id}`, access_token)).statusCode).toBe(204)
    expect((await get('/api/read', token)).json()).toMatchObject({ code: 'sign-in-expired' })
    expect((await remove(`/api/auth/tokens/${about.id}`, access_token)).statusCode).toBe(404)
    expect((await get('/api/auth/tokens', access_token)).json()).toEqual({ tokens: [] })
    const [created, revoked] = [...(await noted('token-created')), ...(await noted('token-revoked'))]
    expect(created).toMatchObject({ details: '{"scopes":"read write","days":30}' })
    expect(revoked?.actor).toBe(created?.actor)
    expect(JSON.stringify([created, revoked])).not.toContain('my script')
  })

  test('open what their scopes say and nothing that says nothing', async () => {
    const { make, get, write } = await settled()
    const reader = (await make()).json().token
    const writer = (await make({ scopes: ['write'] })).json().token
    expect((await get('/api/read', reader)).statusCode).toBe(200)
    expect((await write(writer)).statusCode).toBe(200)
    for (const refused of [
      await write(reader),
      await get('/api/read', writer),
      await get('/api/silent', reader),
      await get('/api/silent', writer),
      await get('/admin/room', reader),
    ])
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'scope-missing'])
  })

  test('never open the account, its sign-ins, its tokens or its password', async () => {
    const house = await settled()
    await house.accounts.setRole(ANA.email, 'admin')
    const { id, token } = (await house.make({ scopes: ['read', 'write', 'admin'] })).json()
    const closed = house.app.routes.filter(({ open, url }) => !open && /^\/api\/(auth|user)\//.test(url))
    expect(closed.length).toBeGreaterThanOrEqual(8)
    for (const { method, url } of closed) {
      const payload = { ...WISH, email: 'eve@example.com', new_password: 'Another123' }
      const answer = await house.app.inject({
        method: method as 'GET',
        url: url.replace(':id', id),
        headers: bearer(token),
        ...(method === 'GET' || method === 'HEAD' ? {} : { payload }),
      })
      expect(answer.statusCode, `${method} ${url}`).toBe(403)
    }
    expect((await house.post('/api/auth/logout', {}, bearer(token))).statusCode).toBe(401)
    expect((await house.post('/api/auth/logout', { refresh_token: token })).statusCode).toBe(401)
    expect((await house.post('/api/auth/refresh', { refresh_token: token })).statusCode).toBe(401)
    expect((await house.get('/api/read', token)).statusCode).toBe(200)
  })

  test('administer only with the scope, and only while their owner is an administrator', async () => {
    const { make, get, accounts, access_token } = await settled()
    const wish = { scopes: ['read', 'admin'] }
    expect((await make(wish)).json()).toMatchObject({ code: 'forbidden' })
    await accounts.setRole(ANA.email, 'admin')
    const { token } = (await make(wish)).json()
    const reader = (await make()).json().token
    expect((await get('/admin/room', token)).json()).toMatchObject({ role: 'admin' })
    expect((await get('/admin/room', access_token)).statusCode).toBe(200)
    expect((await get('/admin/room', reader)).json()).toMatchObject({ code: 'scope-missing' })
    // Elsewhere even an administrator's token is an ordinary learner's.
    expect((await get('/api/read', token)).json()).toMatchObject({ role: 'user' })
    await accounts.setRole(ANA.email, 'user')
    expect((await get('/admin/room', token)).statusCode).toBe(403)
    expect((await get('/api/read', token)).statusCode).toBe(200)
  })

  test('run out in their time, and stay in the list for a while after', async () => {
    const { make, get, pass, signIn, accounts, db } = await settled()
    const { token } = (await make({ expires_in_days: 1 })).json()
    pass(DAY - 1)
    expect((await get('/api/read', token)).statusCode).toBe(200)
    pass(1)
    expect((await get('/api/read', token)).json()).toMatchObject({ code: 'sign-in-expired' })
    const listed = async () =>
      (await get('/api/auth/tokens', (await signIn()).json().access_token)).json().tokens.length
    expect(await listed()).toBe(1)
    pass(30 * DAY)
    expect(await listed()).toBe(0)
    await accounts.sweep()
    expect(await db.selectFrom('personal_tokens').selectAll().execute()).toEqual([])
  })

  test('are wished for within bounds', async () => {
    const { make } = await settled()
    for (const wish of [
      { name: ' ' },
      { name: 'x'.repeat(81) },
      { name: 'a\0b' },
      { scopes: [] },
      { scopes: ['everything'] },
      { scopes: 'read' },
      { expires_in_days: 0 },
      { expires_in_days: 366 },
      { expires_in_days: null },
      { expires_in_days: 1.5 },
      { current_password: undefined },
    ])
      expect((await make(wish)).statusCode, JSON.stringify(wish)).toBe(422)
    expect((await make({ expires_in_days: 365 })).statusCode).toBe(201)
  })

  test('are twenty at most, however many are asked for at once', async () => {
    const { make, access_token, get } = await settled()
    for (let i = 0; i < 18; i++) expect((await make()).statusCode).toBe(201)
    // No more than five: a password that is being checked counts as wrong until it was right.
    const answers = await Promise.all(Array.from({ length: 5 }, () => make()))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 409, 409, 409])
    const refused = await make()
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'too-many-tokens'])
    expect((await get('/api/auth/tokens', access_token)).json().tokens).toHaveLength(20)
  })

  test('cannot be made with a password that is changed meanwhile', async () => {
    const { make, db, whileChecking, access_token, get } = await settled()
    whileChecking(async () => {
      await db.updateTable('users').set({ password_hash: 'another' }).execute()
    })
    const refused = await make()
    expect([refused.statusCode, refused.json().code]).toEqual([400, 'wrong-current-password'])
    expect((await get('/api/auth/tokens', access_token)).json().tokens).toEqual([])
  })

  test('cannot be made with a stolen access token alone', async () => {
    const { make } = await settled()
    for (let i = 0; i < 5; i++)
      expect((await make({ current_password: 'Wrong1234' })).json()).toMatchObject({ code: 'wrong-current-password' })
    expect((await make()).statusCode).toBe(423)
  })

  test('are nobody else’s to see or revoke', async () => {
    const { make, get, remove, register, signIn } = await settled()
    const { id, token } = (await make()).json()
    await register({ ...ANA, email: 'eve@example.com' })
    const eve = (await signIn({ ...ANA, email: 'eve@example.com' })).json().access_token
    expect((await get('/api/auth/tokens', eve)).json()).toEqual({ tokens: [] })
    expect((await remove(`/api/auth/tokens/${id}`, eve)).statusCode).toBe(404)
    expect((await get('/api/read', token)).statusCode).toBe(200)
  })

  test('end with another password and with a suspension', async () => {
    const { make, get, post, accounts, db, access_token, signIn } = await settled()
    const first = (await make()).json().token
    const change = { current_password: ANA.password, new_password: 'Another123' }
    expect((await post('/api/user/me/password', change, bearer(access_token))).statusCode).toBe(204)
    expect((await get('/api/read', first)).statusCode).toBe(401)

    const second = (await make({ current_password: 'Another123' })).json().token
    await db.updateTable('users').set({ status: 'suspended' }).execute()
    expect((await get('/api/read', second)).json()).toMatchObject({ code: 'account-suspended' })
    await accounts.activate(ANA.email)
    expect((await get('/api/read', second)).statusCode).toBe(200)
    await accounts.suspend(ANA.email)
    await accounts.activate(ANA.email)
    expect((await get('/api/read', second)).statusCode).toBe(401)

    const { access_token: again } = (await signIn({ ...ANA, password: 'Another123' })).json()
    const third = (await make({ current_password: 'Another123' }, again)).json().token
    await accounts.resetPassword(ANA.email)
    expect((await get('/api/read', third)).statusCode).toBe(401)
  })

  test('are known exactly or not at all', async () => {
    const { make, get, app } = await settled()
    const { token } = (await make()).json()
    for (const other of [
      token.toUpperCase(),
      `LVA_PAT_${token.slice(8)}`,
      `${token}x`,
      token.slice(0, -1),
      `lva_pat_${token}`,
      newSecret('lva_pat_'),
      "lva_pat_' or 1=1 --",
    ])
      expect((await get('/api/read', other)).statusCode, other).toBe(401)
    // Only where a token belongs.
    for (const headers of [
      { cookie: `lva_refresh=${token}` },
      { authorization: `Basic ${token}` },
      { 'x-admin-key': token },
    ])
      expect((await app.inject({ url: '/api/read', headers })).statusCode).toBe(401)
    expect((await app.inject({ url: `/api/read?token=${token}` })).statusCode).toBe(401)
  })

  test('share the budget of the person they belong to', async () => {
    const limits = { enabled: true, requestsPerMinute: 5, authRequestsPerMinute: 100 }
    const { make, get, access_token, pass } = await settled({ http: { rateLimits: limits } })
    const tokens = [(await make()).json().token, (await make()).json().token]
    for (const token of [...tokens, ...tokens, access_token])
      expect((await get('/api/read', token)).statusCode).toBe(200)
    expect((await get('/api/read', tokens[0])).statusCode).toBe(429)
    expect((await get('/api/read', access_token)).statusCode).toBe(429)
    pass(MINUTE)
    expect((await get('/api/read', tokens[1])).statusCode).toBe(200)
  })

  test('a route of the account that lets them in does not start', async () => {
    const house = await accountHouse(await fresh())
    for (const url of ['/api/auth/tokens2', '/api/user/me2', '/api/gdpr/export', '/API/auth/x'])
      expect(() => house.app.get(url, { config: { scope: 'read' } }, async () => 1), url).toThrow(
        'personal access token',
      )
  })
})
