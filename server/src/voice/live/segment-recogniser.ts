import type { Clock } from '../../providers/clock.ts'
import { LISTENING_RATE_HZ } from '../../providers/pcm.ts'
import type { Stt, Transcript } from '../../providers/stt/stt.ts'
import { joined, type Reader, type Recogniser } from './recogniser.ts'
import { FRAME_MS, HEARING, RECOGNITION } from './tuning.ts'

/**
 * Writes a turn down piece by piece with a recogniser that only takes whole recordings: begun at a short silence, stopped when they
 * speak again. After a longer pause what was written down stands, so that a long turn is not written down again at every pause.
 */
export function createSegmentRecogniser(
  { clock, stt, language }: { clock: Clock; stt: Stt; language: string },
  reader: Reader,
): Recogniser {
  let frames: Int16Array[] = []
  let sealed = ''
  let latest: Transcript | null = null
  let running: { stop: AbortController; since: number } | null = null

  function stop() {
    const stopped = running
    running = null
    stopped?.stop.abort()
  }

  function recognise(settled: boolean) {
    stop()
    const mine = { stop: new AbortController(), since: clock.ms() }
    running = mine
    stt.transcribe(whole(frames), { language, signal: mine.stop.signal }).then(
      (transcript) => {
        if (running !== mine) return
        running = null
        if (settled) latest = transcript
        const { text, confidence } = transcript
        reader.understood({ text: joined(sealed, text), settled, confidence })
      },
      () => {
        if (running !== mine) return
        running = null
        if (settled) reader.gone()
      },
    )
  }

  return {
    whileSpeaking: false,
    begin() {
      stop()
      frames = []
      sealed = ''
      latest = null
    },
    hear: (frame) => void frames.push(frame),
    pause: () => recognise(true),
    again: () => recognise(true),
    resume(pausedMs) {
      stop()
      if (latest && pausedMs >= RECOGNITION.sealedMs) {
        sealed = joined(sealed, latest.text)
        frames = frames.slice(-HEARING.preRollMs / FRAME_MS)
      }
      latest = null
    },
    peek() {
      if (!running) recognise(false)
    },
    end() {
      stop()
      frames = []
    },
    beat() {
      if (!running || clock.ms() - running.since < RECOGNITION.withinMs) return
      stop()
      reader.gone()
    },
    close: stop,
  }
}

function whole(frames: readonly Int16Array[]) {
  const samples = new Int16Array(frames.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const frame of frames) {
    samples.set(frame, at)
    at += frame.length
  }
  return { samples, sampleRate: LISTENING_RATE_HZ }
}
