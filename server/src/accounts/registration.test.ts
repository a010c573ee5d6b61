import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { ANA, accountHouse, DAY, HOUR } from './test-house.ts'

onEveryEngine('who may sign up', (fresh) => {
  const byInvitation = async () => accountHouse(await fresh(), { settings: { registration: 'invite' } })

  test('where sign-up is closed nobody signs up, but the operator adds people', async () => {
    const { register, signIn, accounts } = await accountHouse(await fresh(), { settings: { registration: 'closed' } })
    const closed = await register()
    expect([closed.statusCode, closed.json().code]).toEqual([403, 'registration-closed'])
    expect(await accounts.add({ ...ANA, full_name: 'Ana', role: 'admin' })).toMatchObject({ role: 'admin' })
    expect((await signIn()).statusCode).toBe(200)
    await expect(accounts.add({ ...ANA, role: 'user' })).rejects.toMatchObject({ code: 'email-taken' })
    await expect(accounts.add({ email: 'b@example.com', password: 'weak', role: 'user' })).rejects.toMatchObject({
      code: 'validation-failed',
      message: expect.stringMatching(/8 characters.*uppercase.*digit/),
    })
  })

  test('an invitation lets one person in, once', async () => {
    const { register, accounts, db } = await byInvitation()
    const { code } = await accounts.invite({ hours: 1 })
    for (const invitation of [undefined, '', 'made-up']) {
      expect((await register({ ...ANA, invitation })).json()).toMatchObject({ code: 'invitation-invalid' })
    }
    const ana = await register({ ...ANA, invitation: code })
    expect(ana.statusCode).toBe(201)
    expect((await register({ ...ANA, email: 'bo@example.com', invitation: code })).statusCode).toBe(403)
    const [row] = await db.selectFrom('invitations').selectAll().execute()
    expect(row).toMatchObject({ used_by: ana.json().id })
    expect(JSON.stringify(row)).not.toContain(code)
  })

  test('an invitation that runs out lets nobody in', async () => {
    const { register, accounts, pass, now, db } = await byInvitation()
    const { code, expiresAt } = await accounts.invite({ hours: 2 })
    expect(expiresAt.getTime() - now().getTime()).toBe(2 * HOUR)
    pass(2 * HOUR)
    expect((await register({ ...ANA, invitation: code })).statusCode).toBe(403)
    pass(91 * DAY)
    await accounts.invite({ hours: 2 })
    expect(await db.selectFrom('invitations').select('id').execute()).toHaveLength(1)
  })

  test('an invitation for one address is no good for another', async () => {
    const { register, accounts } = await byInvitation()
    const { code } = await accounts.invite({ email: ' ANA@example.com', hours: 1 })
    expect((await register({ ...ANA, email: 'eve@example.com', invitation: code })).statusCode).toBe(403)
    expect((await register({ ...ANA, invitation: code })).statusCode).toBe(201)
  })

  test('an invitation is not used up by somebody who has an account already', async () => {
    const { register, accounts } = await byInvitation()
    await accounts.add({ ...ANA, role: 'user' })
    const { code } = await accounts.invite({ hours: 1 })
    expect((await register({ ...ANA, invitation: code })).json()).toMatchObject({ code: 'email-taken' })
    expect((await register({ ...ANA, email: 'bo@example.com', invitation: code })).statusCode).toBe(201)
  })

  test('of ten people with one invitation at once one gets in', async () => {
    const { register, accounts, db } = await byInvitation()
    const { code } = await accounts.invite({ hours: 1 })
    const people = Array.from({ length: 10 }, (_, n) => ({ ...ANA, email: `p${n}@example.com`, invitation: code }))
    const answers = await Promise.all(people.map((person) => register(person)))
    expect(answers.filter((answer) => answer.statusCode === 201)).toHaveLength(1)
    expect(await db.selectFrom('users').select('id').execute()).toHaveLength(1)
  })
})
