import { describe, expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { accountFailedAgain, accountWaitMs, placeFailedAgain, placeWaitMs } from './lockout.ts'
import { networkOf } from './network.ts'
import { ANA, accountHouse, bearer, from, HOUR, MINUTE } from './test-house.ts'

const WRONG = { ...ANA, password: 'Wrong1234' }

describe('the rules of locking out', () => {
  const start = new Date('2026-03-01T10:00:00Z')
  const later = (ms: number) => new Date(start.getTime() + ms)
  const none = { failures: 0, startedAt: start, lastAt: start }

  test('a network is shut out for 15 minutes after its fifth failure', () => {
    let place = none
    for (let i = 0; i < 5; i++) {
      expect(placeWaitMs(place, start)).toBe(0)
      place = placeFailedAgain(place, start)
    }
    expect(placeWaitMs(place, later(MINUTE))).toBe(14 * MINUTE)
    expect(placeWaitMs(place, later(15 * MINUTE))).toBe(0)
    expect(placeFailedAgain(place, later(15 * MINUTE)).failures).toBe(1)
    expect(placeFailedAgain(place, later(15 * MINUTE - 1)).failures).toBe(6)
  })

  test('an account slows down from its twentieth failure in an hour, ever more, until the hour is over', () => {
    let account = none
    for (let i = 0; i < 20; i++) {
      expect(accountWaitMs(account, start)).toBe(0)
      account = accountFailedAgain(account, start)
    }
    const waits = [0, 1, 2, 3, 9, 10, 40].map((more) => accountWaitMs({ ...account, failures: 20 + more }, start))
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 512_000, 900_000, 900_000])
    expect(accountWaitMs({ ...account, failures: 60, lastAt: later(HOUR - 1) }, later(HOUR))).toBe(0)
    expect(accountFailedAgain(account, later(HOUR))).toEqual({
      failures: 1,
      startedAt: later(HOUR),
      lastAt: later(HOUR),
    })
  })

  test('a household is one network', () => {
    expect(networkOf('192.0.2.77')).toBe('192.0.2.0/24')
    expect(networkOf('::ffff:192.0.2.5')).toBe('192.0.2.0/24')
    expect(networkOf('2001:db8:1:2::1')).toBe('2001:db8:1:2::/64')
    expect(networkOf('2001:0DB8:0001:0002:ffff:1:2:3')).toBe('2001:db8:1:2::/64')
    expect(networkOf('2001:db8::5')).toBe('2001:db8:0:0::/64')
    expect(networkOf('::1')).toBe('0:0:0:0::/64')
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  })
})

onEveryEngine('locking out', (fresh) => {
  test('five wrong passwords are answered, the sixth try is locked out, even a right one', async () => {
    const house = await accountHouse(await fresh())
    await house.register()
    for (let i = 1; i <= 5; i++) expect((await house.signIn(WRONG, from(`192.0.2.${i}`))).statusCode).toBe(401)
    const checked = house.checked.length
    house.pass(10 * MINUTE)
    const locked = await house.signIn(ANA)
    expect(locked.statusCode).toBe(423)
    expect(locked.json()).toMatchObject({ code: 'locked-out', detail: expect.stringContaining('5 minutes') })
    expect(locked.headers['retry-after']).toBe('300')
    expect(house.checked).toHaveLength(checked)
    expect((await house.signIn(ANA, from('198.51.100.1'))).statusCode).toBe(200)
    house.pass(5 * MINUTE)
    expect((await house.signIn(ANA)).statusCode).toBe(200)
  })

  test('who gets a new password from the operator need not wait for the wrong ones', async () => {
    const house = await accountHouse(await fresh())
    await house.register()
    const other = { email: 'other@example.com', password: 'Wrong1234' }
    for (let i = 1; i <= 5; i++) {
      await house.signIn(WRONG)
      await house.signIn(other)
    }
    const { password } = await house.accounts.resetPassword('ana@example.com')
    expect((await house.signIn({ ...ANA, password })).statusCode).toBe(200)
    expect((await house.signIn(other)).statusCode).toBe(423)
  })

  test('an address without an account is locked out like any other', async () => {
    const house = await accountHouse(await fresh())
    const nobody = { email: 'nobody@example.com', password: 'Wrong1234' }
    for (let i = 0; i < 5; i++) expect((await house.signIn(nobody)).statusCode).toBe(401)
    expect((await house.signIn({ ...nobody, email: ' NOBODY@example.com ' })).statusCode).toBe(423)
    const rows = await house.db.selectFrom('sign_in_attempts').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/nobody|192\.0/)
  })

  test('a right password forgets the wrong ones before it', async () => {
    const house = await accountHouse(await fresh())
    await house.register()
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) expect((await house.signIn(WRONG)).statusCode).toBe(401)
      expect((await house.signIn()).statusCode).toBe(200)
    }
  })

  test('thirty guesses at once are five guesses', async () => {
    const house = await accountHouse(await fresh())
    await house.register()
    const answers = await Promise.all(Array.from({ length: 30 }, () => house.signIn(WRONG)))
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(5)
    expect(answers.filter((answer) => answer.statusCode === 423)).toHaveLength(25)
    expect(house.checked).toHaveLength(5)
  })

  test('ten right passwords at once are ten sign-ins', async () => {
    const house = await accountHouse(await fresh())
    await house.register()
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.signIn()))
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array(10).fill(200))
  })

  test('guessing from everywhere slows strangers down, and not whoever signed in before', async () => {
    const house = await accountHouse(await fresh())
    await house.register()
    const web = await house.signIn(ANA, { ...from('198.51.100.1'), 'x-client': 'web' })
    for (let i = 0; i < 20; i++) expect((await house.signIn(WRONG, from(`10.0.${i}.1`))).statusCode).toBe(401)

    const stranger = await house.signIn(ANA, from('203.0.113.1'))
    expect([stranger.statusCode, stranger.headers['retry-after']]).toEqual([423, '1'])
    house.pass(1_000)
    expect((await house.signIn(WRONG, from('203.0.113.1'))).statusCode).toBe(401)
    house.pass(1_000)
    expect((await house.signIn(ANA, from('203.0.113.1'))).headers['retry-after']).toBe('1')

    expect((await house.signIn(ANA, from('198.51.100.99'))).statusCode).toBe(200)
    const cookie = `lva_refresh=${web.cookies[0]!.value}`
    expect((await house.signIn(ANA, { ...from('203.0.113.1'), cookie })).statusCode).toBe(200)
    house.pass(HOUR)
    expect((await house.signIn(ANA, from('100.64.0.1'))).statusCode).toBe(200)
  })

  test('somebody with a stolen access token cannot guess the password', async () => {
    const house = await accountHouse(await fresh())
    const { access_token } = await house.ana()
    const guess = () =>
      house.post(
        '/api/user/me/password',
        { current_password: 'Wrong1234', new_password: 'Another123' },
        { ...bearer(access_token), ...from('203.0.113.1') },
      )
    for (let i = 0; i < 5; i++) expect((await guess()).statusCode).toBe(400)
    expect((await guess()).statusCode).toBe(423)
  })

  test('failures are forgotten when they no longer matter', async () => {
    const house = await accountHouse(await fresh())
    for (const name of ['a', 'b', 'c']) await house.signIn({ ...WRONG, email: `${name}@example.com` })
    house.pass(HOUR)
    await house.signIn(WRONG)
    expect(await house.db.selectFrom('sign_in_attempts').select('key').execute()).toHaveLength(2)
  })
})
