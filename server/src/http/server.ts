import { randomUUID } from 'node:crypto'
import http, { type RequestListener, type Server } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { CanonicalResponse } from './canonical-headers.ts'
import { type ConnectionLimits, limitConnections } from './connections.ts'
import type { PaceLimits } from './pace.ts'
import { dropSlowClients } from './slow-clients.ts'

/** Certificate chain and private key, PEM. */
export interface Tls {
  cert: string | Buffer
  key: string | Buffer
}

/** How long a client may take, in milliseconds. */
export interface TimeLimits {
  /** From the connection to the end of the request's head; also for the handshake of TLS. */
  headers: number
  /** From the start of a request to the end of its body; a phone may need a while for a recording. */
  request: number
  /** Silence on a connection in either direction. Longer than a model that thinks before it answers. */
  idle: number
  /** Between two requests on a connection; longer than a proxy in front keeps its own (nginx: 60 s). */
  keepAlive: number
  /** How often all but `idle` and `keepAlive` are looked at. */
  check: number
  /** Bodies that trickle in, and answers that nobody reads. */
  pace: PaceLimits
}

/** Requests on one connection that wait for their answer. Browsers send one after the other. */
const UNANSWERED_MAX = 32

const TIME_LIMITS: TimeLimits = {
  headers: 15_000,
  request: 180_000,
  idle: 150_000,
  keepAlive: 65_000,
  check: 5_000,
  pace: { graceMs: 20_000, bytesPerSecond: 1_000, stalledMs: 30_000 },
}

/**
 * Makes the http (or https) server: canonical header names, limits of connections, and time-outs that drop clients who only pretend to
 * send or to read. `headers` are those of answers that never reach Fastify.
 */
export function createServer(
  handler: RequestListener,
  {
    tls,
    timeLimits,
    headers,
    connections,
    isTrusted,
  }: {
    tls?: Tls | undefined
    timeLimits?: Partial<TimeLimits> | undefined
    headers: Record<string, string>
    connections: ConnectionLimits
    isTrusted: (address: string) => boolean
  },
): Server {
  const limits = { ...TIME_LIMITS, ...timeLimits }
  const listener = withoutCrowding(handler)
  const options = {
    ServerResponse: CanonicalResponse as typeof http.ServerResponse,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: limits.check,
    // Node's own answer would have none of our headers; admission says it.
    requireHostHeader: false,
  }
  // An https server has every event and method of the http one that Fastify uses.
  const server = tls
    ? (https.createServer({ ...options, handshakeTimeout: limits.headers, ...tls }, listener) as unknown as Server)
    : http.createServer(options, listener)
  server.setTimeout(limits.idle)
  const refuse = refuseClient(headers)
  server.on('clientError', refuse)
  // What we are expected to do is no reason for Node to answer in our place (RFC 9110, 10.1.1: a server may).
  server.on('checkExpectation', listener)
  limitConnections(server, connections, isTrusted)
  dropSlowClients(server, limits, refuse)
  return server
}

/**
 * Hangs up on a connection that asks again and again without waiting for an answer. Node hands over everything that arrived at once, so
 * one packet could hold the event loop for as long as it takes to answer a thousand requests.
 */
function withoutCrowding(listener: RequestListener): RequestListener {
  const unanswered = new WeakMap<Socket, number>()
  return (request, response) => {
    const { socket } = request
    const count = (unanswered.get(socket) ?? 0) + 1
    if (count > UNANSWERED_MAX) {
      socket.destroy()
      return
    }
    unanswered.set(socket, count)
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1))
    listener(request, response)
  }
}

const STATUS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

// What is not HTTP never reaches Fastify, so the answer is written here.
function refuseClient(headers: Record<string, string>): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const always = Object.entries({
    Connection: 'close',
    'Content-Type': 'application/json; charset=utf-8',
    ...headers,
    'X-Response-Time': '0.0ms',
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const id = randomUUID()
    const body = JSON.stringify({ detail: 'The request could not be understood.', code: 'bad-request', request_id: id })
    const status = STATUS[error.code ?? ''] ?? '400 Bad Request'
    socket.end(
      `HTTP/1.1 ${status}\r\n${always}X-Request-ID: ${id}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      () => socket.destroy(),
    )
  }
}
