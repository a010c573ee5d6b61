import { Agent, request } from 'node:http'

export interface Answered {
  status: number
  /** From the first byte sent to the last received, in milliseconds. */
  ms: number
  body: string
}

export type Connection = ReturnType<typeof openConnection>

/** One kept-alive connection that carries one request at a time. */
export function openConnection(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { hostname, port } = new URL(url)

  return {
    /** Posts JSON; rejects when the connection breaks. */
    post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
      const payload = Buffer.from(JSON.stringify(body))
      return new Promise((resolve, reject) => {
        const began = performance.now()
        const sent = request(
          {
            hostname,
            port,
            path,
            method: 'POST',
            agent,
            headers: { 'content-type': 'application/json', 'content-length': payload.length, ...headers },
          },
          (answer) => {
            const pieces: Buffer[] = []
            answer.on('data', (piece: Buffer) => pieces.push(piece))
            answer.on('end', () =>
              resolve({
                status: answer.statusCode ?? 0,
                ms: performance.now() - began,
                body: Buffer.concat(pieces).toString(),
              }),
            )
            answer.on('error', reject)
          },
        )
        sent.on('error', reject)
        sent.end(payload)
      })
    },

    close: () => agent.destroy(),
  }
}
