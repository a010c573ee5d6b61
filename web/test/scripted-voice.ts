import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'
import type { BrowserContext, WebSocketRoute } from 'playwright-core'

const RATE_HZ = 16_000
const FRAME_BYTES = 640
type Said = ClientFrame
export type ScriptedVoice = Awaited<ReturnType<typeof scriptedVoice>>

/**
 * The server's end of a live voice, as a script of the test: it takes the place of `/ws/…` for one browser and speaks the real frames.
 * Everything the page says is kept in order, with the time it came.
 */
export async function scriptedVoice(context: BrowserContext) {
  const said: { at: number; frame: Said }[] = []
  /** All sound that came, by voice, and the length of each message in frames. */
  let sound: Buffer[] = []
  const lengths: number[] = []
  let line: WebSocketRoute | null = null
  let lines = 0
  let voices = 0
  let reply = 0
  let refused = false
  let session = ''

  await context.routeWebSocket(/\/ws\//, (socket) => {
    if (refused) return void socket.close({ code: 1013, reason: 'overloaded' })
    line = socket
    lines += 1
    session = new URL(socket.url()).pathname.replace('/ws/', '')
    socket.onMessage((message) => {
      if (typeof message !== 'string') {
        sound.push(Buffer.from(message))
        lengths.push(message.length / FRAME_BYTES)
        return
      }
      const frame: Said = JSON.parse(message)
      said.push({ at: performance.now(), frame })
      if (frame.type === 'auth') say({ type: 'auth-ok' })
      if (frame.type === 'ping') say({ type: 'pong' })
      if (frame.type === 'voice-start') ready(frame)
    })
  })

  const say = (frame: ServerFrame) => line?.send(JSON.stringify(frame))

  function ready({ resume }: Extract<Said, { type: 'voice-start' }>) {
    if (!resume) {
      voices += 1
      sound = []
    }
    say({
      type: 'voice-ready',
      voice_id: resume ?? `00000000-0000-4000-8000-00000000000${voices}`,
      resumed: resume !== undefined,
      through_ms: resume ? safeMs : 0,
      input: 'audio',
      output: 'audio',
      recogniser: 'segment',
      seconds_left: 600,
    })
    say({ type: 'state', state: 'listening' })
  }

  let safeMs = 0
  const of = <Type extends Said['type']>(type: Type) =>
    said.flatMap(({ at, frame }) => (frame.type === type ? [{ at, ...(frame as Extract<Said, { type: Type }>) }] : []))

  return {
    say,
    of,
    get lines() {
      return lines
    },
    lengths,
    /** The session the page talks in. */
    get session() {
      return session
    },
    /** Milliseconds of sound that came in this voice. */
    heardMs: () => Buffer.concat(sound).length / 2 / (RATE_HZ / 1_000),
    /** The loudest sample between two moments of this voice. */
    loudest(fromMs: number, toMs = Number.POSITIVE_INFINITY) {
      const all = Buffer.concat(sound)
      let most = 0
      const end = Math.min(all.length / 2, (toMs * RATE_HZ) / 1_000)
      for (let i = Math.round((fromMs * RATE_HZ) / 1_000); i < end; i++)
        most = Math.max(most, Math.abs(all.readInt16LE(i * 2)))
      return most
    },
    /** Says that all sound up to then is safe. */
    safe(throughMs: number) {
      safeMs = throughMs
      say({ type: 'audio-ack', through_ms: throughMs })
    },
    /** The line breaks without a word, and until `back` nobody answers. */
    drop({ back = true } = {}) {
      refused = !back
      void line?.close({ code: 1012 })
      line = null
    },
    answerAgain() {
      refused = false
    },
    /** The server understood one turn and begins its reply: a hum of so many seconds, as fast as the line takes it. */
    answers({ words, text, seconds, exchange }: { words: string; text: string; seconds: number; exchange: string }) {
      reply += 1
      say({ type: 'transcript-end', text: words, exchange_id: exchange })
      say({ type: 'state', state: 'thinking' })
      say({ type: 'reply-start', exchange_id: exchange, reply_id: `reply-${reply}` })
      say({ type: 'state', state: 'speaking' })
      say({ type: 'reply-delta', text })
      const pcm = Int16Array.from(
        { length: seconds * 24_000 },
        (_, i) => 6_000 * Math.sin((2 * Math.PI * 220 * i) / 24_000),
      )
      for (let at = 0; at < pcm.length; at += 4_800) line?.send(Buffer.from(pcm.slice(at, at + 4_800).buffer))
      return `reply-${reply}`
    },
    ends(exchange: string, replyId: string, interrupted = false, heard?: string) {
      say({
        type: 'reply-end',
        exchange_id: exchange,
        reply_id: replyId,
        interrupted,
        ...(heard !== undefined && { heard_text: heard }),
      })
      say({ type: 'state', state: 'listening' })
    },
  }
}
