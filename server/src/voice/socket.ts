import { SessionId } from '@lva/contracts/conversation'
import { PROBLEMS } from '@lva/contracts/problem'
import { ClientFrame, type ServerFrame } from '@lva/contracts/socket'
import type { FastifyRequest } from 'fastify'
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import { problemOf } from '../http/errors.ts'
import type { App } from '../http/http.ts'
import type { Holding } from '../http/in-flight.ts'
import { refuseIntricate } from '../http/json.ts'
import { clientKey } from '../http/limits.ts'
import { socketRoute, socketToken } from '../http/sockets.ts'
import { type Authenticate, bearerToken, type SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import { createFrameBudget } from './frame-budget.ts'
import { createSocketTurns, type SocketTurns } from './socket-turns.ts'
import { createSocketVoice } from './socket-voice.ts'

const SIGN_IN_MS = 5_000
const SIGN_IN_BYTES_MAX = 4_096
/** All frames together that somebody may send before signing in. */
const STRANGERS_BYTES_MAX = 64 * 1024
const PING_MS = 25_000
/** What a learner's unfinished frame may take before it is counted among the large bodies. */
const SMALL_FRAME_BYTES = 1024 * 1024
/** How long a larger one may take; as long as the body of a request. */
const LARGE_FRAME_MS = 180_000
/** A client that reads nothing must not fill our memory. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024
/** More than a minute of a reply that is spoken live: whoever has not read that is not listening. */
const UNSENT_SOUND_MAX = 4 * 1024 * 1024

/** What a personal access token needs to talk here. */
const SCOPE = 'write'

/** What is done in somebody's name, and not in a live voice that they began. */
const NEED_SIGN_IN = new Set<ClientFrame['type']>(['text', 'audio', 'end', 'voice-start'])

interface SocketNeeds {
  authenticate: Authenticate
  turns: Parameters<typeof createSocketTurns>[0]
  voices: Parameters<typeof createSocketVoice>[0]
  now: () => Date
}

/** `/ws/{session_id}`: the conversation over one socket. */
export function voiceSocket(app: App, needs: SocketNeeds) {
  socketRoute(app, '/ws/:session_id', {
    params: z.object({ session_id: SessionId }),
    scope: SCOPE,
    connected: (socket, request) => converse(socket, request, request.params.session_id, needs),
  })
}

function converse(
  socket: WebSocket,
  request: FastifyRequest,
  sessionId: string,
  { authenticate, turns, voices, now }: SocketNeeds,
) {
  const budget = createFrameBudget()
  const pings = createFrameBudget()
  const reports = createFrameBudget()
  let token = bearerToken(request.headers) ?? socketToken(request)
  let signedIn: SignedIn | null = request.signedIn
  let live: SocketTurns | null = null
  let signingIn: Promise<void> | null = null
  let alive = true

  const send = (frame: ServerFrame) => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > UNSENT_BYTES_MAX) return socket.terminate()
    socket.send(JSON.stringify(frame))
  }
  const sendSound = (sound: Buffer) => {
    if (socket.readyState === socket.OPEN && socket.bufferedAmount <= UNSENT_BYTES_MAX)
      socket.send(sound, { binary: true })
  }
  const voice = createSocketVoice(voices, {
    sessionId,
    wire: {
      send,
      sendSound(sound) {
        // Nothing is left out silently: whoever reads too slowly loses the connection, and not the live voice.
        if (socket.bufferedAmount > UNSENT_SOUND_MAX) return socket.terminate()
        sendSound(sound)
      },
    },
  })
  const tell = (error: unknown) => {
    const { message, code, fields } = problemOf(error)
    if (code === 'internal') request.log.error({ err: error }, 'a frame failed')
    send({ ...keptIn(fields), type: 'error', detail: message, code })
    const close = PROBLEMS[code].close
    if (close !== null) socket.close(close, code)
  }

  async function signIn(candidate: string) {
    request.signedIn = await authenticate(candidate, SCOPE)
    request.seat?.move()
    signedIn = request.signedIn
    token = candidate
    clearTimeout(patience)
    live ??= createSocketTurns(turns, { sessionId, send, sendSound, tell })
  }

  /** The sign-in as it is now: a revoked or expired one ends the socket. */
  async function stillSignedIn(): Promise<SignedIn> {
    if (!token || !signedIn) throw new Problem('sign-in-required', 'Sign in first.')
    signedIn = await authenticate(token, SCOPE)
    return signedIn
  }

  const isInTheirName = ({ type }: ClientFrame) => !signedIn || NEED_SIGN_IN.has(type)

  // Fifty times a second from everybody: nothing waits, and nothing is made for it.
  function hear(data: RawData, holding: Holding | null) {
    // What still comes after the end is not acknowledged, and sent again over the next connection.
    if (socket.readyState !== socket.OPEN) return holding?.letGo()
    try {
      voice.hear(whole(data))
    } catch (problem) {
      tell(problem)
    } finally {
      holding?.letGo()
    }
  }

  async function receive(data: RawData, binary: boolean) {
    if (!budget.take(now().getTime())) throw tooManyFrames()
    // Before it is read: whoever has not signed in may not make us parse much.
    if (!signedIn && size(data) > SIGN_IN_BYTES_MAX) throw new Problem('too-large', 'Sign in before sending that much.')
    if (binary) throw new Problem('sign-in-required', 'Sign in first: send {"type":"auth","token":"…"}.')
    const said = readFrame(data)
    if (said.type === 'auth') {
      signingIn = signIn(said.token)
      await signingIn
      return send({ type: 'auth-ok' })
    }
    // What comes right behind the token waits for it. What needs none waits for nothing, so that it stays in order with the sound.
    if (isInTheirName(said)) await signingIn
    if (!signedIn || !live) throw new Problem('sign-in-required', 'Sign in first: send {"type":"auth","token":"…"}.')
    // Where a player stands is told several times a second for as long as it plays.
    if (said.type === 'playback' && reports.take(now().getTime())) budget.giveBack()
    await answer(said, live)
  }

  async function answer(said: Exclude<ClientFrame, { type: 'auth' }>, turns: SocketTurns) {
    if (said.type === 'ping') return send({ type: 'pong' })
    if (said.type === 'turn-cancel') return voice.cancel() || turns.cancel()
    if (said.type !== 'text' && said.type !== 'audio' && said.type !== 'end') return voice.take(said, stillSignedIn)
    const summary = await turns.take(said, stillSignedIn)
    if (summary === null) return
    send({ type: 'summary', text: summary })
    socket.close(1000, 'goodbye')
  }

  // Listeners first: a frame that arrives before them is lost.
  socket.on('message', (data, binary) => {
    const { holding } = frame
    frame = begun()
    if (binary && signedIn) return hear(data, holding)
    receive(data, binary)
      .catch(tell)
      .finally(() => holding?.letGo())
  })
  socket.on('pong', () => {
    alive = true
  })
  // Each is answered before anybody looks, so a flood of them is one too.
  socket.on('ping', () => {
    if (!pings.take(now().getTime())) tell(tooManyFrames())
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearTimeout(patience)
    clearInterval(heartbeat)
    frame.holding?.letGo()
    live?.leave()
    voice.leave()
  })

  // A frame is collected before it is seen, and one may be as large as a recording.
  const begun = (): { bytes: number; largeSince: number | null; holding: Holding | null } => ({
    ...{ bytes: 0, largeSince: null, holding: null },
  })
  let frame = begun()
  let strangersBytes = 0
  request.raw.socket.on('data', (part: Buffer) => {
    try {
      if (signedIn) return count(part.length)
      strangersBytes += part.length
      if (strangersBytes > STRANGERS_BYTES_MAX) throw new Problem('too-large', 'Sign in before sending that much.')
    } catch (problem) {
      tell(problem)
      setImmediate(() => socket.terminate())
    }
  })

  function count(bytes: number) {
    const before = frame.bytes
    frame.bytes += bytes
    if (frame.bytes <= SMALL_FRAME_BYTES) return
    frame.largeSince ??= now().getTime()
    frame.holding ??= request.server.inFlight.hold(clientKey(request))
    frame.holding.add(before > SMALL_FRAME_BYTES ? bytes : frame.bytes)
  }

  const patience = setTimeout(
    () => tell(new Problem('sign-in-required', 'Nobody signed in within 5 seconds.')),
    SIGN_IN_MS,
  )
  const heartbeat = setInterval(() => {
    // A frame that never ends would keep room from everybody else.
    const endless = frame.largeSince !== null && now().getTime() - frame.largeSince >= LARGE_FRAME_MS
    if (!alive || endless) return socket.terminate()
    alive = false
    socket.ping()
    if (signedIn) stillSignedIn().catch(tell)
  }, PING_MS)

  if (signedIn) {
    clearTimeout(patience)
    live = createSocketTurns(turns, { sessionId, send, sendSound, tell })
  }
  return () => live?.settled() ?? Promise.resolve()
}

const tooManyFrames = () =>
  new Problem('too-many-requests', 'Too many frames. Take a breath, and connect again in a moment.')

const size = (data: RawData) =>
  Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength

const whole = (data: RawData): Uint8Array =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data

function readFrame(data: RawData): ClientFrame {
  let parsed: unknown
  try {
    const text = String(data)
    refuseIntricate(text)
    parsed = JSON.parse(text)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('malformed-json', 'This frame is not valid JSON.', { cause: error })
  }
  const frame = ClientFrame.safeParse(parsed)
  if (frame.success) return frame.data
  const first = frame.error.issues[0]
  throw new Problem(
    'validation-failed',
    `This frame is not understood: ${first?.path.join('.') || 'type'}: ${first?.message ?? 'unknown'}`,
  )
}

/** What an error may add so that the client knows what is safe. */
function keptIn({ session_id, exchange_id, kept }: Record<string, unknown>): {
  session_id?: string
  exchange_id?: string
  kept?: boolean
} {
  return {
    ...(typeof session_id === 'string' ? { session_id } : {}),
    ...(typeof exchange_id === 'string' ? { exchange_id } : {}),
    ...(kept === true ? { kept } : {}),
  }
}
