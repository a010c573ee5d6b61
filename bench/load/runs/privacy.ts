import { setTimeout as pause } from 'node:timers/promises'
import type { DataExport } from '@lva/contracts/privacy'
import { type Answered, openConnection } from '../connection.ts'
import type { Goal } from '../goals.ts'
import { addressOf } from '../people/visit.ts'
import { sentence } from '../sentences.ts'
import type { Run, Setting } from './run.ts'

const TURNS = 5
const EXPORT_MOST_MS = 60_000
const PASSWORD = 'Test1234!'

/** Whether each person's data came back as they said it, and their erasure could be asked for and cancelled. */
interface Told {
  held: boolean
  scheduled: boolean
  cancelled: boolean
}

/** Everybody says something, takes it along, asks to be erased, and stays after all. */
export const privacy: Run = async (setting) => {
  const { plan } = setting
  setting.mark(`${plan.users} people`)
  const told = await Promise.all(Array.from({ length: plan.users }, (_, n) => onePerson(setting, n)))
  const all = (what: keyof Told, goal: string): Goal => {
    const right = told.filter((one) => one?.[what]).length
    return {
      goal,
      wanted: `${plan.users} of ${plan.users}`,
      read: `${right} of ${plan.users}`,
      met: right === plan.users,
    }
  }
  return [
    all('held', 'an export holds every turn'),
    all('scheduled', 'an erasure is scheduled, and the account says so'),
    all('cancelled', 'it is cancelled, and the account is as before'),
  ]
}

/** Null when they had to stop: what failed stands in the record. */
async function onePerson({ url, run, tokens, over, record, met }: Setting, n: number): Promise<Told | null> {
  const connection = openConnection(url, { 'x-forwarded-for': addressOf(n, 0) })
  let token = tokens[n % Math.max(1, tokens.length)] ?? ''

  async function ask(kind: string, method: string, path: string, wanted: number[], body?: unknown): Promise<Answered> {
    over.throwIfAborted()
    const at = performance.now()
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
    const answer = await connection.ask(method, path, { body, headers })
    const ok = wanted.includes(answer.status)
    record({
      ...{ kind, at, ms: answer.ms, status: answer.status, ok, limited: answer.status === 429 },
      ...{ retryAfter: null, detail: null },
    })
    if (!ok) throw new Stopped()
    return answer
  }

  try {
    if (!token) {
      const who = { email: `${run}-privacy-${n}@example.org`, password: PASSWORD }
      await ask('sign up', 'POST', '/api/auth/register', [201], who)
      token = JSON.parse((await ask('sign in', 'POST', '/api/auth/login', [200], who)).body).access_token
      met({ ...who, token, known: true })
    }
    const texts = Array.from({ length: TURNS }, (_, nth) => sentence(`${run}-${n}`, nth))
    for (const text of texts)
      await ask('turn', 'POST', '/api/conversation', [200], { text, session_id: `${run}-privacy` })
    const file = await exported(ask)
    const held = texts.every((text) => file.includes(JSON.stringify(text)))
    await ask('ask for erasure', 'POST', '/api/gdpr/delete', [200], { confirm: true })
    const status = async () => JSON.parse((await ask('who am I', 'GET', '/api/user/me', [200])).body).status as string
    const scheduled = (await status()) === 'pending_deletion'
    await ask('cancel it', 'POST', '/api/gdpr/delete/cancel', [204], {})
    return { held, scheduled, cancelled: (await status()) === 'active' }
  } catch (error) {
    if (error instanceof Stopped || over.aborted) return null
    throw error
  } finally {
    connection.close()
  }
}

type Ask = (kind: string, method: string, path: string, wanted: number[], body?: unknown) => Promise<Answered>

/** The file, as text. */
async function exported(ask: Ask): Promise<string> {
  const { export_id } = JSON.parse(
    (await ask('ask for an export', 'POST', '/api/gdpr/export', [200], {})).body,
  ) as DataExport
  const late = performance.now() + EXPORT_MOST_MS
  for (;;) {
    const answer = await ask('download', 'GET', `/api/gdpr/export/${export_id}/download`, [200, 202])
    if (answer.status === 200) return answer.body
    if (performance.now() > late) throw new Stopped()
    await pause(Number(answer.headers['retry-after'] ?? 1) * 1000)
  }
}

/** Somebody could not go on; why is recorded. */
class Stopped extends Error {
  override readonly name = 'Stopped'
}
