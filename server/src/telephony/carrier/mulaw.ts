/** G.711 µ-law: what a telephone makes of a sample, one byte for each. */
export const MULAW_SILENCE = 0xff

const BIAS = 132
const CLIP = 32_635

const DECODED = Int16Array.from({ length: 256 }, (_, byte) => {
  const bits = ~byte & 0xff
  const magnitude = (((bits & 0x0f) << 3) + BIAS) << ((bits & 0x70) >> 4)
  return (bits & 0x80) === 0 ? magnitude - BIAS : BIAS - magnitude
})

/** Of every sixteen-bit sample; a hundred calls encode 800,000 of them a second. */
const ENCODED = Uint8Array.from({ length: 65_536 }, (_, index) => {
  const sample = (index << 16) >> 16
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(CLIP, Math.abs(sample)) + BIAS
  const exponent = 31 - Math.clz32(magnitude) - 7
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
})

/** µ-law as 16-bit samples. */
export function fromMulaw(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) samples[i] = DECODED[bytes[i] ?? MULAW_SILENCE] ?? 0
  return samples
}

/** 16-bit samples as µ-law. */
export function toMulaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++) bytes[i] = ENCODED[(samples[i] ?? 0) & 0xffff] ?? MULAW_SILENCE
  return bytes
}
