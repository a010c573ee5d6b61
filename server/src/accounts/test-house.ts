import type { Token } from '@lva/contracts/accounts'
import { pino } from 'pino'
import type { Fresh } from '../../test/engines.ts'
import { createAudit } from '../audit/audit.ts'
import type { HttpSettings } from '../http/settings.ts'
import { strictSettings, testApp } from '../http/test-app.ts'
import { newId } from '../ids.ts'
import { type AccountNeeds, createAccounts } from './accounts.ts'
import { argon2 } from './passwords.ts'
import { accountRoutes } from './routes.ts'

export const ANA = { email: 'Ana@Example.com', password: 'Test1234!' }

/** A house with accounts only, a clock that is moved by hand, and a count of checked passwords. For tests. */
export async function accountHouse(
  { database }: Fresh,
  { settings, http }: { settings?: Partial<AccountNeeds['settings']>; http?: Partial<HttpSettings> } = {},
) {
  const db = database.db.$pickTables<'users' | 'sign_ins' | 'invitations' | 'sign_in_attempts'>()
  const checked: string[] = []
  let time = Date.parse('2026-03-01T10:00:00Z')
  const now = () => new Date(time)
  const accounts = createAccounts({
    db,
    now,
    newId,
    log: pino({ level: 'silent' }),
    secrets: {
      access: 'an access secret of thirty-two characters',
      refresh: 'a refresh secret of thirty-two characters',
    },
    note: createAudit({ now, newId }).note,
    settings: { accessMinutes: 15, refreshDays: 7, registration: 'open', ...settings },
    passwords: {
      hash: argon2.hash,
      matches(hashed, password) {
        checked.push(hashed)
        return argon2.matches(hashed, password)
      },
    },
  })
  const app = await testApp({
    authenticate: accounts.authenticate,
    now,
    settings: {
      trustedProxies: ['127.0.0.1'],
      rateLimits: { ...strictSettings.rateLimits, enabled: false },
      ...http,
    },
  })
  const { publicUrl, allowLocalhost } = { ...strictSettings, ...http }
  accountRoutes(app, accounts, { publicUrl, allowLocalhost })

  const post = (url: string, payload: object | string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } })

  const register = (who: object = ANA, headers?: Record<string, string>) => post('/api/auth/register', who, headers)
  const signIn = (who: object = ANA, headers: Record<string, string> = {}) =>
    post('/api/auth/login', who, { ...from('192.0.2.1'), ...headers })

  return {
    app,
    accounts,
    db,
    checked,
    now,
    pass: (ms: number) => {
      time += ms
    },
    post,
    get: (url: string, token: string) => app.inject({ url, headers: bearer(token) }),
    register,
    signIn,
    /** Signs Ana up, unless she is, and in. */
    async ana(): Promise<Token> {
      await register()
      return (await signIn()).json()
    },
  }
}

/** Headers of a request that comes from an address. */
export const from = (address: string) => ({ 'x-forwarded-for': address })
/** Headers of a request by whoever an access token belongs to. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
