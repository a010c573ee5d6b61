import assert from 'node:assert/strict'
import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'
import { FRAME_BYTES, SPOKEN_RATE_HZ } from '@lva/contracts/voice'
import { sound } from '../src/recordings/testing/sounds.ts'
import type { TestLearner } from './learner.ts'
import { connect } from './socket-client.ts'

type Frame<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>

const HARMONICS = [1, 2, 3, 4, 5]
const SAMPLES = FRAME_BYTES / 2

/** Three syllables a second: what sounds on evenly is part of the room after three. */
const syllables = (t: number) => 0.5 - 0.5 * Math.cos(2 * Math.PI * 3 * t)
const glide = (t: number) => 150 * t - 25 * t ** 2
/** A voice, as frames of 20 ms. */
const VOICE = framesOf(
  sound(4, (t) => 0.1 * syllables(t) * HARMONICS.reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * glide(t % 1)), 0))
    .samples,
)
const SILENCE = Buffer.alloc(FRAME_BYTES)

function framesOf(samples: Int16Array): Buffer[] {
  return Array.from({ length: Math.floor(samples.length / SAMPLES) }, (_, n) =>
    Buffer.from(samples.slice(n * SAMPLES, (n + 1) * SAMPLES).buffer),
  )
}

/** Somebody with a microphone and a loudspeaker, over the real socket. `start` is laid over an ordinary beginning. */
export async function goLive(
  url: string,
  learner: Pick<TestLearner, 'token'>,
  { session = 'test-session', listen = true, start = {} }: { session?: string; listen?: boolean; start?: object } = {},
) {
  const client = await connect(url, `/ws/${session}`, { headers: { authorization: `Bearer ${learner.token}` } })
  const frames: ServerFrame[] = []
  const watchers = new Set<() => void>()
  let listening = listen
  let reply: { id: string; bytes: number } | null = null
  let soundBytes = 0
  let over = false
  /** Where in the voice the speaker is: one frame said over and over would be a tone. */
  let voiceAt = 0

  const send = (frame: Partial<ClientFrame> & { type: string }) => client.send(frame)
  const report = () => {
    const playedMs = Math.floor((reply?.bytes ?? 0) / 2 / (SPOKEN_RATE_HZ / 1000))
    if (reply && listening) send({ type: 'playback', reply_id: reply.id, played_ms: playedMs })
  }

  async function read() {
    for (;;) {
      const frame = await client.next()
      if (frame === null) break
      if (Buffer.isBuffer(frame)) {
        soundBytes += frame.length
        if (reply) reply.bytes += frame.length
        report()
      } else {
        frames.push(frame)
        if (frame.type === 'reply-start') reply = { id: frame.reply_id ?? '', bytes: 0 }
      }
      for (const watcher of watchers) watcher()
    }
    over = true
    for (const watcher of watchers) watcher()
  }
  void read()

  /** Resolves once something is so; every frame is a reason to look. Fails when it is not within 15 seconds. */
  async function until<T>(look: () => T | undefined | false): Promise<T> {
    const late = AbortSignal.timeout(15_000)
    for (;;) {
      const found = look()
      if (found) return found
      const came = frames.map(({ type }) => type).join(', ')
      if (over || late.aborted) assert.fail(`${over ? 'The socket was closed' : 'Nothing more came'} after ${came}`)
      await new Promise<void>((resolve) => {
        const watcher = () => {
          watchers.delete(watcher)
          late.removeEventListener('abort', watcher)
          resolve()
        }
        watchers.add(watcher)
        late.addEventListener('abort', watcher)
      })
    }
  }

  const all = <Type extends ServerFrame['type']>(type: Type) =>
    frames.filter((frame): frame is Frame<Type> => frame.type === type)
  const next = <Type extends ServerFrame['type']>(type: Type, after = 0) => until(() => all(type)[after])

  function hear(some: Buffer[]) {
    for (let at = 0; at < some.length; at += 25) client.socket.send(Buffer.concat(some.slice(at, at + 25)))
  }

  send({
    ...{ type: 'voice-start', protocol: 1, sample_rate: 16_000, output: { sample_rate: SPOKEN_RATE_HZ } },
    ...start,
  } as never)

  return {
    ...client,
    send,
    frames,
    all,
    next,
    until,
    /** Speaks, or is silent, for so long; the sound goes out at once. */
    speak: (ms: number) => hear(Array.from({ length: ms / 20 }, () => VOICE[voiceAt++ % VOICE.length] ?? SILENCE)),
    silence: (ms: number) => hear(Array.from({ length: ms / 20 }, () => SILENCE)),
    soundMs: () => soundBytes / 2 / (SPOKEN_RATE_HZ / 1000),
    /** From now on the loudspeaker says nothing, or how much it has played. */
    reports(on: boolean) {
      listening = on
      report()
    },
    played: (playedMs: number) => reply && send({ type: 'playback', reply_id: reply.id, played_ms: playedMs }),
    replyId: () => reply?.id,
  }
}
