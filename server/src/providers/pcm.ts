/** Sound as samples: 16-bit signed, mono. */
export interface Pcm {
  samples: Int16Array
  /** Samples per second. */
  sampleRate: number
}

/** Samples per second of everything a recogniser is given. */
export const LISTENING_RATE_HZ = 16_000

/** How long a sound is, in milliseconds. */
export function durationMs(sound: Pcm): number {
  return (sound.samples.length / sound.sampleRate) * 1000
}

/** The samples as little-endian bytes. (`Buffer.from(samples)` would truncate each sample to one byte.) */
export function toBytes(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
}

/** Little-endian bytes as samples; an odd last byte is dropped. Copies, so the result is aligned. */
export function toSamples(bytes: Uint8Array): Int16Array {
  const even = bytes.byteLength - (bytes.byteLength % 2)
  const copy = new Uint8Array(even)
  copy.set(bytes.subarray(0, even))
  return new Int16Array(copy.buffer)
}

/** The same without a copy where the bytes lie as samples do; for whoever is given bytes that nobody changes any more. */
export function asSamples(bytes: Uint8Array): Int16Array {
  if (bytes.byteOffset % 2 !== 0) return toSamples(bytes)
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1)
}

/**
 * A WAV header (RIFF, PCM, 16 bit, mono). Without `dataBytes` the length says "until the stream ends",
 * as players expect of a WAV that is still being spoken.
 */
export function wavHeader(sampleRate: number, dataBytes?: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(dataBytes === undefined ? 0xffffffff : 36 + dataBytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes ?? 0xffffffff, 40)
  return header
}

/** A whole sound as a WAV file. */
export function toWav(sound: Pcm): Buffer {
  const bytes = toBytes(sound.samples)
  return Buffer.concat([wavHeader(sound.sampleRate, bytes.length), bytes])
}
