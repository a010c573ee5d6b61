import type { History, TurnAnswer } from '@lva/contracts/conversation'
import type { SearchAnswer } from '@lva/contracts/search'
import { eventsOf, type TurnStream } from './event-stream.ts'

export type TestLearner = Awaited<ReturnType<typeof createLearner>>

// biome-ignore lint/suspicious/noExplicitAny: stories look into answers of every shape
type AnyBody = any

/** An answer, read: its status, headers, and body (parsed when it is JSON). */
export interface Answer<Body = AnyBody> {
  status: number
  headers: Headers
  body: Body
}

const PASSWORD = 'Test1234!'

/** Signs somebody up and in at a running house; the verbs are what they then do, through real requests. */
export async function createLearner(
  url: string,
  { email, name, locale }: { email: string; name?: string; locale?: string },
) {
  const who = { email, password: PASSWORD, ...(name ? { full_name: name } : {}) }
  const registered = await ask(url, 'POST', '/api/auth/register', {
    body: who,
    headers: { 'accept-language': locale ?? 'en' },
  })
  if (registered.status !== 201)
    throw new Error(`not registered: ${registered.status} ${JSON.stringify(registered.body)}`)
  const signIn = async () => (await ask(url, 'POST', '/api/auth/login', { body: { email, password: PASSWORD } })).body
  const token = await signIn()
  let authorization = { authorization: `Bearer ${token.access_token}` }

  const call = <Body = AnyBody>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask<Body>(url, method, path, { body, headers: { ...authorization, ...headers } })

  return {
    id: registered.body.id as string,
    email,
    password: PASSWORD,
    token: token.access_token as string,
    refreshToken: token.refresh_token as string,
    call,
    get: <Body = AnyBody>(path: string) => call<Body>('GET', path),

    /** Signs in again, so long after that the first token is of no use any more. */
    async comeBack() {
      authorization = { authorization: `Bearer ${(await signIn()).access_token}` }
    },

    /** Says something, and waits for the answer. */
    say: (text: string, { session = 'test-session', headers = {}, ...more }: Said = {}) =>
      call<TurnAnswer & Record<string, AnyBody>>(
        'POST',
        '/api/conversation',
        { text, session_id: session, ...more },
        headers,
      ),

    /** Says something, and hears the answer as it comes. */
    stream: (text: string, { session = 'test-session', headers = {}, ...more }: Said = {}): Promise<TurnStream> =>
      eventsOf(url, '/api/conversation', { text, session_id: session, ...more }, { ...authorization, ...headers }),

    /** Sends a recording, as a file in base64. */
    speak: (audio: Uint8Array, { session = 'test-session', headers = {}, ...more }: Said = {}) =>
      call(
        'POST',
        '/api/conversation',
        { audio_base64: Buffer.from(audio).toString('base64'), session_id: session, ...more },
        headers,
      ),

    history: async (session = 'test-session', query = '') =>
      (await call<History>('GET', `/api/session/${encodeURIComponent(session)}/history${query}`)).body,

    search: async (query: string, more: object = {}) =>
      (await call<SearchAnswer>('POST', '/api/search', { query, ...more })).body,
  }
}

interface Said {
  session?: string | null
  headers?: Record<string, string>
  mode?: 'conversation' | 'capture'
  said_at?: string
  document_ids?: string[]
}

/** One real request. A string or bytes as `body` are sent as they are. */
export async function ask<Body = AnyBody>(
  url: string,
  method: string,
  path: string,
  { body, headers = {}, signal }: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Answer<Body>> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  const text = await response.text()
  const json = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
}
