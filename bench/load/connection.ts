import http, { type IncomingHttpHeaders } from 'node:http'
import https from 'node:https'

/** Nobody waits longer than this for an answer. */
const PATIENCE_MS = 60_000

export interface Answered {
  status: number
  /** From the first byte sent to the last received, in milliseconds. */
  ms: number
  headers: IncomingHttpHeaders
  body: string
}

export type Connection = ReturnType<typeof openConnection>

/** One kept-alive connection that carries one request at a time. `common` are headers that go with each. */
export function openConnection(url: string, common: Record<string, string> = {}) {
  const { protocol, hostname, port } = new URL(url)
  const { Agent, request } = protocol === 'https:' ? https : http
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  /** Sends JSON, or nothing; rejects when the connection breaks. */
  function ask(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answered> {
    const payload = body === undefined ? null : Buffer.from(JSON.stringify(body))
    const ofBody = payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}
    return new Promise((resolve, reject) => {
      const began = performance.now()
      const sent = request(
        { hostname, port, path, method, agent, headers: { ...common, ...ofBody, ...headers }, timeout: PATIENCE_MS },
        (answer) => {
          const pieces: Buffer[] = []
          answer.on('data', (piece: Buffer) => pieces.push(piece))
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              ms: performance.now() - began,
              headers: answer.headers,
              body: Buffer.concat(pieces).toString(),
            }),
          )
          answer.on('error', reject)
        },
      )
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)))
      sent.on('error', reject)
      sent.end(payload ?? undefined)
    })
  }

  return {
    ask,
    post: (path: string, body: unknown, headers: Record<string, string> = {}) => ask('POST', path, { body, headers }),
    close: () => agent.destroy(),
  }
}
