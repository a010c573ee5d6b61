import { type Pcm, toSamples } from './pcm.ts'

/** What a program wrote is no WAV that we can read; `message` says why in plain words. */
export class WavError extends Error {}

interface Format {
  sampleRate: number
  channels: number
}

/** Longest header we look through before giving up, in bytes. */
const HEADER_MAX = 65_536

/**
 * Reads a WAV while it is still being written: 16-bit PCM, several channels mixed to one.
 * A length of "unknown" or longer than the stream is taken as "until the end", as programs that write to a pipe leave it.
 * Throws WavError. Format: RIFF, Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0".
 */
export async function* readWav(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Pcm> {
  let held: Buffer = Buffer.alloc(0)
  let body: { format: Format; left: number } | null = null
  for await (const chunk of bytes) {
    held = held.length ? Buffer.concat([held, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (!body) {
      const header = readHeader(held)
      if (!header) continue
      body = { format: header.format, left: header.dataBytes }
      held = held.subarray(header.dataStart)
    }
    const frame = body.format.channels * 2
    const usable = Math.min(held.length, body.left)
    const whole = usable - (usable % frame)
    if (whole > 0) yield toMono(held.subarray(0, whole), body.format)
    body.left -= whole
    held = body.left > 0 ? held.subarray(whole) : Buffer.alloc(0)
  }
  if (!body) throw new WavError(held.length === 0 ? 'it wrote no sound' : 'it wrote something that is no WAV')
}

/** Where the samples begin, or null while the header is not complete. Throws WavError on what can never become a WAV. */
function readHeader(head: Buffer): { format: Format; dataStart: number; dataBytes: number } | null {
  if (head.length < 12) return null
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE')
    throw new WavError('it wrote something that is no WAV')
  let format: Format | null = null
  for (let at = 12; at + 8 <= head.length; ) {
    const name = head.toString('latin1', at, at + 4)
    const size = head.readUInt32LE(at + 4)
    if (name === 'data') {
      if (!format) throw new WavError('its WAV does not say its format')
      // Writers to a pipe leave the length empty, at 2 GB, or at 4 GB.
      const unknown = size === 0 || size >= 0x7fff_0000
      return { format, dataStart: at + 8, dataBytes: unknown ? Number.POSITIVE_INFINITY : size }
    }
    if (name === 'fmt ') {
      if (at + 24 > head.length) break
      format = readFormat(head.subarray(at + 8, at + 24))
    }
    at += 8 + size + (size % 2)
  }
  if (head.length > HEADER_MAX) throw new WavError('its WAV has no sound near its beginning')
  return null
}

function readFormat(fmt: Buffer): Format {
  const [kind, channels, sampleRate, bits] = [
    fmt.readUInt16LE(0),
    fmt.readUInt16LE(2),
    fmt.readUInt32LE(4),
    fmt.readUInt16LE(14),
  ]
  const isPcm = kind === 1 || kind === 0xfffe
  if (!isPcm || bits !== 16)
    throw new WavError(`its WAV has ${bits} bits per sample of kind ${kind}; 16-bit PCM is wanted`)
  if (channels < 1 || channels > 8 || sampleRate < 4_000 || sampleRate > 192_000)
    throw new WavError(`its WAV has ${channels} channels at ${sampleRate} Hz`)
  return { sampleRate, channels }
}

function toMono(bytes: Buffer, { channels, sampleRate }: Format): Pcm {
  const all = toSamples(bytes)
  if (channels === 1) return { samples: all, sampleRate }
  const samples = new Int16Array(all.length / channels)
  for (let i = 0; i < samples.length; i++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += all[i * channels + channel] ?? 0
    samples[i] = Math.round(sum / channels)
  }
  return { samples, sampleRate }
}
