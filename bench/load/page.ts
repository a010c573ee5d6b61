import { Agent, type RequestOptions, request } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { sentence } from './sentences.ts'

const PASSWORD = 'Test1234!'
/** The page's own pauses: before words are carried again, and before a lost line is opened again. */
const CARRY_AGAIN_MS = [2_000, 4_000, 8_000]
const CONNECT_AGAIN_MS = [0, 250, 500, 1_000, 2_000]
const PING_EVERY_MS = 1_000

/** What a run of pages saw. Times in milliseconds. */
export interface Seen {
  requests: number
  /** Attempts that failed: no answer, or one of 500 and more. */
  failed: Map<string, number>
  /** 429, which is no fault and no success. */
  limited: number
  latencies: number[]
  /** Every turn the server said it has, by session and words. */
  acknowledged: { userId: string; words: string }[]
  /** From a socket's end to the first answer over the next one. */
  backAfter: number[]
}

export const nothingSeen = (): Seen => ({
  ...{ requests: 0, failed: new Map(), limited: 0, latencies: [], acknowledged: [], backAfter: [] },
})

interface At {
  url: string
  ca: Buffer
}

interface Answer {
  status: number
  body: string
}

/**
 * Somebody at a page: signs up, then talks, searches, reads what was said and signs in again, with pauses, and keeps a socket open all the
 * while, until `over`. Words are carried as the page carries them: kept until the server has them, with one Idempotency-Key.
 */
export async function livePage(
  { url, ca }: At,
  name: string,
  { seen, over }: { seen: Seen; over: AbortSignal },
): Promise<void> {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 2 })
  const email = `${name}@example.org`
  let token = ''

  async function ask(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer | null> {
    const began = performance.now()
    seen.requests += 1
    const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
    const answer = await send(url + path, { method, agent, headers: { ...authorization, ...headers } }, body).catch(
      (error: NodeJS.ErrnoException) => ({ status: 0, body: error.code ?? error.message }),
    )
    if (answer.status === 0 || answer.status >= 500) {
      const what = answer.status === 0 ? answer.body : `${answer.status} ${codeIn(answer.body)}`
      seen.failed.set(what, (seen.failed.get(what) ?? 0) + 1)
      return answer.status === 0 ? null : answer
    }
    if (answer.status === 429) seen.limited += 1
    seen.latencies.push(performance.now() - began)
    return answer
  }

  async function signIn() {
    const answer = await ask('POST', '/api/auth/login', { email, password: PASSWORD })
    if (answer?.status === 200) token = (JSON.parse(answer.body) as { access_token: string }).access_token
  }

  async function say(userId: string, text: string, session_id: string) {
    const key = crypto.randomUUID()
    for (let failures = 0; ; failures++) {
      const answer = await ask('POST', '/api/conversation', { text, session_id }, { 'idempotency-key': key })
      const told = answer && parsed(answer.body)
      if (answer?.status === 200 || told?.kept === true)
        return void seen.acknowledged.push({ userId, words: `${session_id}: ${text}` })
      if (answer && answer.status < 500 && answer.status !== 429 && answer.status !== 401)
        throw new Error(`a turn was refused: ${answer.status} ${answer.body}`)
      // What nobody acknowledged by the end may be there or not.
      if (over.aborted) return
      await pause(CARRY_AGAIN_MS[Math.min(failures, CARRY_AGAIN_MS.length - 1)])
      if (answer?.status === 401) await signIn()
    }
  }

  const registered = await ask('POST', '/api/auth/register', { email, password: PASSWORD })
  if (registered?.status !== 201) throw new Error(`not registered: ${registered?.status} ${registered?.body}`)
  const userId = (JSON.parse(registered.body) as { id: string }).id
  await signIn()
  const socket = keepSocket({ url, ca }, name, { token: () => token, seen, over })
  for (let n = 0; !over.aborted; n++) {
    const chance = Math.random()
    const session = `session-${Math.floor(n / 40)}`
    if (chance < 0.6) await say(userId, `${sentence(email, n)} (${n})`, session)
    else if (chance < 0.75) await ask('POST', '/api/search', { query: sentence(email, n).split(' ')[1] ?? 'learn' })
    else if (chance < 0.9) await ask('GET', `/api/session/${session}/history?limit=20`)
    else if (chance < 0.97) await ask('GET', '/api/stats')
    else await signIn()
    await pause(200 + Math.random() * 600, undefined, { signal: over }).catch(() => {})
  }
  await socket
  agent.destroy()
}

/** Keeps one socket, as the page keeps its line, and notes how long it was away each time. */
async function keepSocket(
  { url, ca }: At,
  name: string,
  { token, seen, over }: { token: () => string; seen: Seen; over: AbortSignal },
): Promise<void> {
  let lostAt: number | null = null
  for (let failures = 0; !over.aborted; ) {
    const held = await holdSocket(
      new WebSocket(`${url.replace('https', 'wss')}/ws/${name}`, {
        ca,
        headers: { authorization: `Bearer ${token()}` },
        handshakeTimeout: 5_000,
      }),
      () => {
        if (lostAt !== null) seen.backAfter.push(performance.now() - lostAt)
        lostAt = null
      },
      over,
    )
    failures = held ? 1 : failures + 1
    lostAt ??= performance.now()
    await pause(CONNECT_AGAIN_MS[Math.min(failures - 1, CONNECT_AGAIN_MS.length - 1)], undefined, {
      signal: over,
    }).catch(() => {})
  }
}

/** Resolves when the socket has closed: whether it had ever answered. */
function holdSocket(socket: WebSocket, answered: () => void, over: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let held = false
    const ping = () => socket.readyState === socket.OPEN && socket.send('{"type":"ping"}')
    const pinging = setInterval(ping, PING_EVERY_MS)
    const leave = () => socket.close()
    over.addEventListener('abort', leave)
    socket.on('open', ping)
    socket.on('message', () => {
      if (!held) answered()
      held = true
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(pinging)
      over.removeEventListener('abort', leave)
      resolve(held)
    })
  })
}

function send(url: string, options: RequestOptions, body?: object): Promise<Answer> {
  const payload = body && Buffer.from(JSON.stringify(body))
  const type = payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}
  return new Promise((resolve, reject) => {
    const asking = request(url, { ...options, headers: { ...options.headers, ...type } }, (answer) => {
      let text = ''
      answer.on('data', (part) => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }))
      answer.on('error', reject)
    })
    asking.on('error', reject)
    asking.end(payload)
  })
}

function parsed(text: string): { kept?: boolean; code?: string } | null {
  try {
    return JSON.parse(text) as { kept?: boolean; code?: string }
  } catch {
    return null
  }
}

// nginx answers with a page of its own.
const codeIn = (body: string) => parsed(body)?.code ?? 'nginx'
