import websocket from '@fastify/websocket'
import { AUDIO_BYTES_MAX } from '@lva/contracts/conversation'
import { SUBPROTOCOL } from '@lva/contracts/socket'
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { z } from 'zod'
import { Problem } from '../problem.ts'
import { isRecord } from '../records.ts'
import { spread } from '../spread.ts'
import type { App } from './app.ts'
import { originAllowed } from './origins.ts'
import type { HttpSettings } from './settings.ts'

/** Largest frame, in bytes: a recording in base64 and the JSON around it. A larger one closes the socket with 1009. */
const FRAME_BYTES_MAX = Math.ceil((AUDIO_BYTES_MAX * 4) / 3) + 64 * 1024
/** How long a client may take to say goodbye when the server stops. */
const GOODBYE_MS = 2_000

/** Makes the floor accept WebSocket upgrades; who may have one is asked at admission. */
export async function acceptSockets(app: App): Promise<void> {
  await app.register(websocket, {
    options: {
      maxPayload: FRAME_BYTES_MAX,
      // The other subprotocol a client offers is its token, which must never be echoed.
      handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    },
    preClose(done) {
      void spread(this.websocketServer.clients, (client) => void sayGoodbye(client))
      this.websocketServer.close()
      done()
    },
  })
}

/** What each socket is still at; it resolves when the turn that is being answered is over. */
const atWork = new WeakMap<WebSocket, () => Promise<unknown>>()

/** Tells a client to come back, to whoever is there then: "service restart". */
async function sayGoodbye(client: WebSocket): Promise<void> {
  await atWork.get(client)?.()
  client.close(1012, 'shutting-down')
  setTimeout(() => client.terminate(), GOODBYE_MS).unref()
}

/**
 * Adds a socket. By the time `connected` runs, origin and token were checked; `request.signedIn` is null when the
 * client brought no token, and then its first frame has to. Attach the listener for messages before the first await:
 * frames that arrive earlier are lost. What `connected` answers is awaited before the socket is closed because the server stops.
 */
export function socketRoute<Params extends z.ZodType>(
  app: App,
  url: string,
  {
    params,
    scope,
    limit,
    admit,
    connected,
  }: {
    params: Params
    /** What a personal access token needs; without it none is enough. A socket whose first frame signs in asks for the same. */
    scope?: NonNullable<FastifyContextConfig['scope']>
    /** `none`: connections and seats are not counted, because the socket has a limit of its own. */
    limit?: NonNullable<FastifyContextConfig['limit']>
    /** Throws a Problem before the upgrade, for a socket that is opened another way than by signing in. */
    admit?(request: FastifyRequest, reply: FastifyReply): Promise<void>
    connected(
      socket: WebSocket,
      request: FastifyRequest & { params: z.infer<Params> },
    ): void | Promise<void> | (() => Promise<unknown>)
  },
): void {
  app.route({
    method: 'GET',
    url,
    exposeHeadRoute: false,
    schema: { params, hide: true },
    config: { socket: true, ...(scope && { scope }), ...(limit && { limit }) },
    ...(admit && { preValidation: admit }),
    handler: async () => {
      throw new Problem('bad-request', 'Open this address as a WebSocket.')
    },
    wsHandler(socket, request) {
      const begun = connected(socket, request as unknown as FastifyRequest & { params: z.infer<Params> })
      if (typeof begun !== 'function') return begun
      atWork.set(socket, begun)
    },
  })
}

/** The token an upgrade brings in its query (`?token=`) or among its subprotocols (`bearer.<token>`), or null. */
export function socketToken(request: FastifyRequest): string | null {
  const token = isRecord(request.query) ? request.query.token : undefined
  if (typeof token === 'string' && token !== '') return token
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? []
  return offered.find((name) => name.startsWith('bearer.'))?.slice('bearer.'.length) || null
}

/** True when a page of the request's origin may open a socket here. */
export function mayConnect({ headers }: FastifyRequest, settings: HttpSettings): boolean {
  return originAllowed({
    origin: headers.origin,
    host: headers.host,
    corsOrigins: settings.corsOrigins,
    publicUrl: settings.publicUrl,
    validate: settings.checkSocketOrigin,
    allowLocalhost: settings.allowLocalhost,
  })
}
