import { SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { argon2, NOBODYS_HASH } from './passwords.ts'
import { ANA, accountHouse, bearer, DAY, from, HOUR, MINUTE } from './test-house.ts'

onEveryEngine('signing up and in', (fresh) => {
  test('a new learner signs up, signs in and is known', async () => {
    const { register, signIn, get, now } = await accountHouse(await fresh())
    const signedUp = await register(
      { ...ANA, full_name: ' Ana Lima ' },
      { 'accept-language': 'xx-!, pt-pt;q=.8, de;q=.5' },
    )
    expect(signedUp.statusCode).toBe(201)
    expect(signedUp.json()).toMatchObject({
      email: 'Ana@Example.com',
      full_name: 'Ana Lima',
      role: 'user',
      status: 'active',
      timezone: 'UTC',
      locale: 'pt-PT',
      created_at: now().toISOString(),
      last_login: null,
    })
    const token = (await signIn({ username: 'ana@example.COM', password: ANA.password })).json()
    expect(token).toMatchObject({ token_type: 'bearer', expires_in: 900 })
    const me = await get('/api/user/me', token.access_token)
    expect(me.json()).toMatchObject({ id: signedUp.json().id, last_login: now().toISOString() })
    expect(me.body + signedUp.body).not.toContain('argon2')
  })

  test('an address belongs to one account, however it is spelt and however many ask at once', async () => {
    const { register, db } = await accountHouse(await fresh())
    const spellings = ['bo@example.com', 'BO@example.com', 'bo@EXAMPLE.com', 'Bo@Example.Com']
    const answers = await Promise.all(spellings.map((email) => register({ ...ANA, email })))
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 400, 400, 400])
    const refused = answers.find((answer) => answer.statusCode === 400)?.json()
    expect(refused).toMatchObject({ detail: 'Email already registered', code: 'email-taken' })
    expect(await db.selectFrom('users').select('id').execute()).toHaveLength(1)
  })

  test('a weak password is refused with every rule it breaks, and is not repeated', async () => {
    const { register } = await accountHouse(await fresh())
    const weak = await register({ ...ANA, password: '#!' })
    expect(weak.statusCode).toBe(422)
    for (const rule of ['at least 8 characters', 'uppercase letter', 'lowercase letter', 'digit']) {
      expect(weak.body).toContain(rule)
    }
    expect(weak.body).not.toContain('#!')
    const common = await register({ ...ANA, password: 'PassWord1' })
    expect(common.statusCode).toBe(422)
    expect(common.json().detail).toEqual([
      { loc: ['body', 'password'], msg: expect.stringContaining('most common'), type: 'value_error' },
    ])
    expect((await register()).statusCode).toBe(201)
  })

  test('a form signs in as well, even one that calls itself JSON', async () => {
    const { register, post } = await accountHouse(await fresh())
    await register()
    const form = 'grant_type=password&username=ana%40example.com&password=Test1234!'
    for (const type of ['application/x-www-form-urlencoded', 'application/json']) {
      for (const url of ['/api/auth/login', '/api/auth/login/json']) {
        expect((await post(url, form, { 'content-type': type })).statusCode).toBe(200)
      }
    }
    expect((await post('/api/auth/login', { email: ANA.email, password: '' })).statusCode).toBe(422)
    expect((await post('/api/auth/login', { password: 'x' })).statusCode).toBe(422)
    expect((await post('/api/auth/login', { username: ' ', email: '', password: 'x' })).statusCode).toBe(422)
  })

  test('an unknown address and a wrong password are the same answer after the same work', async () => {
    const { register, signIn, checked } = await accountHouse(await fresh(), { passwords: argon2 })
    await register()
    const wrong = await signIn({ ...ANA, password: 'Wrong1234' })
    const unknown = await signIn({ email: 'nobody@example.com', password: 'Wrong1234' })
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401])
    expect(wrong.headers['www-authenticate']).toBe('Bearer')
    expect({ ...unknown.json(), request_id: '' }).toEqual({ ...wrong.json(), request_id: '' })
    expect(wrong.json().detail).toBe('Invalid email or password')
    expect(checked).toHaveLength(2)
    expect(checked[1]).toBe(NOBODYS_HASH)
    const cost = (hashed = '') => hashed.split('$').slice(1, 4)
    expect(cost(checked[1])).toEqual(cost(checked[0]))
  })

  test('the same characters typed another way are the same password', async () => {
    const { register, signIn } = await accountHouse(await fresh())
    const spellings = ['Cafe\u0301 12345', 'Caf\u00e9 12345']
    for (const [n, password] of spellings.entries()) {
      const email = `p${n}@example.com`
      await register({ email, password })
      for (const typed of spellings) expect((await signIn({ email, password: typed })).statusCode).toBe(200)
    }
  })

  test('only an access token of ours, in its time, opens the door', async () => {
    const { ana, get, pass, accounts, now } = await accountHouse(await fresh())
    const { access_token, refresh_token } = await ana()
    const { userId, signInId } = await accounts.authenticate(access_token, null)
    const at = now().getTime() / 1000
    const claims = { sid: signInId, sub: userId, jti: 'x', iat: at, exp: at + 900, type: 'access' }
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('x'.repeat(32)))
    const otherKind = await new SignJWT({ ...claims, type: 'refresh' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from('an access secret of thirty-two characters'))
    const [head, , signature] = access_token.split('.')
    const tampered = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
    for (const token of [
      refresh_token,
      forged,
      otherKind,
      tampered,
      new UnsecuredJWT(claims).encode(),
      'x',
      `${access_token}x`,
    ]) {
      const answer = await get('/api/user/me', token)
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'sign-in-required'])
    }
    expect((await get('/api/user/me', access_token)).statusCode).toBe(200)
    pass(15 * MINUTE)
    expect((await get('/api/user/me', access_token)).json()).toMatchObject({ code: 'sign-in-expired' })
  })

  test('a learner sees where he is signed in and ends one of them at once', async () => {
    const house = await accountHouse(await fresh())
    const here = await house.ana()
    house.pass(MINUTE)
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
    const there = (await house.signIn(ANA, { ...from('198.51.100.7'), 'user-agent': firefox })).json()
    const { sessions } = (await house.get('/api/auth/sessions', here.access_token)).json()
    expect(sessions).toMatchObject([
      { device: 'Firefox on Linux', address: '198.51.100.7', current: false },
      { address: '192.0.2.1', current: true },
    ])

    await house.register({ ...ANA, email: 'eve@example.com' })
    const eve = (await house.signIn({ ...ANA, email: 'eve@example.com' })).json()
    const end = (token: string) =>
      house.app.inject({ method: 'DELETE', url: `/api/auth/sessions/${sessions[0].id}`, headers: bearer(token) })
    expect((await end(eve.access_token)).statusCode).toBe(404)
    expect((await house.get('/api/user/me', there.access_token)).statusCode).toBe(200)
    expect((await end(here.access_token)).statusCode).toBe(204)
    expect((await house.get('/api/user/me', there.access_token)).json().code).toBe('sign-in-expired')
    expect((await house.post('/api/auth/refresh', { refresh_token: there.refresh_token })).statusCode).toBe(401)
    expect((await end(here.access_token)).statusCode).toBe(404)
    expect((await house.get('/api/user/me', here.access_token)).statusCode).toBe(200)
  })

  test('signing out ends both tokens; one good token is enough for it', async () => {
    const house = await accountHouse(await fresh())
    const first = await house.ana()
    expect((await house.post('/api/auth/logout', '', bearer(first.access_token))).statusCode).toBe(204)
    expect((await house.get('/api/user/me', first.access_token)).statusCode).toBe(401)
    expect((await house.post('/api/auth/refresh', { refresh_token: first.refresh_token })).statusCode).toBe(401)

    const second = (await house.signIn()).json()
    house.pass(HOUR)
    const { refresh_token } = second
    expect((await house.post('/api/auth/logout', { refresh_token }, bearer(second.access_token))).statusCode).toBe(204)
    expect((await house.post('/api/auth/refresh', { refresh_token })).statusCode).toBe(401)
    expect((await house.post('/api/auth/logout', { refresh_token }, bearer(second.access_token))).statusCode).toBe(401)
    const third = (await house.signIn()).json()
    expect((await house.post('/api/auth/logout', { refresh_token: 'x' }, bearer(third.access_token))).statusCode).toBe(
      204,
    )
    expect((await house.post('/api/auth/logout', '', bearer(third.access_token))).statusCode).toBe(401)
    expect((await house.post('/api/auth/logout', {})).json().code).toBe('sign-in-required')
  })

  test('when somebody was last here is noted, once a minute at most', async () => {
    const house = await accountHouse(await fresh())
    const { access_token } = await house.ana()
    const lastSeen = async () =>
      (await house.db.selectFrom('sign_ins').select('last_seen_at').executeTakeFirstOrThrow()).last_seen_at
    house.pass(MINUTE)
    await house.get('/api/user/me', access_token)
    const seenAt = house.now().toISOString()
    await house.accounts.settled()
    expect(await lastSeen()).toBe(seenAt)
    house.pass(MINUTE - 1)
    await house.get('/api/user/me', access_token)
    // Writes of a row come in order: when this one is done, an earlier one would be seen.
    await house.db.updateTable('sign_ins').set({ device: 'my old phone' }).execute()
    expect(await lastSeen()).toBe(seenAt)
  })

  test('the operator suspends, lets in again, resets a password and makes an administrator', async () => {
    const house = await accountHouse(await fresh())
    const { access_token } = await house.ana()
    await house.accounts.suspend('ana@example.com')
    expect((await house.get('/api/user/me', access_token)).statusCode).toBe(401)
    expect((await house.signIn({ ...ANA, password: 'Wrong1234' })).statusCode).toBe(401)
    expect((await house.signIn()).json()).toMatchObject({ code: 'account-suspended' })
    expect((await house.signIn()).statusCode).toBe(403)

    const { id } = await house.accounts.activate('ANA@example.com')
    expect(await house.accounts.learner(id)).toMatchObject({ userId: id, timezone: 'UTC', locale: 'en' })
    const again = (await house.signIn()).json()
    await house.db.updateTable('users').set({ status: 'suspended' }).execute()
    expect((await house.get('/api/user/me', again.access_token)).statusCode).toBe(403)
    expect(await house.accounts.learner(id)).toBeNull()
    expect(await house.accounts.learner(newId())).toBeNull()
    await house.accounts.activate('ana@example.com')

    const { password } = await house.accounts.resetPassword('ana@example.com')
    expect((await house.get('/api/user/me', again.access_token)).statusCode).toBe(401)
    expect((await house.signIn()).statusCode).toBe(401)
    const token = (await house.signIn({ ...ANA, password })).json()
    await house.accounts.setRole('ana@example.com', 'admin')
    expect(await house.accounts.authenticate(token.access_token, null)).toMatchObject({ role: 'admin' })
    await expect(house.accounts.resetPassword('ana@example.com', 'short')).rejects.toMatchObject({
      code: 'validation-failed',
    })
    await expect(house.accounts.suspend('nobody@example.com')).rejects.toMatchObject({ code: 'not-found' })
    expect((await house.accounts.list()).map((user) => user.email)).toEqual(['Ana@Example.com'])
  })

  test('a sign-in that is not used ends by itself, and is forgotten long after', async () => {
    const house = await accountHouse(await fresh(), { settings: { accessMinutes: 2 * 1440, refreshDays: 1 } })
    const { refresh_token, access_token } = await house.ana()
    house.pass(DAY)
    expect((await house.post('/api/auth/refresh', { refresh_token })).statusCode).toBe(401)
    expect((await house.get('/api/user/me', access_token)).statusCode).toBe(401)
    house.pass(91 * DAY)
    await house.signIn()
    expect(await house.db.selectFrom('sign_ins').select('id').execute()).toHaveLength(1)
  })
})
