import { describe, expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import type { Mail } from '../providers/mail/mail.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { wordsOf } from './mail-wording.ts'
import { ANA, accountHouse, bearer, DAY, from, HOUR, MINUTE, secretIn } from './test-house.ts'

const FORGOTTEN = '/api/auth/password-reset'
const FINISH = '/api/auth/password-reset/finish'
const VERIFY = '/api/auth/email-verification/finish'
const ANOTHER = 'Another123'

describe('the words of a mail', () => {
  test('are plain text whose lines a person can read, and hold the link once', () => {
    for (const kind of ['verify-email', 'reset-password', 'email-changed', 'password-changed'] as const) {
      const link = 'https://learn.example.org/mailed/x#secret'
      const { subject, text } = wordsOf({ kind, link }, { home: 'https://learn.example.org' })
      expect(subject.length).toBeLessThan(60)
      expect(text.split(link)).toHaveLength(kind.includes('changed') ? 1 : 2)
      expect(text).not.toMatch(/[!<>]/)
    }
  })
})

onEveryEngine('a forgotten password', (fresh) => {
  async function forgotten(wishes: Parameters<typeof accountHouse>[1] = {}) {
    const house = await accountHouse(await fresh(), wishes)
    const token = await house.ana()
    await house.mailed()
    const ask = (email: unknown = ANA.email, headers: Record<string, string> = {}) =>
      house.post(FORGOTTEN, { email }, { ...from('192.0.2.1'), ...headers })
    const finish = (token: string, new_password = ANOTHER) => house.post(FINISH, { token, new_password })
    return { ...house, ...token, ask, finish }
  }

  test('is set anew by a link, once; it ends every sign-in and token, and the address is told', async () => {
    const house = await forgotten()
    const wish = { name: 'script', scopes: ['read'], expires_in_days: 30, current_password: ANA.password }
    await house.post('/api/auth/tokens', wish, bearer(house.access_token))
    expect((await house.ask()).statusCode).toBe(204)
    const [letter] = await house.mailed()
    expect(letter).toMatchObject({ to: 'Ana@Example.com', subject: 'Set another password' })
    const link = `https://learn.example.org/mailed/reset#${secretIn(letter!)}`
    expect(letter?.text).toContain(link)
    const stored = JSON.stringify([
      await house.db.selectFrom('mail_links').selectAll().execute(),
      await house.db.selectFrom('jobs').selectAll().execute(),
    ])
    expect(stored).not.toContain(secretIn(letter!))

    expect((await house.finish(secretIn(letter!))).statusCode).toBe(204)
    expect((await house.get('/api/user/me', house.access_token)).statusCode).toBe(401)
    expect((await house.post('/api/auth/refresh', { refresh_token: house.refresh_token })).statusCode).toBe(401)
    expect(await house.db.selectFrom('personal_tokens').selectAll().execute()).toEqual([])
    expect((await house.signIn()).statusCode).toBe(401)
    const again = await house.signIn({ ...ANA, password: ANOTHER })
    expect(again.statusCode).toBe(200)
    // Whoever opened the link reads this mail.
    expect((await house.get('/api/user/me', again.json().access_token)).json()).toMatchObject({ email_verified: true })
    expect(await house.mailed()).toMatchObject([{ to: 'Ana@Example.com', subject: 'Your password was changed' }])

    expect((await house.finish(secretIn(letter!), 'Third12345')).json()).toMatchObject({ code: 'link-invalid' })
    const actions = (await house.noted()).map(({ action, actor }) => `${action} by ${actor.replace(/-.*/, '')}`)
    expect(actions).toContain('password-reset-requested by nobody')
    expect(actions).toContain('password-reset by person')
  })

  test('of two uses of a link at once one wins', async () => {
    const { ask, finish, mailed, signIn } = await forgotten()
    await ask()
    const token = secretIn((await mailed())[0]!)
    const passwords = Array.from({ length: 6 }, (_, n) => `Another${n}23`)
    const answers = await Promise.all(passwords.map((password) => finish(token, password)))
    const won = answers.findIndex(({ statusCode }) => statusCode === 204)
    expect(answers.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1)
    expect(answers.filter(({ statusCode }) => statusCode === 400)).toHaveLength(5)
    expect((await signIn({ ...ANA, password: passwords[won] })).statusCode).toBe(200)
  })

  test('one link used ends the others; all are good for an hour', async () => {
    const { ask, finish, mailed, pass } = await forgotten()
    await ask()
    pass(30 * MINUTE)
    await ask()
    const [first, second] = await mailed()
    pass(HOUR - 1)
    expect((await finish(secretIn(first!))).statusCode).toBe(204)
    expect((await finish(secretIn(second!))).statusCode).toBe(400)
    await ask()
    const [third] = (await mailed()).filter(({ subject }) => subject.startsWith('Set'))
    pass(HOUR)
    expect((await finish(secretIn(third!))).json()).toMatchObject({ code: 'link-invalid' })
  })

  test('a weak password, a made-up link and one for something else change nothing', async () => {
    const { ask, finish, mailed, db, signIn, checked } = await forgotten()
    await ask()
    const token = secretIn((await mailed())[0]!)
    expect((await finish(token, 'short')).statusCode).toBe(422)
    expect((await finish(token, 'Qwerty123')).json().detail[0]).toMatchObject({ loc: ['body', 'new_password'] })
    for (const wrong of ['x', `${token}x`, token.toLowerCase(), "' or 1=1 --", 'é'.repeat(36)])
      expect((await finish(wrong)).json(), wrong).toMatchObject({ code: 'link-invalid' })
    expect((await finish('')).statusCode).toBe(422)
    const before = checked.length
    await db.updateTable('mail_links').set({ purpose: 'verify-email' }).execute()
    expect((await finish(token)).statusCode).toBe(400)
    expect(checked).toHaveLength(before)
    await db.updateTable('mail_links').set({ purpose: 'reset-password' }).execute()
    expect((await signIn()).statusCode).toBe(200)
    expect((await finish(token)).statusCode).toBe(204)
  })

  test('asking tells nobody whether there is an account', async () => {
    const { ask, mailed, db } = await forgotten()
    const known = await ask()
    const jobs = () => db.selectFrom('jobs').select(['kind', 'payload']).execute()
    const [first] = await jobs()
    const unknown = await ask('nobody@example.com')
    const second = (await jobs()).find(({ payload }) => payload !== first?.payload)
    // The same work is left behind, and the account is looked up when nobody waits for it.
    expect(second?.kind).toBe(first?.kind)
    const headers = ({ headers: all }: typeof known) => {
      const { 'x-request-id': _id, 'x-response-time': _time, date: _date, ...rest } = all
      return rest
    }
    expect([unknown.statusCode, unknown.body, headers(unknown)]).toEqual([known.statusCode, known.body, headers(known)])
    expect(await mailed()).toHaveLength(1)
  })

  test('a mail goes to the address of the account, however the request spells or decorates it', async () => {
    const { ask, mailed, register, post } = await forgotten()
    await ask('ANA@EXAMPLE.COM')
    expect(await mailed()).toMatchObject([{ to: 'Ana@Example.com' }])
    for (const email of [
      'ana@example.com\r\nBcc: eve@evil.example',
      'ana@example.com\nSubject: x',
      'ana@example.com,eve@evil.example',
      'ana@example.com eve@evil.example',
      '"ana@example.com" <eve@evil.example>',
      'eve@evil.example, ana@example.com',
      'ana@example.com\0eve@evil.example',
      // Letters that look or fold like others: K (Kelvin), full width, dotless i, Cyrillic a.
      'an\u0430@example.com',
      'ana@example.\u0441om',
      '\uff41na@example.com',
      'm\u0131ke@example.com',
      ['ana@example.com', 'eve@evil.example'],
      { address: 'ana@example.com' },
      `${'a'.repeat(250)}@example.com`,
    ])
      expect((await ask(email)).statusCode, JSON.stringify(email)).toBe(422)
    expect((await register({ ...ANA, email: '\uff41na@example.com' })).statusCode).toBe(422)
    expect((await register({ ...ANA, email: 'x@example.com\r\nBcc: y@example.com' })).statusCode).toBe(422)
    expect((await post(FORGOTTEN, {})).statusCode).toBe(422)
    expect(await mailed()).toEqual([])
  })

  test('the link leads to the configured address, whatever host the request names', async () => {
    const { ask, mailed } = await forgotten()
    await ask(ANA.email, { host: 'evil.example', 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' })
    const [letter] = await mailed()
    expect(letter?.text).toContain('https://learn.example.org/mailed/reset#')
    expect(letter?.text).not.toContain('evil')
  })

  test('nobody fills a mailbox: three an hour to one address, ten from one network, accounts or not', async () => {
    const { ask, mailed, pass } = await forgotten()
    for (const email of [ANA.email, 'nobody@example.com'])
      for (let i = 0; i < 5; i++) {
        const answer = await ask(email, from(`198.51.${i}.1`))
        expect([answer.statusCode, answer.headers['retry-after']]).toEqual(i < 3 ? [204, undefined] : [429, '3600'])
      }
    expect(await mailed()).toHaveLength(3)
    for (let i = 0; i < 12; i++)
      expect((await ask(`somebody-${i}@example.com`, from(`203.0.113.${i}`))).statusCode).toBe(i < 10 ? 204 : 429)
    pass(HOUR)
    expect((await ask(ANA.email, from('203.0.113.1'))).statusCode).toBe(204)
    expect(await mailed()).toHaveLength(1)
  })

  test('ends the waiting for wrong passwords', async () => {
    const { ask, finish, mailed, signIn } = await forgotten()
    for (let i = 0; i < 5; i++) await signIn({ ...ANA, password: 'Wrong1234' })
    expect((await signIn()).statusCode).toBe(423)
    await ask()
    await finish(secretIn((await mailed())[0]!))
    expect((await signIn({ ...ANA, password: ANOTHER })).statusCode).toBe(200)
  })

  test('a suspended account gets no mail and stays shut', async () => {
    const { ask, finish, mailed, signIn, accounts } = await forgotten()
    await ask()
    const token = secretIn((await mailed())[0]!)
    await accounts.suspend(ANA.email)
    await ask()
    expect(await mailed()).toEqual([])
    expect((await finish(token)).json()).toMatchObject({ code: 'link-invalid' })
    expect((await signIn()).statusCode).toBe(403)
  })

  test('where no mail is sent it says so, and nothing waits to be sent', async () => {
    const { ask, post, access_token, db, accounts } = await forgotten({ mail: null })
    for (const answer of [
      await ask(),
      await ask('nobody@example.com'),
      await post('/api/auth/email-verification', {}, bearer(access_token)),
    ])
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'mail-off'])
    expect(await db.selectFrom('jobs').selectAll().execute()).toEqual([])
    expect(accounts.mailState()).toBe('off')
  })

  test('a mail server that is away is tried again; one that refuses for good is not', async () => {
    const failures: ProviderError[] = [
      new ProviderError('smtp', 'unavailable'),
      new ProviderError('smtp', 'refused', { detail: 'no such mailbox' }),
    ]
    const sent: string[] = []
    const moody: Mail = {
      name: 'moody',
      async send({ text }) {
        const failure = failures.shift()
        if (failure) throw failure
        sent.push(text)
      },
      async probe() {},
    }
    const house = await accountHouse(await fresh(), { mail: moody })
    await house.register()
    await house.mailed()
    expect(house.accounts.mailState()).toBe('failing')
    house.pass(MINUTE)
    await house.mailed()
    expect(house.accounts.mailState()).toBe('up')
    expect(await house.db.selectFrom('jobs').selectAll().execute()).toEqual([])
    await house.post(FORGOTTEN, { email: ANA.email })
    await house.mailed()
    expect(sent).toHaveLength(1)
  })
})

onEveryEngine('an address that is verified', (fresh) => {
  async function signedUp() {
    const house = await accountHouse(await fresh())
    const { access_token } = await house.ana()
    const verify = (token: string) => house.post(VERIFY, { token })
    const verified = async () => (await house.get('/api/user/me', access_token)).json().email_verified
    const change = (payload: object) =>
      house.app.inject({ method: 'PATCH', url: '/api/user/me', payload, headers: bearer(access_token) })
    return { ...house, access_token, verify, verified, change }
  }

  test('is asked for a sign at sign-up, and is verified by the link, without a sign-in', async () => {
    const { mailed, verify, verified, noted } = await signedUp()
    expect(await verified()).toBe(false)
    const [letter] = await mailed()
    expect(letter).toMatchObject({ to: 'Ana@Example.com', subject: 'Is this your address?' })
    expect(letter?.text).toContain('https://learn.example.org/mailed/verify#')
    expect((await verify(secretIn(letter!))).statusCode).toBe(204)
    expect(await verified()).toBe(true)
    expect((await verify(secretIn(letter!))).json()).toMatchObject({ code: 'link-invalid' })
    expect(await noted('email-verified')).toHaveLength(1)
  })

  test('is asked for again on demand, until it is verified', async () => {
    const { mailed, post, access_token, verify, pass, verified } = await signedUp()
    const again = () => post('/api/auth/email-verification', {}, bearer(access_token))
    const [first] = await mailed()
    expect((await again()).statusCode).toBe(204)
    const [second] = await mailed()
    expect(secretIn(second!)).not.toBe(secretIn(first!))
    expect((await verify(secretIn(second!))).statusCode).toBe(204)
    expect((await verify(secretIn(first!))).statusCode).toBe(400)
    expect((await again()).statusCode).toBe(204)
    expect(await mailed()).toEqual([])
    expect((await again()).statusCode).toBe(204)
    expect((await again()).statusCode).toBe(429)
    pass(DAY)
    expect(await verified()).toBeUndefined()
  })

  test('a link that is a day old verifies nothing', async () => {
    const { mailed, verify, pass, db, accounts } = await signedUp()
    const [letter] = await mailed()
    pass(DAY)
    expect((await verify(secretIn(letter!))).statusCode).toBe(400)
    await accounts.sweep()
    expect(await db.selectFrom('mail_links').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('mail_requests').selectAll().execute()).toEqual([])
  })

  test('another address is unverified, the old one is told, and links sent there are dead', async () => {
    const { mailed, verify, verified, change, post, noted, signIn } = await signedUp()
    await verify(secretIn((await mailed())[0]!))
    await post(FORGOTTEN, { email: ANA.email })
    const [reset] = await mailed()
    const moved = await change({ email: 'ana@new.example', current_password: ANA.password })
    expect(moved.json()).toMatchObject({ email: 'ana@new.example', email_verified: false })
    const letters = await mailed()
    expect(letters.map(({ to, subject }) => `${to}: ${subject}`).sort()).toEqual([
      'Ana@Example.com: Your account has another address now',
      'ana@new.example: Is this your address?',
    ])
    expect(letters.find(({ to }) => to === 'Ana@Example.com')?.text).not.toContain('new.example')
    const dead = await post(FINISH, { token: secretIn(reset!), new_password: ANOTHER })
    expect(dead.json()).toMatchObject({ code: 'link-invalid' })
    await verify(secretIn(letters.find(({ to }) => to === 'ana@new.example')!))
    expect(await verified()).toBe(true)
    expect(await noted('email-changed')).toHaveLength(1)

    // The same mailbox in another spelling needs no new sign.
    expect((await change({ email: 'ANA@new.example', current_password: ANA.password })).json()).toMatchObject({
      email_verified: true,
    })
    expect(await mailed()).toEqual([])
    expect((await signIn({ ...ANA, email: 'ana@new.example' })).statusCode).toBe(200)
  })

  test('a link made for the old address while it changed is good for nothing', async () => {
    const { mailed, post, verify, verified, change, db } = await signedUp()
    await post(FORGOTTEN, { email: ANA.email })
    const letters = await mailed()
    const links = await db.selectFrom('mail_links').selectAll().execute()
    await change({ email: 'ana@new.example', current_password: ANA.password })
    await db.insertInto('mail_links').values(links).execute()
    for (const letter of letters) {
      const token = secretIn(letter)
      expect((await verify(token)).statusCode).toBe(400)
      expect((await post(FINISH, { token, new_password: ANOTHER })).statusCode).toBe(400)
    }
    expect(await verified()).toBe(false)
  })

  test('a link that was under way when the address changed verifies nothing', async () => {
    const { mailed, verify, verified, change } = await signedUp()
    const [old] = await mailed()
    await change({ email: 'ana@new.example', current_password: ANA.password })
    expect((await verify(secretIn(old!))).statusCode).toBe(400)
    expect(await verified()).toBe(false)
  })
})
