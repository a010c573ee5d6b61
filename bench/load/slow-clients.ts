import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** One connection of a client that is slow in its own way, and what it does every second. */
interface Slow {
  begin(socket: Socket): void
  goOn?(socket: Socket): void
  /** Whether it reads what it gets. */
  reads: boolean
}

/** How the clients of a kind fared: when each was dropped, in seconds from its connection. */
export interface Dropped {
  kind: string
  clients: number
  connections: number
  droppedAfter: number[]
  /** Of those that were still connected at the end, the one that was there longest. */
  oldestLeft: number
}

const MUCH = 'GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'

const KINDS = {
  'half-open: sends nothing': () => ({ begin: () => {}, reads: true }),
  'slow head: a byte a second': () => ({
    begin: (socket) => socket.write('GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: '),
    goOn: (socket) => socket.write('a'),
    reads: true,
  }),
  'slow body: a byte a second': (token) => ({
    begin: (socket) =>
      socket.write(
        `POST /api/conversation HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 30000000\r\n\r\n{"audio_base64":"`,
      ),
    goOn: (socket) => socket.write('A'),
    reads: true,
  }),
  'slow reader: reads nothing of much': () => ({
    begin: (socket) => socket.write(MUCH.repeat(20)),
    // More than the system keeps for a connection that nobody reads, which is some 3 MB; the writes also tell of a reset.
    goOn: (socket) => socket.write(MUCH.repeat(10)),
    reads: false,
  }),
  'silent WebSocket: answers no ping': (token) => ({
    begin: (socket) =>
      socket.write(
        `GET /ws/silent HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      ),
    reads: true,
  }),
} satisfies Record<string, (token: string) => Slow>

/**
 * Keeps so many slow clients at a server, a fifth of each kind, from many addresses of this machine. Whoever is dropped comes back at
 * once, until `over`. `tokens` are of learners who let themselves be slow.
 */
export async function slowClients(
  url: string,
  { clients, tokens, over }: { clients: number; tokens: readonly string[]; over: AbortSignal },
): Promise<Dropped[]> {
  const kinds = Object.entries(KINDS)
  return Promise.all(
    kinds.map(async ([kind, make]) => {
      const count = Math.round(clients / kinds.length)
      const all = await Promise.all(
        Array.from({ length: count }, (_, n) =>
          beSlow(url, make(tokens[n % tokens.length] ?? ''), `127.0.1.${1 + (n % 60)}`, over),
        ),
      )
      return {
        kind,
        clients: count,
        connections: all.reduce((sum, one) => sum + one.connections, 0),
        droppedAfter: all.flatMap(({ droppedAfter }) => droppedAfter).sort((a, b) => a - b),
        oldestLeft: Math.max(...all.map(({ left }) => left)),
      }
    }),
  )
}

async function beSlow(url: string, slow: Slow, localAddress: string, over: AbortSignal) {
  const { hostname, port } = new URL(url)
  const droppedAfter: number[] = []
  let [connections, left] = [0, 0]
  while (!over.aborted) {
    const socket = connect({ host: hostname, port: Number(port), localAddress })
    connections += 1
    const began = performance.now()
    // Not 'close': a socket that reads nothing does not notice that it was closed, but its writes fail.
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()).on('error', () => {}))
    if (slow.reads) socket.resume()
    socket.once('connect', () => slow.begin(socket))
    const writing = setInterval(() => slow.goOn?.(socket), 1000)
    await Promise.race([gone, aborted(over)])
    clearInterval(writing)
    const seconds = (performance.now() - began) / 1000
    if (over.aborted) left = seconds
    else droppedAfter.push(seconds)
    socket.destroy()
    await pause(100)
  }
  return { connections, droppedAfter, left }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
