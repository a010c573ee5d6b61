import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'

export type SocketNews = {
  opened: () => void
  frame: (frame: ServerFrame) => void
  sound: (pcm: Int16Array) => void
  closed: (code: number, reason: string) => void
}

export type LiveSocket = ReturnType<typeof openSocket>

/** Opens `/ws/{sessionId}` and signs in. A token that cannot be had counts as a lost connection. */
export function openSocket(sessionId: string, token: () => Promise<string | null>, news: SocketNews) {
  const address = new URL(`/ws/${encodeURIComponent(sessionId)}`, location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  const socket = new WebSocket(address, 'lva.v1')
  socket.binaryType = 'arraybuffer'
  const say = (frame: ClientFrame) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }

  async function signIn() {
    try {
      const bearer = await token()
      if (!bearer) return socket.close(4401)
      say({ type: 'auth', token: bearer })
      news.opened()
    } catch {
      socket.close()
    }
  }

  socket.addEventListener('open', () => void signIn())
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') news.frame(JSON.parse(data))
    else news.sound(new Int16Array(data))
  })
  socket.addEventListener('close', ({ code, reason }) => news.closed(code, reason))

  return {
    say,
    sound(pcm: Int16Array<ArrayBuffer>) {
      if (socket.readyState === WebSocket.OPEN) socket.send(pcm)
    },
    close: () => socket.close(),
  }
}
