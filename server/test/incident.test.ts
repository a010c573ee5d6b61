import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bash, examplesIn, withLva } from './examples.ts'
import { type Ends, freshPlace, openTestHouse, type TestHouse } from './house.ts'
import { ask } from './learner.ts'

const PAGE = readFileSync(new URL('../../docs/security/INCIDENT_RESPONSE.md', import.meta.url), 'utf8')
const commands = examplesIn(PAGE).flatMap((lines) => lines.trim().split('\n'))
const ADMIN_API_KEY = 'a key that only the operator of this test has'

describe('when something went wrong', () => {
  const ends: Ends = []
  let house: TestHouse
  let ada: Awaited<ReturnType<TestHouse['learner']>>
  beforeAll(async () => {
    house = await openTestHouse(await freshPlace('sqlite', ends), { env: { ADMIN_API_KEY } }, ends)
    ada = await house.learner({ name: 'Ada' })
  })
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })

  /** A command of the page, as an operator types it beside the running server. */
  const type = (command: string): Promise<string> =>
    bash(withLva(command).replaceAll('ada@example.org', ada.email).replace('> audit.csv', ''), {
      ENVIRONMENT: 'test',
      DATA_DIR: house.place.folder,
      PORT: '0',
      ADMIN_API_KEY,
      SERVER: house.url,
    })

  const signIn = async () => (await ask(house.url, 'POST', '/api/auth/login', { body: ada })).status

  test('every command of the page does what the page says', async () => {
    const said = new Map<string, string>()
    for (const command of commands.filter((one) => !one.includes('keys'))) {
      said.set(command, await type(command))
      if (command.includes('suspend')) {
        expect((await ada.get('/api/user/me')).status).toBe(401)
        expect(await signIn()).toBe(403)
      }
    }
    expect(commands.length).toBeGreaterThan(10)
    expect(said.get('npx lva user list')).toContain(ada.email)
    expect(said.get('npx lva user sign-out --everybody')).toMatch(/^Everybody is signed out/)
    const audit = [...said].filter(([command]) => command.startsWith('curl')).map(([, out]) => out)
    expect(audit).toHaveLength(2)
    for (const out of audit) expect(out).toContain('signed-in')
    expect(audit[0]).toContain(ada.email)
    // With the server stopped, as the page says.
    await house.close()
    for (const command of commands.filter((one) => one.includes('keys'))) said.set(command, await type(command))
    expect(said.get('npx lva keys status')).toContain('Everything is sealed')
  }, 180_000)

  test('signing everybody out ends sign-ins and tokens, and nothing else', async () => {
    const again = await openTestHouse(await freshPlace('sqlite', ends), {}, ends)
    const [bo, cy] = [await again.learner(), await again.learner()]
    const wish = { name: 'script', scopes: ['read'], expires_in_days: 1, current_password: bo.password }
    const { token } = (await bo.call('POST', '/api/auth/tokens', wish)).body
    await bo.say('What I said stays.')
    expect(await again.accounts.signOutEverywhere(null)).toBe(2)
    for (const { get } of [bo, cy]) expect((await get('/api/user/me')).status).toBe(401)
    const authorization = `Bearer ${token}`
    expect((await ask(again.url, 'GET', '/api/stats', { headers: { authorization } })).status).toBe(401)
    expect((await ask(again.url, 'POST', '/api/auth/login', { body: bo })).status).toBe(200)
  })
})
