import type { ServerFrame } from '@lva/contracts/socket'
import { SPOKEN_RATE_HZ } from '@lva/contracts/voice'
import { toBytes } from '../providers/pcm.ts'
import type { Line } from './live/line.ts'

/** Told again to whoever does not know the reply that is being given: they may have been on their way when the connection was lost. */
const OF_A_REPLY = new Set<ServerFrame['type']>([
  ...(['transcript-end', 'thinking-start', 'reply-start', 'reply-delta', 'tool'] as const),
])

const BYTES_PER_MS = (SPOKEN_RATE_HZ / 1000) * 2

/** One connection of a browser. What cannot be delivered is its own business. */
export interface Wire {
  send(frame: ServerFrame): void
  /** 16-bit mono at 24 kHz. */
  sendSound(sound: Buffer): void
}

/** Where a client was when its connection was lost. */
export interface LostAt {
  replyId?: string | undefined
  receivedMs?: number | undefined
}

export type BrowserLine = ReturnType<typeof createBrowserLine>

/**
 * The line to a browser, which outlives its connections: what is said while there is none waits for the next one, and sound of the reply
 * that may have been lost with the last one is sent again from where the client says. A client that knows nothing of the reply is told all
 * of it. Only sound that nobody has heard yet is kept.
 */
export function createBrowserLine({ output, onResume }: { output: 'audio' | 'text'; onResume(): void }): Line & {
  attach(wire: Wire, lostAt: LostAt, greeting: ServerFrame): void
  /** The connection is gone; another one may have taken its place already. */
  detach(wire: Wire): boolean
  attached(): boolean
  carriedBy(wire: Wire): boolean
  played(playedMs: number, replyId: string): void
  tell(frame: ServerFrame): void
} {
  let wire: Wire | null = null
  let held: (ServerFrame | Buffer)[] = []
  let reply: { id: string; playedMs: number; sentMs: number; unheard: { fromMs: number; sound: Buffer }[] } | null =
    null
  /** The learner's last words and the reply to them, as long as it goes on. */
  let told: ServerFrame[] = []

  function note(frame: ServerFrame) {
    if (frame.type === 'transcript-end' || frame.type === 'reply-end') told = []
    if (OF_A_REPLY.has(frame.type)) told.push(frame)
  }

  /** Whether a reply is being given that a client knows nothing of. */
  const isNewsTo = (replyId: string | undefined) =>
    told.length > 0 && !told.some((frame) => frame.type === 'reply-start' && frame.reply_id === replyId)

  function tell(frame: ServerFrame) {
    note(frame)
    if (wire) wire.send(frame)
    else held.push(frame)
  }

  function send(item: ServerFrame | Buffer) {
    if (Buffer.isBuffer(item)) wire?.sendSound(item)
    else wire?.send(item)
  }

  /** Sends what is kept of the reply from some moment on. */
  function sendFrom(ms: number) {
    for (const { fromMs, sound } of reply?.unheard ?? []) {
      const skipped = Math.max(0, Math.round((ms - fromMs) * BYTES_PER_MS))
      // Whole samples only.
      const from = skipped - (skipped % 2)
      if (from < sound.length) wire?.sendSound(sound.subarray(from))
    }
  }

  return {
    begin: ({ replyId }) => {
      reply = { id: replyId, playedMs: 0, sentMs: 0, unheard: [] }
    },
    play(sound) {
      const bytes = toBytes(sound)
      if (reply) {
        reply.unheard.push({ fromMs: reply.sentMs, sound: bytes })
        reply.sentMs += bytes.length / BYTES_PER_MS
      }
      if (wire) wire.sendSound(bytes)
      else held.push(bytes)
    },
    // A browser speaks from the captions.
    say() {},
    duck: (on) => tell({ type: 'duck', on }),
    pause: () => tell({ type: 'pause' }),
    resume() {
      onResume()
      tell({ type: 'resume' })
    },
    clear() {
      if (reply) reply.unheard = []
      held = held.filter((waiting) => !Buffer.isBuffer(waiting))
      tell({ type: 'clear' })
    },
    playedMs: () => reply?.playedMs ?? 0,
    show: tell,
    tell,

    played(playedMs, replyId) {
      if (reply?.id !== replyId) return
      // A player cannot have heard what it was never sent; a client that speaks itself knows better.
      reply.playedMs = Math.max(reply.playedMs, output === 'text' ? playedMs : Math.min(playedMs, reply.sentMs))
      const { playedMs: upTo } = reply
      reply.unheard = reply.unheard.filter(({ fromMs, sound }) => fromMs + sound.length / BYTES_PER_MS > upTo)
    },

    attach(next, { replyId, receivedMs }, greeting) {
      wire = next
      wire.send(greeting)
      const waiting = held
      held = []
      const frames = waiting.filter((item) => !Buffer.isBuffer(item))
      // Sound that was made meanwhile is part of what is kept.
      if (isNewsTo(replyId)) {
        for (const frame of told) if (!waiting.includes(frame)) send(frame)
        frames.forEach(send)
        sendFrom(0)
      } else if (reply?.id === replyId && receivedMs !== undefined) {
        sendFrom(receivedMs)
        frames.forEach(send)
      } else waiting.forEach(send)
    },
    detach(gone) {
      if (wire !== gone) return false
      wire = null
      return true
    },
    attached: () => wire !== null,
    carriedBy: (by) => wire === by,
  }
}
