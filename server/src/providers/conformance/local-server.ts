import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { Server } from 'node:net'

/** One request as a local server got it. */
export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A server on this machine that speaks a vendor's protocol. `gone` waits until a client leaves before its answer ended. */
export async function startServer(answer: (request: Received, response: ServerResponse) => void | Promise<void>) {
  const requests: Received[] = []
  const gone = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url: path = '', headers } = request
    const received = { method, path, headers, body: Buffer.concat(chunks) }
    requests.push(received)
    response.on('close', () => {
      if (!response.writableEnded) gone.resolve()
    })
    await answer(received, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${portOf(server)}`
  return {
    url,
    requests,
    gone: () => gone.promise,
    /** A `fetch` that reaches this server in place of a vendor's own address. */
    insteadOf: (vendorUrl: string): typeof globalThis.fetch => {
      return (input, init) =>
        globalThis.fetch(
          String(input instanceof Request ? input.url : input).replace(new URL(vendorUrl).origin, url),
          init,
        )
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** The port a server listens on. */
export function portOf(server: Pick<Server, 'address'>): number {
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new Error('It listens on no port.')
  return bound.port
}
