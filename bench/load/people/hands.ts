import { WebSocket } from 'ws'
import { type Answered, openConnection } from '../connection.ts'
import type { Person } from './person.ts'
import type { Done, Wish } from './wishes.ts'

/** How long an answer over a socket is waited for. */
const PATIENCE_MS = 30_000

type Outcome = Pick<Done, 'status' | 'ms'> & Partial<Done>

/** Does what one person wishes, over a connection of their own, from the client address `address`. */
export function createHands(url: string, { address }: { address: string }) {
  const connection = openConnection(url, { 'x-forwarded-for': address, 'user-agent': 'load' })
  let socket: WebSocket | null = null

  async function asked(who: Person, wish: Wish): Promise<Outcome> {
    if (wish.kind === 'open a socket') return opened(who, wish.session)
    if (wish.kind === 'turn by socket') return saidBySocket(wish.text)
    if (wish.kind === 'close the socket') return closed()
    const { method, path, body, headers = {} } = requestFor(wish, who)
    const bearer: Record<string, string> = who.tokens ? { authorization: `Bearer ${who.tokens.access}` } : {}
    return judged(wish, await connection.ask(method, path, { body, headers: { ...bearer, ...headers } }))
  }

  function opened(who: Person, session: string): Promise<Outcome> {
    const began = performance.now()
    return new Promise((resolve) => {
      const opening = new WebSocket(`${url.replace(/^http/, 'ws')}/ws/${session}`, {
        headers: { authorization: `Bearer ${who.tokens?.access}`, 'x-forwarded-for': address },
        handshakeTimeout: PATIENCE_MS,
      })
      const told = (status: number, detail?: string) => {
        // Whatever goes wrong from now on shows in what is said over it.
        opening.on('error', () => {})
        resolve({ status, ms: performance.now() - began, ok: status === 101, ...(detail ? { detail } : {}) })
      }
      opening.once('open', () => {
        socket = opening
        told(101)
      })
      opening.once('unexpected-response', (_request, answer) => {
        answer.resume()
        told(answer.statusCode ?? 0)
      })
      opening.once('error', (error) => told(0, error.message))
    })
  }

  function saidBySocket(text: string): Promise<Outcome> {
    const over = socket
    const began = performance.now()
    return new Promise((resolve) => {
      const told = (outcome: Partial<Done> & { status: number }) => {
        clearTimeout(late)
        over?.removeAllListeners('message').removeAllListeners('close')
        if (!outcome.ok) over?.terminate()
        resolve({ ms: performance.now() - began, ...outcome })
      }
      const late = setTimeout(() => told({ status: 0, detail: 'no answer over the socket' }), PATIENCE_MS)
      over?.on('message', (data) => {
        const frame = JSON.parse(String(data)) as SocketFrame
        if (frame.type === 'error') told({ status: 0, detail: `the socket said ${frame.code}` })
        if (frame.type !== 'response') return
        const { exchange_id = '', session_id = '' } = frame
        const ok = frame.user_text === text && Boolean(frame.agent_text)
        told({ status: 200, ok, ...(ok ? { turn: { exchange_id, session_id, text } } : { detail: 'other words' }) })
      })
      over?.on('close', (code) => told({ status: 0, detail: `the socket was closed with ${code}` }))
      if (over?.readyState === WebSocket.OPEN) over.send(JSON.stringify({ type: 'text', text }))
      else told({ status: 0, detail: 'the socket was closed' })
    })
  }

  function closed(): Promise<Outcome> {
    const began = performance.now()
    const leaving = socket
    socket = null
    return new Promise((resolve) => {
      const gone = () => resolve({ status: 1000, ms: performance.now() - began, ok: true })
      if (!leaving || leaving.readyState === WebSocket.CLOSED) return gone()
      leaving.once('close', gone)
      leaving.close(1000)
    })
  }

  return {
    /** Does it once. Never rejects: a broken connection is an outcome. */
    async do(who: Person, wish: Wish): Promise<Done> {
      const at = performance.now()
      const outcome = await asked(who, wish).catch((error: Error) => ({
        status: 0,
        ms: performance.now() - at,
        detail: reasonOf(error),
      }))
      const limited = outcome.status === 429
      return { kind: wish.kind, at, ok: false, limited, retryAfter: null, detail: null, ...outcome }
    },
    close() {
      socket?.terminate()
      connection.close()
    },
  }
}

interface SocketFrame {
  type: string
  code?: string
  user_text?: string
  agent_text?: string | null
  exchange_id?: string
  session_id?: string
}

interface Asking {
  method: string
  path: string
  body?: unknown
  headers?: Record<string, string>
}

