import { WebSocket } from 'ws'

/** What came back: whether it was let in, and everything that was said. */
export interface Heard {
  status: number
  text: string
}

const QUIET_MS = 120
const PATIENCE_MS = 5_000

/** Opens a socket, sends frames, and listens until it is closed, quiet, or `until` was said. */
export function talk(
  url: string,
  { headers, frames, until }: { headers: Record<string, string>; frames: readonly string[]; until?: RegExp },
): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers })
    let text = ''
    let status = 0
    const done = () => {
      clearTimeout(patience)
      clearTimeout(quiet)
      socket.terminate()
      resolve({ status, text })
    }
    const patience = setTimeout(done, PATIENCE_MS)
    let quiet: NodeJS.Timeout | undefined
    const listen = () => {
      clearTimeout(quiet)
      if (!until) quiet = setTimeout(done, QUIET_MS)
    }
    socket.on('open', () => {
      status = 101
      for (const frame of frames) socket.send(frame)
      listen()
    })
    socket.on('unexpected-response', (_request, response) => {
      status = response.statusCode ?? 0
      text += JSON.stringify(response.headers)
      response.on('data', (part) => {
        text += String(part)
      })
      response.on('end', done)
    })
    socket.on('message', (data) => {
      text += `${String(data)}\n`
      if (until?.test(text)) return done()
      listen()
    })
    socket.on('close', done)
    socket.on('error', () => {})
  })
}
