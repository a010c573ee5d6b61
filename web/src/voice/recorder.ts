import { close } from './microphone-access.ts'

/** What browsers record, best first; Safari has only mp4. */
const KINDS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus', 'audio/webm']
/** Sound is handed over in pieces of this length, so that a recorder that breaks loses little. */
const PIECE_MS = 1_000

/** A recording that runs. Both endings close the track at once. */
export type Recording = {
  /** Loudness now: 0 is silence, 1 is loud. */
  level(): number
  /** What was recorded. Rejects when there is no sound in it. */
  finish(): Promise<Blob>
  discard(): void
}

/** Records `stream` until finished or discarded. `broken` is told once if the recorder gives up by itself. */
export function record(stream: MediaStream, broken: () => void): Recording {
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind))
  const recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 48_000 })
  const pieces: Blob[] = []
  const meter = loudness(stream)
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve(), { once: true }))
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) pieces.push(data)
  })
  recorder.addEventListener('error', broken)
  recorder.start(PIECE_MS)

  function end() {
    recorder.removeEventListener('error', broken)
    if (recorder.state !== 'inactive') recorder.stop()
    close(stream)
    meter.close()
  }

  return {
    level: meter.level,
    async finish() {
      end()
      await stopped
      if (pieces.length === 0) throw new Error('The recorder gave no sound.')
      return new Blob(pieces, { type: recorder.mimeType || mimeType || 'audio/webm' })
    },
    discard: end,
  }
}

/** -55 dBFS and below shows as silence, -12 dBFS and above as loud: where speech into a phone lies. */
const QUIET_DB = -55
const LOUD_DB = -12

/** From samples between -1 and 1 to a level between 0 and 1, by their power in decibels. */
export function levelOf(samples: Float32Array): number {
  let power = 0
  for (const sample of samples) power += sample * sample
  const decibels = 10 * Math.log10(power / Math.max(1, samples.length) + 1e-12)
  return Math.min(1, Math.max(0, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)))
}

function loudness(stream: MediaStream) {
  const context = new AudioContext()
  void context.resume()
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  const source = context.createMediaStreamSource(stream)
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  return {
    level() {
      analyser.getFloatTimeDomainData(samples)
      return levelOf(samples)
    },
    close() {
      source.disconnect()
      void context.close()
    },
  }
}