const get = (path: string): Asking => ({ method: 'GET', path })
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Asking => ({
  method: 'POST',
  path,
  body,
  headers,
})

type ByRequest = Exclude<Wish, { kind: 'open a socket' | 'turn by socket' | 'close the socket' }>

function requestFor(wish: ByRequest, who: Person): Asking {
  switch (wish.kind) {
    case 'sign up':
      return post('/api/auth/register', { email: who.email, password: who.password })
    case 'sign in':
      return post('/api/auth/login', { username: who.email, password: who.password })
    case 'stay signed in':
      return post('/api/auth/refresh', { refresh_token: who.tokens?.refresh })
    case 'sign out':
      return post('/api/auth/logout', { refresh_token: who.tokens?.refresh })
    case 'welcome':
      return get('/')
    case 'who am I':
      return get('/api/user/me')
    case 'sign-ins':
      return get('/api/auth/sessions')
    case 'sessions':
      return get('/api/conversation/sessions')
    case 'turn':
    case 'streamed turn': {
      const headers = { 'idempotency-key': wish.key, ...(wish.kind === 'turn' ? {} : { accept: 'text/event-stream' }) }
      return post('/api/conversation', { text: wish.text, session_id: wish.session }, headers)
    }
    case 'history':
      return get(`/api/session/${encodeURIComponent(wish.session)}/history?limit=20`)
    case 'search':
      return post('/api/search', { query: wish.query })
    case 'stats':
      return get('/api/stats')
    case 'write a card':
      return post('/api/reviews/items', {
        concept: wish.concept,
        prompts: [{ text: `What was ${wish.concept.toLowerCase()}?` }],
        points: [{ text: 'It was about the tide.' }],
      })
    case 'cards due':
      return get('/api/reviews/due')
    case 'begin a review':
      return post('/api/reviews/sessions', { limit: 1 })
    case 'rate a card':
      return post(`/api/reviews/sessions/${wish.review}/rate`, { id: wish.id, prompt_id: wish.prompt, rating: 3 })
  }
}

const EXPECTED: Partial<Record<Wish['kind'], number>> = {
  'sign up': 201,
  'sign out': 204,
  'write a card': 201,
  'begin a review': 201,
}

/** Whether an answer is what it should be: the status, and what it says. */
function judged(wish: ByRequest, { status, ms, headers, body }: Answered): Outcome {
  if (status !== (EXPECTED[wish.kind] ?? 200)) {
    const retryAfter = Number(headers['retry-after'] ?? Number.NaN)
    return { status, ms, detail: codeOf(body), retryAfter: Number.isNaN(retryAfter) ? null : retryAfter }
  }
  try {
    const said = wish.kind === 'streamed turn' ? lastEvent(body) : body === '' ? {} : JSON.parse(body)
    const found = foundIn(wish, said)
    return typeof found === 'string' ? { status, ms, detail: found } : { status, ms, ok: true, ...found }
  } catch {
    return { status, ms, detail: 'the answer could not be read' }
  }
}

/** What an answer gave; in words, what is wrong with it. */
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into
function foundIn(wish: ByRequest, said: any): Partial<Done> | string {
  switch (wish.kind) {
    case 'sign in':
    case 'stay signed in':
      return said.access_token
        ? { tokens: { access: said.access_token, refresh: said.refresh_token } }
        : 'there is no token in it'
    case 'turn':
    case 'streamed turn': {
      if (said.user_text !== wish.text) return 'other words came back'
      if (!said.agent_text) return 'it was not answered'
      return { turn: { exchange_id: said.exchange_id, session_id: said.session_id, text: wish.text } }
    }
    case 'history': {
      const texts = (said.history as { user_text: string }[]).map(({ user_text }) => user_text)
      return wish.expects === null || texts.includes(wish.expects) ? {} : 'the last turn is not in it'
    }
    case 'search':
      return !wish.expects || said.results.length > 0 ? {} : 'what was said is not found'
    case 'stats':
      return said.database.total_captures >= wish.least ? {} : 'fewer turns than were said'
    case 'begin a review':
    case 'rate a card':
      return { asked: said.question ? { review: said.id, prompt: said.question.prompt_id } : null }
    default:
      return {}
  }
}

/** The JSON answer at the end of a stream of events. */
function lastEvent(body: string): unknown {
  const end = body.split('\n\n').find((frame) => frame.startsWith('event: reply-end\n'))
  return JSON.parse(end?.split('\ndata: ')[1] ?? '{}')
}

/** The stable code of a refusal. */
function codeOf(body: string): string {
  try {
    return String((JSON.parse(body) as { code?: string }).code ?? 'no code')
  } catch {
    return 'no JSON'
  }
}

const reasonOf = (error: Error) => ('code' in error ? String(error.code) : error.message)
