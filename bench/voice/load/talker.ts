import type { ServerFrame } from '@lva/contracts/socket'
import { framed, openThinSocket } from './thin-socket.ts'

// One learner in front of a live voice: speaks, waits for the answer, hears it, waits.

const FRAME_MS = 20
const REPORT_EVERY_MS = 200
/** The server acknowledges each twentieth frame at once: how long that takes is how long a frame takes. */
const ACKED_EVERY = 20
const BYTES_PER_MS = 48
/** Whoever is so far behind is given time: what waits in the network is heard by nobody, and no number says more for more of it. */
const BEHIND_MOST_MS = 1_000

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
  /** From when a frame was sent until the server's answer to it was here. */
  thereAndBackMs: number[]
}

export interface Talker {
  /** Sends the frame that is due; false when the server is too far behind to be sent one. */
  tick(): boolean
  experience(): Experience
  /** What was counted so far is forgotten. */
  forget(): void
}

interface Learner {
  token: string
  session: string
  /** Frames as they go out. */
  speech: Buffer[]
  silence: Buffer[]
  /** The learner speaks once in so many frames, first after `firstFrame`. */
  everyFrames: number
  firstFrame: number
}

const START = framed(
  JSON.stringify({
    type: 'voice-start',
    protocol: 1,
    sample_rate: 16_000,
    output: { sample_rate: 24_000 },
    language: 'en',
  }),
)

/** Resolves when the live voice is open. */
export async function openTalker(
  url: string,
  { token, session, speech, silence, everyFrames, firstFrame }: Learner,
): Promise<Talker> {
  let experience = nothing()
  let state = { name: 'idle', since: performance.now() }
  let reply: { id: string; receivedMs: number; beganAt: number | null } | null = null
  let spokeUntil = 0
  let frames = 0
  let reportedAt = 0
  let acks = 0
  /** When the frames were sent whose answer is still to come. */
  const unanswered: number[] = []
  const ready = Promise.withResolvers<void>()

  const socket = await openThinSocket(
    `${url}/ws/${session}`,
    { authorization: `Bearer ${token}` },
    {
      text: (message) => read(message),
      sound(bytes) {
        if (!reply) return
        if (reply.beganAt === null) {
          reply.beganAt = performance.now()
          if (spokeUntil > 0) experience.firstSoundMs.push(reply.beganAt - spokeUntil)
        }
        reply.receivedMs += bytes / BYTES_PER_MS
      },
      closed() {
        experience.closed = true
        ready.reject(new Error('the socket was closed'))
      },
    },
  )

  function read(message: string) {
    // Most of all that is said, and of no interest here.
    if (message.startsWith('{"type":"reply-delta"')) return
    const frame = JSON.parse(message) as ServerFrame
    if (frame.type === 'audio-ack') acked(frame.through_ms)
    else if (frame.type === 'state') {
      settle()
      state = { name: frame.state, since: performance.now() }
    } else if (frame.type === 'voice-ready') ready.resolve()
    else if (frame.type === 'error') {
      experience.errors.push(message)
      ready.reject(new Error(message))
    } else if (frame.type === 'transcript-end') experience.turns++
    else if (frame.type === 'reply-start')
      reply = { id: frame.reply_id ?? frame.exchange_id, receivedMs: 0, beganAt: null }
    else if (frame.type === 'reply-end') experience.replies++
    else if (frame.type === 'clear') reply = null
  }

  function acked(throughMs: number) {
    acks++
    const sentAt = unanswered.shift()
    if (sentAt !== undefined) experience.thereAndBackMs.push(performance.now() - sentAt)
    experience.unsafeMs = Math.max(experience.unsafeMs, acks * ACKED_EVERY * FRAME_MS - throughMs)
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
    socket.send(framed(JSON.stringify({ type: 'playback', reply_id: reply.id, played_ms })))
    if (played_ms >= reply.receivedMs && now - reply.beganAt > reply.receivedMs + 1_000) reply = null
  }

  socket.send(START)
  await ready.promise
  return {
    tick() {
      if (experience.closed) return true
      if (unanswered.length * ACKED_EVERY * FRAME_MS > BEHIND_MOST_MS) return false
      const now = performance.now()
      const inCycle = (frames + everyFrames - firstFrame) % everyFrames
      const frame = (frames < firstFrame ? undefined : speech[inCycle]) ?? silence[frames % silence.length]
      if (frame) socket.send(frame)
      if (inCycle === speech.length - 1) spokeUntil = now
      if (++frames % ACKED_EVERY === 0) unanswered.push(now)
      experience.sentFrames++
      report(now)
      return true
    },
    experience() {
      settle()
      return experience
    },
    forget() {
      settle()
      experience = nothing()
    },
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
  thereAndBackMs: [],
})
