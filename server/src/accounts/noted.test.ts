import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { ANA, accountHouse, bearer, from } from './test-house.ts'

onEveryEngine('the audit log of accounts', (fresh) => {
  test('knows who came, went and changed what, from where, and no secret or address', async () => {
    const house = await accountHouse(await fresh())
    await house.register(ANA, from('192.0.2.7'))
    const first = (await house.signIn()).json()
    await house.post('/api/auth/logout', {}, { ...bearer(first.access_token), ...from('192.0.2.8') })
    const here = (await house.signIn()).json()
    const there = (await house.signIn()).json()
    const { sessions } = (await house.get('/api/auth/sessions', here.access_token)).json()
    const other = sessions.find(({ current }: { current: boolean }) => !current)
    await house.remove(`/api/auth/sessions/${other.id}`, here.access_token)
    await house.post('/api/auth/refresh', { refresh_token: here.refresh_token })
    await house.post('/api/auth/refresh', { refresh_token: here.refresh_token }, from('203.0.113.9'))
    const again = (await house.signIn()).json()
    const change = { current_password: ANA.password, new_password: 'Another123' }
    await house.post('/api/user/me/password', change, bearer(again.access_token))

    const noted = await house.noted()
    const person = noted[0]?.actor
    expect(person).toMatch(/^person-/)
    expect(noted.map(({ action, actor, subject }) => [action, actor, subject])).toEqual([
      ['account-created', person, null],
      ['signed-in', person, null],
      ['sign-in-ended', person, null],
      ['signed-in', person, null],
      ['signed-in', person, null],
      ['sign-in-ended', person, null],
      ['token-theft-noticed', 'server', person],
      ['signed-in', person, null],
      ['password-changed', person, null],
    ])
    const places = await house.db.selectFrom('audit_origins').select('address').orderBy('event_id').execute()
    expect(places.map(({ address }) => address)).toEqual(
      expect.arrayContaining(['192.0.2.7', '192.0.2.8', '203.0.113.9']),
    )
    expect(JSON.stringify(noted)).not.toMatch(new RegExp(`example|Another|${there.access_token}|192\\.0`, 'i'))
  })

  test('knows failures by their network address only, the same for addresses with and without an account', async () => {
    const house = await accountHouse(await fresh())
    await house.register()
    const before = (await house.noted()).length
    for (const email of [ANA.email, 'nobody@example.com'])
      for (let i = 0; i < 7; i++) await house.signIn({ email, password: 'Wrong1234' })
    const failed = (await house.noted()).slice(before)
    const five = Array(5).fill('sign-in-failed')
    expect(failed.map(({ action }) => action)).toEqual([...five, 'sign-in-locked', ...five, 'sign-in-locked'])
    for (const { actor, subject, details } of failed) expect([actor, subject, details]).toEqual(['nobody', null, '{}'])
  })

  test('knows accounts the operator made and invitations he gave', async () => {
    const house = await accountHouse(await fresh())
    await house.accounts.add({ ...ANA, role: 'user' })
    await house.accounts.invite({ hours: 3 })
    expect(await house.noted()).toMatchObject([
      { action: 'account-created', actor: 'operator', details: '{"role":"user"}' },
      { action: 'invitation-created', actor: 'operator', details: '{"hours":3}' },
    ])
  })
})
