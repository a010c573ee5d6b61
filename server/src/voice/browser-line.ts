import type { ServerFrame } from '@lva/contracts/socket'
import { SPOKEN_RATE_HZ } from '@lva/contracts/voice'
import { toBytes } from '../providers/pcm.ts'
import type { Line } from './live/line.ts'

/** Frames of which a reply's beginning is made. */
const BEGINNING = new Set<ServerFrame['type']>(['transcript-end', 'reply-start', 'reply-delta'])

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
 * that may have been lost with the last one is sent again from where the client says. Only sound that nobody has heard yet is kept.
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
  let words: Extract<ServerFrame, { type: 'transcript-end' }> | null = null
  /** How the reply that is under way began, and its text so far: both may be lost with a connection. */
  let begun: { frames: ServerFrame[]; text: string } | null = null

  function note(frame: ServerFrame) {
    if (frame.type === 'transcript-end') words = frame
    else if (frame.type === 'reply-start')
      begun = { frames: words?.exchange_id === frame.exchange_id ? [words, frame] : [frame], text: '' }
    else if (frame.type === 'reply-delta' && begun) begun.text += frame.text
    else if (frame.type === 'reply-end') begun = null
  }

  function tell(frame: ServerFrame) {
    note(frame)
    if (wire) wire.send(frame)
    else held.push(frame)
  }

  function send(item: ServerFrame | Buffer) {
    if (Buffer.isBuffer(item)) wire?.sendSound(item)
    else wire?.send(item)
  }

  /** That the reply began was lost on the way. */
  function beginAgain() {
    for (const frame of begun?.frames ?? []) send(frame)
    if (begun?.text) send({ type: 'reply-delta', text: begun.text })
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
      const known = reply?.id === replyId
      if (known ? receivedMs === undefined : !begun) return waiting.forEach(send)
      if (!known) beginAgain()
      sendFrom(known ? (receivedMs ?? 0) : 0)
      // Sound that was made meanwhile is part of what is kept.
      for (const item of waiting) if (!Buffer.isBuffer(item) && (known || !BEGINNING.has(item.type))) send(item)
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
