/** Rates and lengths of the contract (`contracts/src/voice.ts`), which the page does not load. A test compares them. */
export const HEARD_RATE_HZ = 16_000
export const SPOKEN_RATE_HZ = 24_000
export const FRAME_MS = 20
export const FRAME_SAMPLES = (HEARD_RATE_HZ / 1_000) * FRAME_MS
export const FRAMES_AT_ONCE = 50

/** Frames of sound one after the other, little-endian as the wire wants them. */
export function joined(frames: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const all = new Int16Array(frames.reduce((sum, frame) => sum + frame.length, 0))
  let at = 0
  for (const frame of frames) {
    all.set(frame, at)
    at += frame.length
  }
  return all
}

/** Samples between -1 and 1 as 16-bit numbers. */
export function toInt16(samples: Float32Array): Int16Array {
  const out = new Int16Array(samples.length)
  for (let i = 0; i < out.length; i++) out[i] = Math.max(-1, Math.min(1, samples[i] ?? 0)) * 32_767
  return out
}

const HEADER_BYTES = 44

/** A WAV file of mono sound at 16 kHz. */
export function wavOf(samples: Int16Array): ArrayBuffer {
  const bytes = samples.length * 2
  const file = new ArrayBuffer(HEADER_BYTES + bytes)
  const view = new DataView(file)
  const word = (at: number, letters: string) => {
    for (let i = 0; i < letters.length; i++) view.setUint8(at + i, letters.charCodeAt(i))
  }
  word(0, 'RIFF')
  view.setUint32(4, 36 + bytes, true)
  word(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, HEARD_RATE_HZ, true)
  view.setUint32(28, HEARD_RATE_HZ * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  word(36, 'data')
  view.setUint32(40, bytes, true)
  for (let i = 0; i < samples.length; i++) view.setInt16(HEADER_BYTES + i * 2, samples[i] ?? 0, true)
  return file
}
