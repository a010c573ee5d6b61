import type { ServerFrame } from '@lva/contracts/socket'
import { createResampler } from '@lva/speech/resample'
import type { Clock } from '../../providers/clock.ts'
import type { Line } from '../../voice/voice.ts'
import { FRAME_BYTES } from './incoming-sound.ts'
import { toMulaw } from './mulaw.ts'

const FRAME_MS = 20
/**
 * Sound on its way to the ear. There and back takes 150 ms across an ocean, and each way may be late by 60; what is known of the ear is as
 * late as the way back, so that much of it is no reserve. Nothing of it is in the way of silence: `clear` takes all of it back.
 */
const AHEAD_MS = 500
/** Frames between two marks. voice.md: 200 ms at most; what was heard is known to the mark. */
const MARKED_FRAMES = 5
/** What the filter holds back, at 24 kHz: pushed out by as much silence when a reply ends. */
const HELD_SAMPLES = 51

/** What goes to the carrier of sound. */
export type MediaOut = { event: 'media'; payload: string } | { event: 'mark'; name: string } | { event: 'clear' }

/**
 * The line to a telephone, as sound: 24 kHz in, whole frames of µ-law out, a little faster than they are heard and never far ahead. What was
 * heard is what marks say that came back in their own time; after `clear` all of them come back at once, so each carries a generation.
 */
export function createMediaLine({
  clock,
  send,
  show,
}: {
  clock: Clock
  send(what: MediaOut): void
  show(frame: ServerFrame): void
}) {
  const resampler = createResampler(24_000, 8_000)
  let generation = 0
  /** The reply's sound so far, cut into frames; those from `sent` on have not left. */
  let frames: Uint8Array[] = []
  let rest = new Uint8Array(0)
  let sent = 0
  /** Frames of the reply that marks say were heard. */
  let heard = 0
  /** A place in the reply, and when the ear was there as far as anybody knows. */
  let base = { frame: 0, at: 0 }
  let whole = false
  let paused = false
  let cancel: (() => void) | null = null

  /** Where the ear is by now, in frames. */
  const ear = () => Math.min(sent, base.frame + (clock.ms() - base.at) / FRAME_MS)

  function pump() {
    cancel?.()
    cancel = null
    if (paused) return
    // Whoever has heard all there was begins again with what comes now.
    if (ear() >= sent) base = { frame: sent, at: clock.ms() }
    while (sent < frames.length && (sent - ear()) * FRAME_MS < AHEAD_MS) {
      send({ event: 'media', payload: Buffer.from(frames[sent] as Uint8Array).toString('base64') })
      sent += 1
      if (sent % MARKED_FRAMES === 0 || (whole && sent === frames.length)) mark()
    }
    if (sent < frames.length) cancel = clock.after(FRAME_MS, pump)
  }

  const mark = () => send({ event: 'mark', name: `${generation}:${sent}` })

  function add(samples: Int16Array) {
    const came = toMulaw(samples)
    const joined = new Uint8Array(rest.length + came.length)
    joined.set(rest)
    joined.set(came, rest.length)
    const end = joined.length - (joined.length % FRAME_BYTES)
    for (let at = 0; at < end; at += FRAME_BYTES) frames.push(joined.subarray(at, at + FRAME_BYTES))
    rest = joined.slice(end)
  }

  /** Silence there at once; the far end gives back every mark, and they mean nothing any more. */
  function silence() {
    cancel?.()
    cancel = null
    generation += 1
    if (sent > heard) send({ event: 'clear' })
  }

  const line: Line = {
    begin() {
      if (sent > heard || sent < frames.length) silence()
      generation += 1
      frames = []
      rest = new Uint8Array(0)
      sent = 0
      heard = 0
      base = { frame: 0, at: clock.ms() }
      whole = false
      paused = false
    },
    play(sound) {
      add(resampler.push(sound))
      pump()
    },
    say() {},
    end() {
      add(resampler.push(new Int16Array(HELD_SAMPLES)))
      if (rest.length > 0) add(new Int16Array(FRAME_BYTES - rest.length))
      whole = true
      if (sent === frames.length) mark()
      pump()
    },
    // What is on its way already cannot be made softer, and a moment later it is decided.
    duck() {},
    pause() {
      if (paused) return
      const at = Math.floor(ear())
      paused = true
      silence()
      sent = Math.max(heard, at)
    },
    resume() {
      if (!paused) return
      paused = false
      base = { frame: sent, at: clock.ms() }
      pump()
    },
    clear() {
      silence()
      frames.length = Math.min(frames.length, heard)
      sent = heard
      rest = new Uint8Array(0)
      paused = false
    },
    playedMs: () => heard * FRAME_MS,
    show,
  }

  return {
    ...line,
    /**
     * A mark came back; returns how much of the reply was heard, in milliseconds. Null: it says nothing. Those of an earlier generation were
     * cleared, not heard; those of others are not ours.
     */
    marked(name: string): number | null {
      const [of, frame] = name.split(':').map(Number)
      if (of !== generation || frame === undefined || !(frame > heard && frame <= sent)) return null
      heard = frame
      base = { frame, at: clock.ms() }
      pump()
      return heard * FRAME_MS
    },

    /** Nothing is sent any more. */
    close() {
      cancel?.()
      cancel = null
      frames = []
      sent = 0
      heard = 0
    },
  }
}
