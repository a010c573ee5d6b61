import { z } from 'zod'
import { answered, type Deployment, jsonOf } from './deployment.ts'
import { done, type Found, failed, person } from './looked.ts'

/** What is looked at of a frame. */
const Frame = z.looseObject({ type: z.string(), code: z.string().optional() })
const WORDS = 'I learned today that octopuses have three hearts.'
const SESSION = 'verify'
const PATIENCE_MS = 30_000
/** A proxy that holds a stream back gives it away in one go, within this share of the time it all took. */
const HELD_SHARE = 0.05
/** No shorter than this, because one go is several packets. */
const HELD_MS = 2
/** A turn that was answered quicker streams too little to tell. */
const QUICK_MS = 1_000
const STREAM_HELP = 'let the proxy send events on at once (proxy_buffering off)'
const MODEL_HELP = 'look at llm in /health/detailed; the words were kept, and are answered when the model is back'

/** Says something, and finds it in the history. */
export async function conversation(deployment: Deployment): Promise<Found> {
  const said = await deployment.askSignedIn('POST', '/api/conversation', {
    body: { message: WORDS, session_id: SESSION },
  })
  if (said.status === 503) return failed(`a turn ${answered(said)}`, MODEL_HELP)
  const answer = jsonOf(said)
  if (said.status !== 200) return failed(`a turn ${answered(said)}`, 'look into the log of the server')
  if (answer?.user_text !== WORDS || !answer.agent_text)
    return failed('other words came back', 'look whether a proxy changes bodies')
  const history = jsonOf(await deployment.askSignedIn('GET', `/api/session/${SESSION}/history`))
  const found = history?.history?.some((turn: { user_text: string }) => turn.user_text === WORDS)
  const by = answer.answered_by?.provider
  return found
    ? done(`answered${by ? ` by ${by}` : ''} in ${Math.round(said.ms)} ms, and found in the history`)
    : failed('the turn is not in the history', 'look whether a proxy caches /api')
}

/** The same turn as a stream: its beginning has to come before its end is known. */
export async function stream(deployment: Deployment): Promise<Found> {
  const headers = { accept: 'text/event-stream' }
  const body = { text: `${WORDS} Why three?`, session_id: SESSION }
  const seen = await deployment.askSignedIn('POST', '/api/conversation', { headers, body })
  if (seen.status === 503) return failed(`a streamed turn ${answered(seen)}`, MODEL_HELP)
  const type = String(seen.headers['content-type'] ?? '')
  if (seen.status !== 200 || !type.startsWith('text/event-stream'))
    return failed(
      `a streamed turn ${answered(seen)} as ${type || 'nothing'}`,
      'let the proxy pass text/event-stream on',
    )
  const events = [...seen.body.toString().matchAll(/^event: (.+)$/gm)].map(([, name]) => name)
  return events[0] === 'turn-start' && events.at(-1) === 'reply-end'
    ? judgedStream({ ...seen, events: events.length })
    : failed(`the events were ${events.join(', ') || 'none'}`, STREAM_HELP)
}

/** Whether a stream came as it was made: `firstMs` until its first event was here, `ms` until its last. */
export function judgedStream({ firstMs, ms, events }: { firstMs: number; ms: number; events: number }): Found {
  const told = `${events} events from turn-start to reply-end`
  if (ms - firstMs > Math.max(HELD_MS, ms * HELD_SHARE))
    return done(`${told}, the first ${Math.round(ms - firstMs)} ms before the last`)
  const together = `${told} came together after ${Math.round(ms)} ms`
  return ms < QUICK_MS
    ? person(
        `${together}, too quick to tell whether a proxy holds them back`,
        'verify again where a language model answers',
      )
    : failed(together, STREAM_HELP)
}

/** Opens a socket with the token in its head, and talks. */
export async function socket(deployment: Deployment): Promise<Found> {
  const authorization = `Bearer ${deployment.visitor.token}`
  const frames = await talk(deployment, {
    headers: { authorization },
    says: [{ type: 'ping' }, { type: 'text', text: WORDS }],
    until: 'response',
  })
  return judged(frames, 'a ping and a turn were answered')
}

/** Signs in with the first frame, as the web app does. */
export async function socketByFrame(deployment: Deployment): Promise<Found> {
  const frames = await talk(deployment, {
    headers: {},
    says: [{ type: 'auth', token: deployment.visitor.token }, { type: 'ping' }],
    until: 'pong',
  })
  return judged(frames, 'the first frame signed in, and a ping was answered')
}

function judged({ types, trouble }: Talked, well: string): Found {
  if (!trouble) return done(well)
  const heard = types.length > 0 ? ` after ${types.join(', ')}` : ''
  return failed(
    `${trouble}${heard}`,
    'let the proxy upgrade /ws (proxy_http_version 1.1, Upgrade and Connection), and check CORS_ORIGINS',
  )
}

interface Talked {
  types: string[]
  /** What went wrong; null when the frame that was waited for came. */
  trouble: string | null
}

function talk(
  { openSocket }: Deployment,
  { headers, says, until }: { headers: Record<string, string>; says: object[]; until: string },
): Promise<Talked> {
  return new Promise((resolve) => {
    const types: string[] = []
    const end = (trouble: string | null) => {
      clearTimeout(late)
      opened.destroy()
      resolve({ types, trouble })
    }
    const late = setTimeout(() => end(`no ${until} within ${PATIENCE_MS / 1000} s`), PATIENCE_MS)
    const opened = openSocket('/ws/verify-socket', headers, {
      opened: () => {
        for (const frame of says) opened.send(JSON.stringify(frame))
      },
      said(text) {
        const { type, code } = Frame.parse(JSON.parse(text))
        types.push(type)
        if (type === 'error') end(`the socket said ${code}`)
        if (type === until) end(null)
      },
      refused: (answer) => end(`the socket was refused with ${answer.status}`),
      failed: (error) => end(`the socket failed (${error instanceof Error ? error.message : 'unknown'})`),
      closed: (code) => end(`the socket was closed with ${code}`),
    })
  })
}
