import { createResampler } from '@lva/speech/resample'

/** What a telephone makes of a sound: 16 kHz → 8 kHz, G.711 µ-law and back, → 16 kHz. One per call; a frame goes in, a frame comes out. */
export function createTelephone() {
  const down = createResampler(16_000, 8_000)
  const up = createResampler(8_000, 16_000)
  let waiting: number[] = []
  return (frame: Int16Array): Int16Array => {
    for (const sample of up.push(down.push(frame).map(throughMulaw))) waiting.push(sample)
    const out = new Int16Array(frame.length)
    const ready = Math.min(waiting.length, frame.length)
    // The filters hold back a little at first: silence in front, never a gap later.
    out.set(waiting.slice(0, ready), frame.length - ready)
    waiting = waiting.slice(ready)
    return out
  }
}

const BIAS = 132
const CLIP = 32_635

/** One sample there and back; G.711. */
function throughMulaw(sample: number): number {
  const sign = sample < 0 ? -1 : 1
  const magnitude = Math.min(CLIP, Math.abs(sample)) + BIAS
  const exponent = Math.floor(Math.log2(magnitude)) - 7
  const step = 2 ** (exponent + 3)
  return sign * (Math.floor(magnitude / step) * step + step / 2 - BIAS)
}
