import type { TurnEvent } from '@lva/contracts/conversation'
import { type Access, createAccess, mayBeExpired } from './access.ts'
import { ApiProblem, Offline, readProblem } from './api-problem.ts'
import { eventStream } from './event-stream.ts'

export type Ask = {
  body?: unknown
  signal?: AbortSignal
  /** The same key for every attempt at the same turn: the server answers it once. */
  idempotencyKey?: string
  /** The request may finish after the page is gone. */
  keepalive?: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Request = Ask & { method: Method; path: string; accept: string }

export type Api = ReturnType<typeof createApi>

/**
 * Speaks with the server. Every verb throws `ApiProblem` when the server says no, `Offline` when it cannot be reached, and
 * an `AbortError` when `signal` is aborted.
 */
export function createApi({ fetch, access }: { fetch: typeof globalThis.fetch; access: Access }) {
  async function sent(request: Request, bearer: string | null): Promise<Response> {
    const headers: Record<string, string> = { Accept: request.accept, 'X-Client': 'web' }
    if (bearer) headers.Authorization = `Bearer ${bearer}`
    if (request.idempotencyKey) headers['Idempotency-Key'] = request.idempotencyKey
    if (request.body !== undefined && !(request.body instanceof Blob)) headers['Content-Type'] = 'application/json'
    const body = request.body instanceof Blob ? request.body : JSON.stringify(request.body)
    const { method, signal, keepalive } = request
    const options: RequestInit = { method, headers, credentials: 'same-origin' }
    if (request.body !== undefined) options.body = body
    if (signal) options.signal = signal
    if (keepalive) options.keepalive = keepalive
    try {
      return await fetch(request.path, options)
    } catch (cause) {
      throw reached(cause)
    }
  }

  async function answered(request: Request): Promise<Response> {
    const bearer = await access.bearer()
    const answer = await sent(request, bearer)
    if (answer.ok) return answer
    const problem = await readProblem(answer)
    if (!bearer || !mayBeExpired(problem)) throw problem
    const fresh = await access.again(bearer)
    if (!fresh) throw problem
    const second = await sent(request, fresh)
    if (second.ok) return second
    throw await readProblem(second)
  }

  async function json<T>(method: Method, path: string, ask: Ask = {}): Promise<T> {
    const answer = await answered({ ...ask, method, path, accept: 'application/json' })
    if (answer.status === 204) return undefined as T
    return answer.json().catch((cause: unknown) => {
      throw reached(cause)
    })
  }

  return {
    get: <T>(path: string, ask?: Ask) => json<T>('GET', path, ask),
    post: <T>(path: string, ask?: Ask) => json<T>('POST', path, ask),
    put: <T>(path: string, ask?: Ask) => json<T>('PUT', path, ask),
    patch: <T>(path: string, ask?: Ask) => json<T>('PATCH', path, ask),
    delete: <T = void>(path: string, ask?: Ask) => json<T>('DELETE', path, ask),

    /** Sends a file as it is. */
    upload: <T>(path: string, file: Blob, ask: Omit<Ask, 'body'> = {}) => json<T>('POST', path, { ...ask, body: file }),

    /** Fetches a file that only this learner may have. */
    async file(path: string, { signal }: { signal?: AbortSignal } = {}): Promise<Blob> {
      const answer = await answered({ method: 'GET', path, accept: '*/*', ...(signal && { signal }) })
      return answer.blob()
    },

    /**
     * Events as they come: of a turn that is taken with `body`, or of a stream that is listened to. A server that answers at once gives a
     * single `reply-end`.
     */
    async *events<Event = TurnEvent>(path: string, body?: unknown, ask: Omit<Ask, 'body'> = {}): AsyncGenerator<Event> {
      const method = body ? 'POST' : 'GET'
      const answer = await answered({ ...ask, body, method, path, accept: 'text/event-stream' })
      if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) {
        yield { type: 'reply-end', ...(await answer.json()) } as Event
        return
      }
      try {
        if (!answer.body) return
        for await (const event of eventStream(answer.body)) yield { ...JSON.parse(event.data), type: event.name }
      } catch (cause) {
        throw reached(cause)
      }
    },

    /** The access token, for the socket's sign-in; null when nobody is signed in. */
    token: () => access.bearer(),
  }
}

/** What `fetch` and body readers throw when the network fails, told apart from stopping and from our own faults. */
function reached(cause: unknown): unknown {
  if (cause instanceof ApiProblem || (cause instanceof DOMException && cause.name === 'AbortError')) return cause
  if (cause instanceof TypeError || cause instanceof DOMException) {
    return new Offline('The server cannot be reached.', { cause })
  }
  return cause
}

const fetchHere: typeof fetch = (address, options) => fetch(address, options)

/** The one access and the one api of this page. */
export const access = createAccess({ fetch: fetchHere, now: () => Date.now() })
export const api = createApi({ fetch: fetchHere, access })
