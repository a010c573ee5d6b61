import type { Piece } from '../sound.ts'
import type { Track } from '../track.ts'

type Read = (view: DataView, at: number) => number

// By the names mediabunny gives them; ulaw and alaw are ITU-T G.711.
const FORMATS: Record<string, { bytes: number; read: Read }> = {
  'pcm-u8': { bytes: 1, read: (view, at) => (view.getUint8(at) - 128) / 128 },
  'pcm-s8': { bytes: 1, read: (view, at) => view.getInt8(at) / 128 },
  'pcm-s16': { bytes: 2, read: (view, at) => view.getInt16(at, true) / 32768 },
  'pcm-s16be': { bytes: 2, read: (view, at) => view.getInt16(at) / 32768 },
  'pcm-s24': { bytes: 3, read: (view, at) => (view.getInt8(at + 2) * 65536 + view.getUint16(at, true)) / 8388608 },
  'pcm-s24be': { bytes: 3, read: (view, at) => (view.getInt8(at) * 65536 + view.getUint16(at + 1)) / 8388608 },
  'pcm-s32': { bytes: 4, read: (view, at) => view.getInt32(at, true) / 2147483648 },
  'pcm-s32be': { bytes: 4, read: (view, at) => view.getInt32(at) / 2147483648 },
  'pcm-f32': { bytes: 4, read: (view, at) => finite(view.getFloat32(at, true)) },
  'pcm-f32be': { bytes: 4, read: (view, at) => finite(view.getFloat32(at)) },
  'pcm-f64': { bytes: 8, read: (view, at) => finite(view.getFloat64(at, true)) },
  'pcm-f64be': { bytes: 8, read: (view, at) => finite(view.getFloat64(at)) },
  ulaw: { bytes: 1, read: (view, at) => ulaw(view.getUint8(at)) },
  alaw: { bytes: 1, read: (view, at) => alaw(view.getUint8(at)) },
}

/** Plain samples, as WAV files carry them. */
export async function* decodeSamples(track: Track): AsyncGenerator<Piece> {
  const format = FORMATS[track.codec]
  if (!format) throw new Error(`no reader for ${track.codec}`)
  for await (const { data } of track.packets()) {
    yield { channels: separate(data, track.channels, format), sampleRate: track.sampleRate }
  }
}

function separate(data: Uint8Array, count: number, { bytes, read }: { bytes: number; read: Read }): Float32Array[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const length = Math.floor(data.byteLength / (bytes * count))
  return Array.from({ length: count }, (_, channel) => {
    const samples = new Float32Array(length)
    for (let i = 0; i < length; i++) samples[i] = read(view, (i * count + channel) * bytes)
    return samples
  })
}

// A file may hold "not a number" or infinity, which would spread through every later sum.
function finite(sample: number): number {
  return Number.isFinite(sample) ? sample : 0
}

function ulaw(code: number): number {
  const bits = ~code & 0xff
  const size = ((((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84
  return (bits & 0x80 ? -size : size) / 32768
}

function alaw(code: number): number {
  const bits = code ^ 0x55
  const step = (bits >> 4) & 7
  const size = step === 0 ? ((bits & 0x0f) << 4) + 8 : (((bits & 0x0f) << 4) + 0x108) << (step - 1)
  return (bits & 0x80 ? size : -size) / 32768
}
