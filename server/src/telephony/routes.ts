import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import { clientKey } from '../http/limits.ts'
import { socketRoute } from '../http/sockets.ts'
import { Problem } from '../problem.ts'
import { MESSAGE_BYTES_MAX } from './carrier/frames.ts'
import type { HookName, Telephony } from './telephony.ts'

const HOOKS: readonly HookName[] = ['voice', 'process-speech', 'recording', 'status']
const HOOK_BYTES_MAX = 64 * 1024
/** A carrier that reads nothing must not fill our memory: more than a minute of a call. */
const UNSENT_BYTES_MAX = 1024 * 1024
const PING_MS = 25_000

/** The carrier's doors: hooks that it signs, and sockets whose upgrade it signs. Everybody else is refused, and counted. */
export function telephonyRoutes(app: App, telephony: Telephony) {
  const came = (request: FastifyRequest) => {
    const signature = request.headers['x-twilio-signature']
    return { target: request.raw.url ?? '', signature: typeof signature === 'string' ? signature : undefined }
  }

  async function refuse(request: FastifyRequest, reply: FastifyReply): Promise<never> {
    await app.limits.take('site', clientKey(request), reply)
    throw new Problem('forbidden', 'This is for the carrier of calls only, and not signed by it.')
  }

  app.register(async (inner: App) => {
    // What was signed are the bytes as they came, a name that comes twice among them.
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    for (const name of HOOKS)
      inner.post(
        `/twilio/${name}`,
        { bodyLimit: HOOK_BYTES_MAX, config: { open: true, limit: 'none' }, schema: { hide: true } },
        async (request, reply) => {
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
          const form = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
          const answer = await telephony.hook(name, came(request), body, form)
          if (answer === null) return refuse(request, reply)
          return reply.type('text/xml; charset=utf-8').send(answer)
        },
      )
  })

  for (const way of ['relay', 'media'] as const)
    socketRoute(app, `/twilio/${way}`, {
      params: z.object({}),
      limit: 'none',
      async admit(request, reply) {
        if (!telephony.maySocket(came(request))) await refuse(request, reply)
      },
      connected: (socket) => carry(socket, telephony, way),
    })
}

function carry(socket: WebSocket, telephony: Telephony, way: 'relay' | 'media') {
  const call = telephony.connected(way, {
    send(message) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > UNSENT_BYTES_MAX) return socket.terminate()
      socket.send(JSON.stringify(message))
    },
    close: () => socket.close(1000),
  })
  let alive = true
  socket.on('message', (data, binary) => {
    alive = true
    if (!binary && size(data) <= MESSAGE_BYTES_MAX) call.message(String(data))
  })
  socket.on('pong', () => {
    alive = true
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearInterval(heartbeat)
    call.gone()
  })
  const heartbeat = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, PING_MS)
}

const size = (data: RawData) =>
  Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength
