import type { ServerFrame } from '@lva/contracts/socket'
import { WebSocket } from 'ws'

// One learner in front of a live voice: speaks, waits for the answer, hears it, waits. Frames leave every 20 ms, whatever happens.

const REPORT_EVERY_MS = 200

/** What one talker went through. */
export interface Experience {
  sentFrames: number
  /** Sound that the server has not called safe yet, in milliseconds; the most there was. */
  unsafeMs: number
  turns: number
  replies: number
  errors: string[]
  closed: boolean
  /** Milliseconds in each state. */
  inState: Record<string, number>
  /** From the last frame of speech until the first sound of a reply came in. */
  firstSoundMs: number[]
}

export interface Talker {
  /** Sends the frame that is due. `at` is when it was due. */
  tick(at: number): void
  experience: Experience
  /** What was counted so far is forgotten. */
  forget(): void
  close(): void
}

/** `speech` and `silence` are frames of 640 bytes; the learner speaks once in every `everyMs`, first after `firstMs`. */
export async function openTalker(
  url: string,
  {
    token,
    session,
    speech,
    silence,
    everyMs,
    firstMs,
  }: { token: string; session: string; speech: Buffer[]; silence: Buffer[]; everyMs: number; firstMs: number },
): Promise<Talker> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${session}`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  })
  let experience = nothing()
  let state = { name: 'idle', since: performance.now() }
  let reply: { id: string; receivedMs: number; beganAt: number | null } | null = null
  let spokeUntil = 0
  let frames = 0
  let reportedAt = 0
  const began = performance.now()

  const ready = Promise.withResolvers<void>()
  socket.once('open', () =>
    socket.send(
      JSON.stringify({
        type: 'voice-start',
        protocol: 1,
        sample_rate: 16_000,
        output: { sample_rate: 24_000 },
        language: 'en',
      }),
    ),
  )
  socket.on('message', (data: Buffer, binary) => {
    if (!binary) return told(JSON.parse(data.toString('utf8')) as ServerFrame)
    if (!reply) return
    if (reply.beganAt === null) {
      reply.beganAt = performance.now()
      if (spokeUntil > 0) experience.firstSoundMs.push(reply.beganAt - spokeUntil)
    }
    reply.receivedMs += data.length / 48
  })
  socket.on('error', (error) => {
    experience.errors.push(error.message)
    ready.reject(error)
  })
  socket.on('close', () => {
    experience.closed = true
    ready.reject(new Error('the socket was closed'))
  })

  function told(frame: ServerFrame) {
    if (frame.type === 'voice-ready') ready.resolve()
    if (frame.type === 'error') {
      experience.errors.push(JSON.stringify(frame))
      ready.reject(new Error(JSON.stringify(frame)))
    }
    if (frame.type === 'audio-ack') experience.unsafeMs = Math.max(experience.unsafeMs, frames * 20 - frame.through_ms)
    if (frame.type === 'transcript-end') experience.turns++
    if (frame.type === 'reply-start') reply = { id: frame.reply_id ?? frame.exchange_id, receivedMs: 0, beganAt: null }
    if (frame.type === 'reply-end') experience.replies++
    if (frame.type === 'clear') reply = null
    if (frame.type === 'state') {
      settle()
      state = { name: frame.state, since: performance.now() }
    }
  }

  function settle() {
    const now = performance.now()
    experience.inState[state.name] = (experience.inState[state.name] ?? 0) + now - state.since
    state.since = now
  }

  function report(now: number) {
    if (!reply || reply.beganAt === null || now - reportedAt < REPORT_EVERY_MS) return
    reportedAt = now
    const played_ms = Math.round(Math.min(reply.receivedMs, now - reply.beganAt))
    socket.send(JSON.stringify({ type: 'playback', reply_id: reply.id, played_ms }))
    if (played_ms >= reply.receivedMs && now - reply.beganAt > reply.receivedMs + 1_000) reply = null
  }

  await ready.promise
  return {
    tick(at) {
      if (socket.readyState !== WebSocket.OPEN) return
      const inCycle = Math.floor(((at - began + everyMs - firstMs) % everyMs) / 20)
      const frame = speech[inCycle] ?? silence[frames % silence.length]
      if (inCycle === speech.length - 1) spokeUntil = performance.now()
      if (frame) socket.send(frame)
      frames++
      experience.sentFrames++
      report(performance.now())
    },
    get experience() {
      settle()
      return experience
    },
    forget() {
      settle()
      experience = nothing()
    },
    close: () => socket.close(),
  }
}

const nothing = (): Experience => ({
  sentFrames: 0,
  unsafeMs: 0,
  turns: 0,
  replies: 0,
  errors: [],
  closed: false,
  inState: {},
  firstSoundMs: [],
})
