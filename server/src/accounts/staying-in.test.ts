import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { ANA, accountHouse, bearer, DAY, from } from './test-house.ts'

const WEB = { 'x-client': 'web' }
const OWN = { origin: 'https://learn.example.org' }

onEveryEngine('staying in', (fresh) => {
  test('a refresh token gives new tokens, once', async () => {
    const house = await accountHouse(await fresh())
    const first = await house.ana()
    house.pass(6 * DAY)
    const second = await house.post('/api/auth/refresh', { refresh_token: first.refresh_token })
    expect(second.statusCode).toBe(200)
    expect(second.json()).toMatchObject({ token_type: 'bearer', expires_in: 900 })
    expect(second.json().refresh_token).not.toBe(first.refresh_token)
    expect((await house.get('/api/user/me', second.json().access_token)).statusCode).toBe(200)
    house.pass(6 * DAY)
    expect((await house.post('/api/auth/refresh', { refresh_token: second.json().refresh_token })).statusCode).toBe(200)
  })

  test('a copied refresh token ends the whole sign-in when it is used again, and no other one', async () => {
    const house = await accountHouse(await fresh())
    const stolen = await house.ana()
    const elsewhere = (await house.signIn()).json()
    const thief = (await house.post('/api/auth/refresh', { refresh_token: stolen.refresh_token })).json()
    expect((await house.post('/api/auth/refresh', { refresh_token: stolen.refresh_token })).statusCode).toBe(401)
    expect((await house.post('/api/auth/refresh', { refresh_token: thief.refresh_token })).statusCode).toBe(401)
    expect((await house.get('/api/user/me', thief.access_token)).json().code).toBe('sign-in-expired')
    expect((await house.get('/api/user/me', elsewhere.access_token)).statusCode).toBe(200)
  })

  test('of ten uses of one refresh token at once exactly one wins', async () => {
    const house = await accountHouse(await fresh())
    const { refresh_token } = await house.ana()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => house.post('/api/auth/refresh', { refresh_token })),
    )
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(9)
  })

  test('nothing, garbage and an access token refresh nothing', async () => {
    const house = await accountHouse(await fresh())
    const { access_token } = await house.ana()
    expect((await house.post('/api/auth/refresh', '')).statusCode).toBe(422)
    expect((await house.post('/api/auth/refresh', { refresh_token: '' })).statusCode).toBe(422)
    expect((await house.post('/api/auth/refresh', { refresh_token: 'garbage' })).statusCode).toBe(401)
    expect((await house.post('/api/auth/refresh', { refresh_token: access_token })).statusCode).toBe(401)
    expect((await house.get('/api/user/me', access_token)).statusCode).toBe(200)
  })

  test('the web app keeps its refresh token where no script reads it', async () => {
    const house = await accountHouse(await fresh())
    await house.register()
    const signedIn = await house.signIn(ANA, { ...WEB, host: 'learn.example.org' })
    expect(signedIn.json().refresh_token).toBe('')
    const [cookie] = signedIn.cookies
    expect(cookie).toMatchObject({
      name: 'lva_refresh',
      path: '/api/auth',
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
      maxAge: 7 * 86_400,
    })

    const first = { cookie: `other=1; lva_refresh=${cookie!.value}` }
    const strangers: Record<string, string>[] = [{}, { origin: 'https://evil.example' }, { origin: 'null' }]
    for (const stranger of strangers) {
      const refused = await house.post('/api/auth/refresh', '', { ...first, ...WEB, ...stranger })
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'origin-refused'])
      expect((await house.post('/api/auth/logout', '', { ...first, ...stranger })).statusCode).toBe(403)
    }
    const refreshed = await house.post('/api/auth/refresh', '', { ...first, ...WEB, ...OWN })
    expect(refreshed.statusCode).toBe(200)
    expect(refreshed.json().refresh_token).toBe('')
    const second = { cookie: `lva_refresh=${refreshed.cookies[0]!.value}` }
    expect(second.cookie).not.toContain(cookie!.value)

    const out = await house.post('/api/auth/logout', '', {
      ...second,
      ...OWN,
      ...bearer(refreshed.json().access_token),
    })
    expect(out.statusCode).toBe(204)
    expect(out.cookies[0]).toMatchObject({ name: 'lva_refresh', value: '', maxAge: 0, path: '/api/auth' })
    const after = await house.post('/api/auth/refresh', '', { ...second, ...WEB, ...OWN })
    expect(after.statusCode).toBe(401)
    expect(after.cookies[0]).toMatchObject({ value: '', maxAge: 0 })
    expect((await house.get('/api/user/me', refreshed.json().access_token)).statusCode).toBe(401)
  })

  test('at home without https the cookie still comes back, and a page of the same host is ours', async () => {
    const house = await accountHouse(await fresh(), { http: { publicUrl: null } })
    await house.register()
    const signedIn = await house.signIn(ANA, { ...WEB, host: '192.168.1.20:8000' })
    expect(signedIn.cookies[0]!.secure).toBeUndefined()
    const cookie = `lva_refresh=${signedIn.cookies[0]!.value}`
    const home = { cookie, host: '192.168.1.20:8000', origin: 'http://192.168.1.20:8000' }
    expect((await house.post('/api/auth/refresh', '', home)).statusCode).toBe(200)
  })

  test('refreshing is counted per sign-in, a refused token for its address', async () => {
    const limits = { enabled: true, requestsPerMinute: 100, authRequestsPerMinute: 3 }
    const house = await accountHouse(await fresh(), { http: { rateLimits: limits } })
    const mine = await house.ana()
    const other = (await house.signIn(ANA, from('203.0.113.9'))).json()
    let { refresh_token } = mine
    const here = from('192.0.2.1')
    for (let i = 0; i < 3; i++) {
      const answer = await house.post('/api/auth/refresh', { refresh_token }, here)
      expect(answer.statusCode).toBe(200)
      refresh_token = answer.json().refresh_token
    }
    expect((await house.post('/api/auth/refresh', { refresh_token }, here)).statusCode).toBe(429)
    expect((await house.post('/api/auth/refresh', { refresh_token: other.refresh_token }, here)).statusCode).toBe(200)
    const garbage = () => house.post('/api/auth/refresh', { refresh_token: 'x' }, from('203.0.113.77'))
    expect([(await garbage()).statusCode, (await garbage()).statusCode, (await garbage()).statusCode]).toEqual([
      401, 401, 401,
    ])
    expect((await garbage()).statusCode).toBe(429)
  })

  test('what is no wish to refresh at all is counted for its address too', async () => {
    const limits = { enabled: true, requestsPerMinute: 100, authRequestsPerMinute: 3 }
    const house = await accountHouse(await fresh(), { http: { rateLimits: limits } })
    const foreign = { cookie: 'lva_refresh=x', origin: 'https://evil.example' }
    const refused: Array<[string, object | string, Record<string, string>]> = [
      ['192.0.2.1', { refresh_token: 5 }, {}],
      ['192.0.2.2', '{"refresh_token', {}],
      ['192.0.2.3', {}, foreign],
    ]
    for (const [address, payload, headers] of refused) {
      const send = () => house.post('/api/auth/refresh', payload, { ...headers, ...from(address) })
      const left: unknown[] = []
      for (let i = 0; i < 3; i++) left.push((await send()).headers['x-ratelimit-remaining'])
      expect(left).toEqual(['2', '1', '0'])
      expect((await send()).statusCode).toBe(429)
    }
  })
})
