import { createReach, type Lookup } from './reach.ts'
import { addressOf, redirectOf } from './redirect.ts'
import { OutgoingRefused } from './refused.ts'
import { createSender, type Sent } from './send.ts'
import { createSocketOpener, type OutgoingSocket, type SocketEvents } from './web-socket.ts'

const REDIRECTS_MAX = 3
const MAX_BYTES = 5 * 1024 * 1024
const TIMEOUT_MS = 20_000
/** Of a provider: a long text read aloud. Its time is bounded by the guard around every provider. */
const PROVIDER_BYTES_MAX = 64 * 1024 * 1024
export type Outgoing = ReturnType<typeof createOutgoing>

export type { OutgoingSocket }

/** Opens a web socket to an address of one service, or a path of its origin. Throws OutgoingRefused. */
export type OpenSocket = (address: string, headers: Record<string, string>, on: SocketEvents) => OutgoingSocket

/** How much of an answer is taken, and how long it may take in all. */
interface Bounds {
  maxBytes?: number
  timeoutMs?: number
}

/**
 * The only way out of the house. Requests reach machines of the public network and what `allow` (OUTGOING_ALLOW) names. Its verbs fail
 * with OutgoingRefused, whose message an operator understands, and with the errors of the connection.
 */
export function createOutgoing({ allow = [], lookup }: { allow?: readonly string[]; lookup?: Lookup } = {}) {
  const reach = createReach({ allow, ...(lookup ? { lookup } : {}) })

  function reachOf(url: string, operators: boolean) {
    const { hostname } = addressOf(url)
    const chosen = operators ? [...allow, hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')] : allow
    return createReach({ allow: chosen, ...(lookup ? { lookup } : {}) })
  }

  return {
    /** Whether the operator named the host of an address (OUTGOING_ALLOW). Throws OutgoingRefused for what is no address. */
    isNamed: (url: string): boolean => reach.isNamed(addressOf(url).hostname),

    /**
     * Fetches from wherever somebody says. Redirects are followed at most three times and checked like the first address; none
     * leads from https to http, and credentials do not go on to another origin.
     */
    fetch: fetching(createSender(reach)),

    /**
     * The same for addresses of strangers, such as those a search gave back: from the public network and nowhere else, whatever the operator
     * opened to others.
     */
    fetchPublic: fetching(createSender(createReach({ allow: [], ...(lookup ? { lookup } : {}) }))),

    /**
     * A `fetch` for one service: it reaches the origin of `url` and nothing else, and hands back redirects to its caller.
     * With `operators` the address is the operator's own choice, which may be in a private network. Of an answer at most `maxBytes` are taken.
     */
    only(
      url: string,
      { operators, maxBytes = PROVIDER_BYTES_MAX }: { operators: boolean; maxBytes?: number },
    ): typeof globalThis.fetch {
      const { origin } = addressOf(url)
      const toOrigin = createSender(reachOf(url, operators))
      return async (input, init = {}) => {
        const { url: asked, ...rest } = await read(input instanceof Request ? input.url : input, init)
        refuseOther(asked, origin)
        return toOrigin({ ...rest, url: asked, signal: init.signal ?? null, maxBytes })
      }
    },

    /** The same for web sockets: https becomes wss. */
    socket(url: string, { operators }: { operators: boolean }): OpenSocket {
      const { origin } = addressOf(url)
      const toOrigin = createSocketOpener(reachOf(url, operators))
      return (address, headers, on) => {
        const asked = addressOf(URL.parse(address, origin) ?? '')
        refuseOther(asked, origin)
        return toOrigin(asked, headers, on)
      }
    },
  }
}

function fetching(send: ReturnType<typeof createSender>) {
  return async (
    url: string | URL,
    init: RequestInit = {},
    { maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS }: Bounds = {},
  ): Promise<Response> => {
    const inTime = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, inTime]) : inTime
    let sent = { ...(await read(url, init)), signal, maxBytes }
    for (let redirects = 0; ; redirects += 1) {
      const answer = await send(sent)
      const next = redirectOf(answer, sent)
      if (next === null) return answer
      await answer.body?.cancel()
      if (redirects >= REDIRECTS_MAX)
        throw new OutgoingRefused(`${sent.url.host} redirects more than ${REDIRECTS_MAX} times.`)
      sent = { ...sent, ...next }
    }
  }
}

function refuseOther(asked: URL, origin: string): void {
  if (asked.origin !== origin) throw new OutgoingRefused(`${asked.host} is not ${new URL(origin).host}.`)
}

/** Throws OutgoingRefused unless an answer is of one of these content types, e.g. `text/html`. */
export function requireType(answer: Response, types: readonly string[]): void {
  const type = answer.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? 'nothing'
  if (!types.includes(type))
    throw new OutgoingRefused(`The answer is ${type}, and ${types.join(' or ')} was asked for.`)
}

/** The parts of a request, its body as bytes: a form that is aborted while Node reads it ends the process. */
async function read(url: string | URL, init: RequestInit): Promise<Omit<Sent, 'signal' | 'maxBytes'>> {
  const asked = addressOf(url)
  const { signal: _signal, ...rest } = init
  const request = new Request(asked, { ...rest, redirect: 'manual' })
  const body = init.body === undefined || init.body === null ? null : Buffer.from(await request.arrayBuffer())
  const headers = { 'accept-encoding': 'identity', ...Object.fromEntries(request.headers) }
  return { url: asked, method: request.method, headers, body }
}
