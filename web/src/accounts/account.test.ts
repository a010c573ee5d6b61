// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { useAccount as UseAccount } from './account.ts'

type Asked = { method: string; path: string; body: unknown }
let asked: Asked[]
let answers: Record<string, () => Response>
let useAccount: typeof UseAccount

const ana = {
  id: '019a',
  email: 'ana@example.org',
  full_name: 'Ana',
  locale: 'pt-PT',
  timezone: 'Europe/Lisbon',
  settings: { theme: 'system' },
}
const token = { access_token: 'a', refresh_token: '', token_type: 'bearer', expires_in: 900 }
const json =
  (body: unknown, status = 200) =>
  () =>
    new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' },
    })

beforeEach(async () => {
  localStorage.clear()
  asked = []
  answers = {
    'POST /api/auth/register': json(ana, 201),
    'POST /api/auth/login': json(token),
    'POST /api/auth/refresh': json(token),
    'POST /api/auth/logout': json(null, 204),
    'GET /api/user/me': json(ana),
    'PATCH /api/user/me': json(ana),
  }
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit = {}) => {
    asked.push({ method, path, body: body ? JSON.parse(String(body)) : undefined })
    const answer = answers[`${method} ${path}`]
    if (!answer) throw new TypeError('no network')
    return answer()
  })
  vi.resetModules()
  useAccount = (await import('./account.ts')).useAccount
})

afterEach(() => vi.unstubAllGlobals())

const requests = () => asked.map(({ method, path }) => `${method} ${path}`)

test('a visitor nobody remembers is signed out, and the server is not asked', async () => {
  const account = useAccount()
  await account.start()
  expect(account.presence.value).toBe('signed-out')
  expect(asked).toEqual([])
})

test('signing up signs in and tells the server language and time zone', async () => {
  const account = useAccount()
  await account.signUp({ email: 'ana@example.org', password: 'Test1234!', invitation: 'code' })
  expect(account.user.value?.full_name).toBe('Ana')
  expect(requests()).toEqual([
    'POST /api/auth/register',
    'POST /api/auth/login',
    'GET /api/user/me',
    'PATCH /api/user/me',
  ])
  expect(asked[0]?.body).toMatchObject({ invitation: 'code' })
  expect(asked[3]?.body).toMatchObject({ timezone: Intl.DateTimeFormat().resolvedOptions().timeZone })
})

test('when only the sign-in after sign-up failed, a second try does not say the address is taken', async () => {
  const account = useAccount()
  answers['POST /api/auth/login'] = json({ detail: 'Slowly.', code: 'too-many-requests' }, 429)
  await expect(account.signUp({ email: 'ana@example.org', password: 'Test1234!' })).rejects.toMatchObject({
    status: 429,
  })
  answers['POST /api/auth/login'] = json(token)
  answers['POST /api/auth/register'] = json({ detail: 'Email already registered', code: 'email-taken' }, 400)
  await account.signUp({ email: 'ana@example.org', password: 'Test1234!' })
  expect(account.presence.value).toBe('signed-in')
})

test('a remembered learner is here without the network, and signed in for real when it returns', async () => {
  localStorage.setItem('lva.user', JSON.stringify(ana))
  answers = {}
  const account = useAccount()
  await account.start()
  expect(account.presence.value).toBe('away')
  expect(account.user.value?.email).toBe('ana@example.org')
})

test('no token and no password is ever kept on the device', async () => {
  const account = useAccount()
  await account.signIn('ana@example.org', 'Test1234!')
  const kept = JSON.stringify(localStorage)
  expect(kept).not.toContain('access_token')
  expect(kept).not.toContain('Test1234!')
})

test('words that wait on this device may keep the learner signed in', async () => {
  const account = useAccount()
  await account.signIn('ana@example.org', 'Test1234!')
  account.beforeSignOut(async () => false)
  expect(await account.signOut()).toBe(false)
  expect(account.presence.value).toBe('signed-in')
  expect(requests()).not.toContain('POST /api/auth/logout')
})

test('signing out forgets the learner and tells whoever keeps something of theirs', async () => {
  const account = useAccount()
  let told = 0
  account.afterSignOut(() => {
    told += 1
  })
  await account.signIn('ana@example.org', 'Test1234!')
  expect(await account.signOut()).toBe(true)
  expect(account.user.value).toBeNull()
  expect(localStorage.getItem('lva.user')).toBeNull()
  expect(told).toBe(1)
})
