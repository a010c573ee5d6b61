import { randomUUID } from 'node:crypto'
import type { Fault } from '../http/log.ts'

const TIMEOUT_MS = 5_000
/** The same fault is reported once in so long, and so many of all kinds. */
const WINDOW_MS = 60_000
const FAULTS_MAX = 20
const FRAMES_MAX = 50

/** Where faults are reported, as SENTRY_DSN says: `https://KEY@HOST/PROJECT`. */
export interface SentryNeeds {
  dsn: string
  version: string
  environment: string
  /** Leads to the host of the DSN and nowhere else. */
  fetch: typeof globalThis.fetch
  now: () => Date
}

/**
 * Reports faults by Sentry's envelope protocol: what the log may say of an error, the ids that lead to it in the log, and the release.
 * No body, no address, no header, nobody's name. Never fails; what cannot be sent is dropped.
 */
export function createSentry({ dsn, version, environment, fetch, now }: SentryNeeds) {
  const { url, key } = placeOf(dsn)
  let window = { began: 0, seen: new Set<string>() }
  let restsUntil = 0

  function isNews(what: string): boolean {
    const at = now().getTime()
    if (at < restsUntil) return false
    if (at - window.began >= WINDOW_MS) window = { began: at, seen: new Set() }
    if (window.seen.has(what) || window.seen.size >= FAULTS_MAX) return false
    window.seen.add(what)
    return true
  }

  async function send(event: { event_id: string }): Promise<void> {
    const head = { event_id: event.event_id, sent_at: now().toISOString() }
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-sentry-envelope',
        'x-sentry-auth': `Sentry sentry_version=7, sentry_client=learning-voice-agent/${version}, sentry_key=${key}`,
      },
      body: [head, { type: 'event' }, event].map((part) => JSON.stringify(part)).join('\n'),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await answer.body?.cancel()
    if (answer.ok) return
    const seconds = Number(answer.headers.get('retry-after')) || WINDOW_MS / 1000
    restsUntil = now().getTime() + seconds * 1000
  }

  return {
    /** Reports what was logged as an error; undefined: it was reported already. */
    report({ error, message, trail }: Fault): Promise<void> | undefined {
      const frames = framesOf(error.stack)
      const where = frames.at(-1)
      if (!isNews(`${error.type} ${where?.filename}:${where?.lineno} ${message}`)) return undefined
      const event = {
        event_id: randomUUID().replaceAll('-', ''),
        timestamp: now().getTime() / 1000,
        ...{ platform: 'node', level: 'error', release: `learning-voice-agent@${version}`, environment },
        ...{ logentry: { formatted: message }, tags: trail },
        exception: { values: [{ type: error.type, value: error.message, stacktrace: { frames } }] },
      }
      return send(event).catch(() => {
        restsUntil = now().getTime() + WINDOW_MS
      })
    },
  }
}

/** Sentry wants the innermost place last. Of places only those of the error itself are told, not of its causes. */
function framesOf(stack: string) {
  const [own = ''] = stack.split('\ncaused by: ')
  const frames = own.split('\n').flatMap((line) => {
    const place = /^ {4}at (?:(?<name>.+) \()?(?<file>[^()]+):(?<line>\d+):(?<column>\d+)\)?$/.exec(line)?.groups
    if (!place) return []
    const { name = '?', file = '', line: lineno, column: colno } = place
    const inApp = !/node_modules|^node:/.test(file)
    const filename = file.split('/').slice(-4).join('/')
    return [{ function: name, filename, lineno: Number(lineno), colno: Number(colno), in_app: inApp }]
  })
  return frames.slice(0, FRAMES_MAX).reverse()
}

/** Throws Error for what is no DSN. */
function placeOf(dsn: string): { url: string; key: string } {
  const { origin, pathname, username } = new URL(dsn)
  const project = pathname.split('/').at(-1)
  if (!username || !project) throw new Error('SENTRY_DSN is not like https://KEY@HOST/PROJECT')
  const before = pathname.slice(0, -project.length)
  return { url: `${origin}${before}api/${project}/envelope/`, key: username }
}
