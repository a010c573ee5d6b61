import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import type { Attempt } from './requests.ts'

/** What came back. */
export interface Reply {
  status: number
  headers: Record<string, string>
  text: string
  ms: number
}

const PATIENCE_MS = 30_000

/** Sends requests to one server, over connections that are kept. */
export function createSender(url: string) {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })

  return {
    close: () => agent.destroy(),

    send({ method, path, headers, body }: Pick<Attempt, 'method' | 'path' | 'headers' | 'body'>): Promise<Reply> {
      const began = performance.now()
      return new Promise((resolve, reject) => {
        const out = request({
          hostname,
          port,
          method,
          path,
          agent,
          timeout: PATIENCE_MS,
          headers: { ...headers, ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }) },
        })
        out.on('timeout', () => out.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)))
        out.on('error', reject)
        out.on('response', (answer) => {
          const parts: Buffer[] = []
          answer.on('data', (part) => parts.push(part))
          answer.on('error', reject)
          answer.on('end', () => {
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers as Record<string, string>,
              text: Buffer.concat(parts).toString('utf8'),
              ms: performance.now() - began,
            })
          })
        })
        out.end(body ?? undefined)
      })
    },

    /** Sends bytes that need not be HTTP; resolves with whatever comes until the server hangs up or is quiet. */
    sendRaw(bytes: string | Uint8Array, { quietMs = 500 }: { quietMs?: number } = {}): Promise<string> {
      return new Promise((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write(bytes))
        let received = ''
        socket.setTimeout(quietMs, () => socket.destroy())
        socket.on('data', (data) => {
          received += data.toString('latin1')
        })
        socket.on('error', () => {})
        socket.on('close', () => resolve(received))
      })
    },
  }
}
