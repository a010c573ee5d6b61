import { type Connection, openConnection } from './connection.ts'
import { sentence } from './sentences.ts'

/** A new session after so many turns; a person rarely says more at one sitting. */
const TURNS_OF_A_SESSION = 20
const PASSWORD = 'Test1234!'

/** Somebody signed in, on a connection of their own. */
export interface Speaker {
  /** Says the next sentence. `ok` only if the answer is 200 and holds exactly these words and a reply. */
  say(): Promise<{ ok: boolean; ms: number }>
  close(): void
}

/** Signs up so many people through the real doors. */
export async function signUp(url: string, count: number, prefix: string): Promise<Speaker[]> {
  const speakers: Speaker[] = []
  // A few at a time: hashing passwords takes every core there is.
  for (let first = 0; first < count; first += 4) {
    const few = Array.from({ length: Math.min(4, count - first) }, (_, i) => `${prefix}-${first + i}@example.org`)
    speakers.push(...(await Promise.all(few.map((email) => speaker(url, email)))))
  }
  return speakers
}

async function speaker(url: string, email: string): Promise<Speaker> {
  const connection = openConnection(url)
  const headers = { authorization: `Bearer ${await signIn(connection, email)}` }
  let said = 0
  return {
    async say() {
      const text = sentence(email, said)
      const session_id = `session-${Math.floor(said / TURNS_OF_A_SESSION)}`
      said += 1
      const { status, ms, body } = await connection.post('/api/conversation', { text, session_id }, headers)
      if (status !== 200) return { ok: false, ms }
      const answer = JSON.parse(body) as { user_text: string; agent_text: string | null }
      return { ok: answer.user_text === text && Boolean(answer.agent_text), ms }
    },
    close: connection.close,
  }
}

/** The access token of somebody who has just signed up. */
export async function tokenOf(url: string, email: string): Promise<string> {
  const connection = openConnection(url)
  const token = await signIn(connection, email)
  connection.close()
  return token
}

async function signIn(connection: Connection, email: string): Promise<string> {
  await expectStatus(connection, '/api/auth/register', { email, password: PASSWORD }, 201)
  const token = await expectStatus(connection, '/api/auth/login', { email, password: PASSWORD }, 200)
  return (JSON.parse(token) as { access_token: string }).access_token
}

async function expectStatus(connection: Connection, path: string, body: unknown, wanted: number): Promise<string> {
  const answer = await connection.post(path, body)
  if (answer.status !== wanted) throw new Error(`${path} answered ${answer.status}: ${answer.body}`)
  return answer.body
}
