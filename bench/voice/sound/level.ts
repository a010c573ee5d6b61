/** Samples per second of everything the learner's microphone picks up here. */
export const RATE_HZ = 16_000

const FRAME = 320

/** The level while it sounds, in dBFS: the root mean square over the frames within 25 dB of the loudest one. */
function levelOf(samples: Float32Array): number {
  const powers: number[] = []
  for (let at = 0; at < samples.length; at += FRAME) powers.push(powerOf(samples.subarray(at, at + FRAME)))
  const most = Math.max(...powers, 1e-12)
  const sounding = powers.filter((power) => power > most / 316)
  const mean = sounding.reduce((sum, power) => sum + power, 0) / Math.max(1, sounding.length)
  return 10 * Math.log10(Math.max(mean, 1e-12))
}

function powerOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum / Math.max(1, samples.length)
}

/** The same sound at another level (dBFS while it sounds). */
export function atLevel(samples: Float32Array, dbfs: number): Float32Array {
  const gain = 10 ** ((dbfs - levelOf(samples)) / 20)
  return samples.map((sample) => sample * gain)
}

/** 16-bit → full scale 1. */
export function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768)
}

/** First and last sample that sound (within 35 dB of the loudest frame). */
export function extentOf(samples: Float32Array): { from: number; to: number } {
  const powers: number[] = []
  for (let at = 0; at < samples.length; at += FRAME / 2) powers.push(powerOf(samples.subarray(at, at + FRAME / 2)))
  const least = Math.max(...powers, 1e-12) / 3162
  const first = powers.findIndex((power) => power > least)
  const last = powers.findLastIndex((power) => power > least)
  return { from: Math.max(0, first) * (FRAME / 2), to: Math.min(samples.length, (last + 1) * (FRAME / 2)) }
}
