import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import type { Setup } from '@lva/contracts/setup'
import type { Tls } from './server.ts'

const CONNECTIONS_MAX = 100
const AGAIN_S = '2'
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'Retry-After': AGAIN_S }
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="${AGAIN_S}">
<title>A backup is being put back</title>
<h1>A backup is being put back</h1>
<p>This page opens by itself when that is done.
</html>
`

/** Stands where the doors of the house are while a backup is put back: says how far that is, and that all else has to wait. */
export async function openWaitingDoor({
  host,
  port,
  tls,
  percent,
}: {
  host: string
  port: number
  tls: Tls | undefined
  percent: () => number
}): Promise<{ port: number; close(): Promise<void> }> {
  const answer: RequestListener = (request, response) => {
    request.resume()
    const path = request.url?.split('?', 1)[0]
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { ...HEADERS, 'Content-Type': `${type}; charset=utf-8` }).end(body)
    const json = (status: number, body: object) => send(status, 'application/json', JSON.stringify(body))
    if (path === '/api/setup') json(200, { empty: true, restoring: percent(), failure: null } satisfies Setup)
    else if (path === '/health') json(200, { status: 'healthy', timestamp: new Date().toISOString() })
    else if (request.headers.accept?.includes('text/html')) send(503, 'text/html', PAGE)
    else json(503, { detail: 'A backup is being put back. Try again in a moment.', code: 'shutting-down' })
  }
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer)
  server.maxConnections = CONNECTIONS_MAX
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound ? bound.port : port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
