import type { Piece } from '../sound.ts'

// Silence is about a byte per packet, and a packet up to 8,192 samples: small slices keep what one unfolds to small.
const SLICE_BYTES = 2 * 1024

/** An Ogg file with Vorbis inside, as it is. */
export async function* decodeVorbis(bytes: Uint8Array): AsyncGenerator<Piece> {
  const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis')
  const decoder = new OggVorbisDecoder()
  await decoder.ready
  try {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      const { channelData, sampleRate } = await decoder.decode(bytes.subarray(at, at + SLICE_BYTES))
      yield { channels: channelData, sampleRate }
    }
    const { channelData, sampleRate } = await decoder.flush()
    yield { channels: channelData, sampleRate }
  } finally {
    decoder.free()
  }
}
