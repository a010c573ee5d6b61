import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { ANA, accountHouse, bearer } from './test-house.ts'

onEveryEngine('one’s own account', (fresh) => {
  async function settled() {
    const house = await accountHouse(await fresh())
    const { access_token, refresh_token } = await house.ana()
    const change = (payload: object, token = access_token) =>
      house.app.inject({ method: 'PATCH', url: '/api/user/me', payload, headers: bearer(token) })
    const changePassword = (current_password: string, new_password: string) =>
      house.post('/api/user/me/password', { current_password, new_password }, bearer(access_token))
    return { ...house, access_token, refresh_token, change, changePassword }
  }

  test('name, time zone and language change, and the rest stays', async () => {
    const { change, get, access_token } = await settled()
    expect((await change({ full_name: ' Ana ', timezone: 'Europe/Lisbon', locale: 'pt-pt' })).statusCode).toBe(200)
    expect((await change({ full_name: null })).statusCode).toBe(200)
    expect((await get('/api/user/me', access_token)).json()).toMatchObject({
      full_name: null,
      timezone: 'Europe/Lisbon',
      locale: 'pt-PT',
      email: 'Ana@Example.com',
    })
    for (const bad of [
      { timezone: 'Mars/Olympus' },
      { locale: '!' },
      { settings: { speech_rate: 9 } },
      { email: 'x' },
    ]) {
      expect((await change(bad)).statusCode).toBe(422)
    }
    expect((await change({})).json()).toMatchObject({ timezone: 'Europe/Lisbon' })
  })

  test('choices made at the same time on two devices are both kept', async () => {
    const { change, get, access_token } = await settled()
    const choices = [
      { theme: 'dark' },
      { voice: 'Joana' },
      { speech_rate: 1.5 },
      { speak_replies: true },
      { coached: true },
    ]
    await Promise.all(choices.map((settings) => change({ settings })))
    expect((await get('/api/user/me', access_token)).json().settings).toMatchObject({
      theme: 'dark',
      voice: 'Joana',
      speech_rate: 1.5,
      speak_replies: true,
      coached: true,
      browser_recogniser: 'ask',
    })
  })

  test('another e-mail address needs the password and must be free', async () => {
    const { change, register, signIn } = await settled()
    await register({ ...ANA, email: 'taken@example.com' })
    const current_password = ANA.password
    expect((await change({ email: 'new@example.com' })).json()).toMatchObject({ code: 'wrong-current-password' })
    const wrong = await change({ email: 'new@example.com', current_password: 'Wrong1234' })
    expect([wrong.statusCode, wrong.json().detail]).toEqual([400, 'Current password is incorrect'])
    const taken = await change({ email: 'TAKEN@example.com', current_password })
    expect([taken.statusCode, taken.json().detail]).toEqual([400, 'Email already in use'])
    expect((await signIn()).statusCode).toBe(200)

    expect((await change({ email: 'ANA@example.com', full_name: 'Ana' })).json()).toMatchObject({
      email: 'ANA@example.com',
    })
    expect((await change({ email: 'new@example.com', current_password })).json()).toMatchObject({
      email: 'new@example.com',
    })
    expect((await signIn()).statusCode).toBe(401)
    expect((await signIn({ ...ANA, email: 'NEW@example.com' })).statusCode).toBe(200)
  })

  test('of two people who want one address at once one gets it', async () => {
    const { change, register, signIn, get, access_token } = await settled()
    await register({ ...ANA, email: 'bo@example.com' })
    const bo = (await signIn({ ...ANA, email: 'bo@example.com' })).json().access_token
    const wish = { email: 'wanted@example.com', current_password: ANA.password }
    const answers = await Promise.all([change(wish), change(wish, bo)])
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 400])
    const emails = await Promise.all([get('/api/user/me', access_token), get('/api/user/me', bo)])
    expect(emails.filter((answer) => answer.json().email === wish.email)).toHaveLength(1)
  })

  test('another password ends every other sign-in and keeps this one', async () => {
    const { changePassword, signIn, get, post, access_token, refresh_token } = await settled()
    const elsewhere = (await signIn()).json()
    const wrong = await changePassword('Wrong1234', 'Another123')
    expect([wrong.statusCode, wrong.json().detail]).toEqual([400, 'Current password is incorrect'])
    expect((await changePassword(ANA.password, 'short')).statusCode).toBe(422)
    const common = await changePassword(ANA.password, 'Qwerty123')
    expect(common.json().detail[0]).toMatchObject({ loc: ['body', 'new_password'] })
    expect((await get('/api/user/me', elsewhere.access_token)).statusCode).toBe(200)

    expect((await changePassword(ANA.password, 'Another123')).statusCode).toBe(204)
    expect((await get('/api/user/me', elsewhere.access_token)).statusCode).toBe(401)
    expect((await post('/api/auth/refresh', { refresh_token: elsewhere.refresh_token })).statusCode).toBe(401)
    expect((await get('/api/user/me', access_token)).statusCode).toBe(200)
    expect((await post('/api/auth/refresh', { refresh_token })).statusCode).toBe(200)
    expect((await signIn()).statusCode).toBe(401)
    expect((await signIn({ ...ANA, password: 'Another123' })).statusCode).toBe(200)
  })
})
