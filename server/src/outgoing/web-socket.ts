import { WebSocket } from 'ws'
import type { Reach } from './reach.ts'
import { responseOf } from './send.ts'

/** Of one message; a recogniser sends a sentence at a time. */
const MESSAGE_BYTES_MAX = 1024 * 1024
/** Of the answer that refuses a connection. */
const REFUSAL_BYTES_MAX = 64 * 1024

/** What happens on a socket. At most one of `refused`, `failed` and `closed`, and nothing after it. */
export interface SocketEvents {
  opened(): void
  said(text: string): void
  /** The other side answered, and not with a socket. */
  refused(answer: Response): void
  /** No connection came about, it broke off, or what came is no message. */
  failed(error: unknown): void
  closed(code: number, reason: string): void
}

/** One conversation of messages with a service. */
export interface OutgoingSocket {
  send(message: string | Uint8Array): void
  /** Bytes that the other side was too slow to take so far. */
  waiting(): number
  /** Ends it at once; no event follows. */
  destroy(): void
}

/** Opens web sockets over connections that only lead where `reach` allows. Redirects are refusals. */
export function createSocketOpener(reach: Reach) {
  return (url: URL, headers: Record<string, string>, on: SocketEvents): OutgoingSocket => {
    reach.refuseHost(url.hostname)
    const options = { headers, lookup: reach.lookup, followRedirects: false, perMessageDeflate: false }
    const socket = new WebSocket(url, { ...options, maxPayload: MESSAGE_BYTES_MAX })
    let over = false

    const last = (event: () => void) => {
      if (over) return
      over = true
      event()
    }
    socket.on('open', () => over || on.opened())
    socket.on('message', (data, isBinary) => {
      if (over) return
      if (isBinary) return last(() => on.failed(new SyntaxError('bytes where words were expected')))
      on.said(String(data))
    })
    socket.on('unexpected-response', (_request, answer) =>
      last(() => on.refused(responseOf(answer, { maxBytes: REFUSAL_BYTES_MAX, signal: null }))),
    )
    // It is closed afterwards, which is no news then.
    socket.on('error', (error) => last(() => on.failed(error)))
    socket.on('close', (code, reason) => last(() => on.closed(code, String(reason))))

    return {
      send: (message) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(message)
      },
      waiting: () => socket.bufferedAmount,
      destroy: () => {
        over = true
        socket.terminate()
      },
    }
  }
}
