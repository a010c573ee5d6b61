import type { ServerFrame } from '@lva/contracts/socket'
import type { Clock } from '../../../providers/clock.ts'
import { SPEECH_RATE_HZ } from '../../../providers/tts/tts.ts'
import type { Line } from '../line.ts'

/** A frame or an order the line was given, and when. */
export type Shown = { at: number } & (
  | { type: 'frame'; frame: ServerFrame }
  | { type: 'duck'; on: boolean }
  | { type: 'pause' | 'resume' | 'clear' }
  | { type: 'begin'; replyId: string }
  | { type: 'say'; text: string }
)

const SAMPLES_A_MS = SPEECH_RATE_HZ / 1000

/**
 * A line whose far end is this process: it plays what it is given at the pace of the clock, reports its position as a player does, and
 * remembers what was really heard, sample by sample, and when. `reportsEveryMs` null: a far end that never reports.
 */
export function createMemoryLine(clock: Clock, { reportsEveryMs = 100 }: { reportsEveryMs?: number | null } = {}) {
  const shown: Shown[] = []
  const heard: { replyId: string; at: number; samples: Int16Array }[] = []
  let queue: Int16Array[] = []
  let gone = false
  let replyId = ''
  let position = 0
  let paused = false
  let lookedAt = clock.ms()
  let report: ((playedMs: number, replyId: string, paused: boolean) => void) | null = null
  let cancel: (() => void) | null = null

  /** Plays what time has passed for. */
  function play() {
    let samples = Math.round((clock.ms() - lookedAt) * SAMPLES_A_MS)
    let at = lookedAt
    lookedAt = clock.ms()
    if (paused) return
    while (samples > 0) {
      const [next] = queue
      if (!next) return
      const piece = next.subarray(0, samples)
      heard.push({ replyId, at, samples: piece })
      if (piece.length === next.length) queue.shift()
      else queue[0] = next.subarray(piece.length)
      samples -= piece.length
      position += piece.length
      at += piece.length / SAMPLES_A_MS
    }
  }

  function tick() {
    cancel = null
    play()
    report?.(position / SAMPLES_A_MS, replyId, paused)
    arm()
  }

  function arm() {
    if (cancel || reportsEveryMs === null || !report || queue.length === 0) return
    cancel = clock.after(reportsEveryMs, tick)
  }

  const note = (what: Shown extends infer One ? (One extends Shown ? Omit<One, 'at'> : never) : never) =>
    shown.push({ at: clock.ms(), ...what } as Shown)

  const line: Line = {
    begin(reply) {
      play()
      queue = []
      position = 0
      replyId = reply.replyId
      note({ type: 'begin', replyId })
    },
    play(sound) {
      play()
      queue.push(sound)
      arm()
    },
    say: (text) => void note({ type: 'say', text }),
    duck: (on) => void note({ type: 'duck', on }),
    pause() {
      play()
      paused = true
      note({ type: 'pause' })
    },
    resume() {
      play()
      paused = false
      note({ type: 'resume' })
    },
    clear() {
      play()
      queue = []
      paused = false
      note({ type: 'clear' })
    },
    playedMs() {
      play()
      return reportsEveryMs === null || gone ? 0 : position / SAMPLES_A_MS
    },
    show: (frame) => void note({ type: 'frame', frame }),
  }

  return {
    ...line,
    /** Where the far end reports to. */
    connect(played: (playedMs: number, replyId: string, paused: boolean) => void) {
      report = played
    },
    /** It plays on, and tells nobody any more. */
    fallSilent() {
      gone = true
      report = () => {}
    },
    shown,
    /** What came out of the loudspeaker, in order: pieces of sound and when each began. */
    heard() {
      play()
      return heard
    },
    frames: <Type extends ServerFrame['type']>(type: Type) =>
      shown.flatMap((one) =>
        one.type === 'frame' && one.frame.type === type ? [one.frame as Extract<ServerFrame, { type: Type }>] : [],
      ),
    /** Whether something can be heard right now. */
    sounding() {
      play()
      return !paused && queue.length > 0
    },
    close() {
      cancel?.()
      cancel = null
      report = null
    },
  }
}
