import { randomUUID } from 'node:crypto'
import http, { type RequestListener, type Server } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { CanonicalResponse } from './canonical-headers.ts'

/** Certificate chain and private key, PEM. */
export interface Tls {
  cert: string | Buffer
  key: string | Buffer
}

/** How long a client may take, in milliseconds. */
export interface TimeLimits {
  /** From the connection to the end of the request's head. */
  headers: number
  /** From the start of a request to the end of its body; a phone may need a while for a recording. */
  request: number
  /** Silence on a connection in either direction. Longer than a model that thinks before it answers. */
  idle: number
  /** Between two requests on a connection; longer than a proxy in front keeps its own (nginx: 60 s). */
  keepAlive: number
  /** How often the first two are looked at. */
  check: number
}

const TIME_LIMITS: TimeLimits = { headers: 15_000, request: 180_000, idle: 150_000, keepAlive: 65_000, check: 5_000 }

/** Makes the http (or https) server: canonical header names, and time-outs that drop clients who only pretend to send. */
export function createServer(
  listener: RequestListener,
  { tls, timeLimits }: { tls?: Tls | undefined; timeLimits?: Partial<TimeLimits> | undefined },
): Server {
  const limits = { ...TIME_LIMITS, ...timeLimits }
  const options = {
    ServerResponse: CanonicalResponse as typeof http.ServerResponse,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: limits.check,
  }
  // An https server has every event and method of the http one that Fastify uses.
  const server = tls
    ? (https.createServer({ ...options, ...tls }, listener) as unknown as Server)
    : http.createServer(options, listener)
  server.setTimeout(limits.idle)
  server.on('clientError', refuseClient)
  return server
}

const STATUS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

// What is not HTTP never reaches Fastify, so the answer is written here.
function refuseClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const id = randomUUID()
  const body = JSON.stringify({ detail: 'The request could not be understood.', code: 'bad-request', request_id: id })
  socket.end(
    `HTTP/1.1 ${STATUS[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `X-Request-ID: ${id}\r\nX-Response-Time: 0.0ms\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n` +
      `Content-Security-Policy: default-src 'none'\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}
