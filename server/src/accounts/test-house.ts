import type { Token } from '@lva/contracts/accounts'
import { pino } from 'pino'
import type { Fresh } from '../../test/engines.ts'
import { quickPasswords } from '../../test/quick-passwords.ts'
import { createAudit } from '../audit/audit.ts'
import type { HttpSettings } from '../http/settings.ts'
import { strictSettings, testApp } from '../http/test-app.ts'
import { newId } from '../ids.ts'
import { createJobs } from '../jobs/jobs.ts'
import type { Letter, Mail } from '../providers/mail/mail.ts'
import { type AccountNeeds, type AccountTables, createAccounts } from './accounts.ts'
import type { Passwords } from './passwords.ts'
import { accountRoutes } from './routes.ts'

export const ANA = { email: 'Ana@Example.com', password: 'Test1234!' }

/** A house with accounts only, a clock that is moved by hand, and a count of checked passwords. For tests. */
export async function accountHouse(
  { database }: Fresh,
  {
    settings,
    http,
    mail,
    passwords = quickPasswords,
  }: {
    settings?: Partial<AccountNeeds['settings']>
    http?: Partial<HttpSettings>
    mail?: Mail | null
    passwords?: Passwords
  } = {},
) {
  const db = database.db
  const checked: string[] = []
  let meanwhile = async () => {}
  let time = Date.parse('2026-03-01T10:00:00Z')
  const now = () => new Date(time)
  const log = pino({ level: 'silent' })
  const jobs = createJobs({ database, now, newId, log })
  const letters: Letter[] = []
  const audit = createAudit({
    db: db.$pickTables<'audit_events' | 'audit_identities' | 'audit_origins'>(),
    ...{ jobs, now, newId, originDays: 30 },
    identities: { emailsOf: (ids) => accounts.emailsOf(ids), idOf: (email) => accounts.idOf(email) },
  })
  const accounts = createAccounts({
    db: db.$pickTables<keyof AccountTables>(),
    now,
    newId,
    log,
    jobs,
    mail: mail === undefined ? mailbox(letters) : mail,
    secrets: {
      access: 'an access secret of thirty-two characters',
      refresh: 'a refresh secret of thirty-two characters',
    },
    note: audit.note,
    settings: {
      accessMinutes: 15,
      refreshDays: 7,
      registration: 'open',
      home: 'https://learn.example.org',
      ...settings,
    },
    passwords: {
      ...passwords,
      async matches(hashed, password) {
        checked.push(hashed)
        const right = await passwords.matches(hashed, password)
        await meanwhile()
        return right
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
    /** Something that happens from now on while a password is being checked. */
    whileChecking(happens: () => Promise<void>) {
      meanwhile = happens
    },
    now,
    pass: (ms: number) => {
      time += ms
    },
    post,
    remove: (url: string, token: string) => app.inject({ method: 'DELETE', url, headers: bearer(token) }),
    /** Does the work that waits, and gives the letters that were sent since the last time. */
    async mailed(): Promise<Letter[]> {
      await jobs.settle()
      return letters.splice(0)
    },
    /** What the audit log says from its beginning, or about one action. */
    async noted(action?: string) {
      const events = db.selectFrom('audit_events').selectAll().orderBy('seq')
      return (action ? events.where('action', '=', action) : events).execute()
    },
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

/** Takes every letter. */
const mailbox = (letters: Letter[]): Mail => ({
  name: 'mailbox',
  async send(letter) {
    letters.push(letter)
  },
  async probe() {},
})

/** The secret of the link in a letter. */
export const secretIn = ({ text }: Letter): string => /#(\S+)/.exec(text)?.[1] ?? ''
/** Headers of a request that comes from an address. */
export const from = (address: string) => ({ 'x-forwarded-for': address })
/** Headers of a request by whoever an access token belongs to. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
