import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createPace, type PaceLimits } from './pace.ts'

/**
 * Looks at every running exchange every `check` milliseconds, and drops clients that are too slow: one that sends is told by `refuse`
 * where no answer was begun.
 */
export function dropSlowClients(
  server: Server,
  { pace: limits, check }: { pace: PaceLimits; check: number },
  refuse: (error: NodeJS.ErrnoException, socket: Socket) => void,
): void {
  const running = new Map<ServerResponse, { request: IncomingMessage; look: (nowMs: number) => string | null }>()
  server.on('request', (request, response) => {
    const { socket } = request
    const pace = createPace(limits, performance.now())
    const began = { read: socket.bytesRead, written: socket.bytesWritten }
    running.set(response, {
      request,
      look: (nowMs) =>
        pace.look({
          nowMs,
          received: socket.bytesRead - began.read,
          // What is still in our own buffer was not sent.
          sent: socket.bytesWritten - began.written - socket.writableLength,
          receiving: !request.complete,
          sending: socket.writableLength > 0,
        }),
    })
    response.once('close', () => running.delete(response))
  })

  const timer = setInterval(() => {
    const nowMs = performance.now()
    for (const [response, { request, look }] of running) {
      const slowAt = look(nowMs)
      if (slowAt === null) continue
      const late = Object.assign(new Error(`the client is too slow at ${slowAt}`), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
      if (slowAt === 'sending' && !response.headersSent) refuse(late, request.socket)
      else request.socket.destroy()
    }
  }, check).unref()
  server.once('close', () => clearInterval(timer))
}
