import type { ServerFrame } from '@lva/contracts/socket'
import { type ClientOptions, WebSocket } from 'ws'

/** Opens a socket as a client would. `refused` is the status when the upgrade was not granted. */
export async function connect(
  url: string,
  path: string,
  { protocols = [], ...options }: ClientOptions & { protocols?: string[] } = {},
) {
  const socket = new WebSocket(url.replace(/^http/, 'ws') + path, protocols, options)
  const waiting: Array<ServerFrame | Buffer> = []
  const readers: Array<(frame: ServerFrame | Buffer | null) => void> = []
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: String(reason) })
      for (const reader of readers.splice(0)) reader(null)
    })
  })
  socket.on('message', (data, binary) => {
    const frame = binary ? (data as Buffer) : (JSON.parse(String(data)) as ServerFrame)
    const reader = readers.shift()
    if (reader) reader(frame)
    else waiting.push(frame)
  })
  const refused = await new Promise<number | null>((resolve) => {
    socket.on('open', () => resolve(null))
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', () => resolve(0))
  })

  /** The next frame, sound included; null once the socket is closed. */
  async function next(): Promise<ServerFrame | Buffer | null> {
    const frame = waiting.shift()
    if (frame) return frame
    if (socket.readyState === socket.CLOSED) return null
    return new Promise((resolve) => readers.push(resolve))
  }

  return {
    socket,
    refused,
    closed,
    next,
    send: (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    /** Every frame up to the first of a type, which is the last of them. */
    async until(type: ServerFrame['type']): Promise<Array<ServerFrame | Buffer>> {
      const frames: Array<ServerFrame | Buffer> = []
      for (;;) {
        const frame = await next()
        if (frame === null) return frames
        frames.push(frame)
        if (!Buffer.isBuffer(frame) && frame.type === type) return frames
      }
    },
    close: () => socket.close(),
  }
}
