import type { Piece } from '../sound.ts'

const SLICE_BYTES = 16 * 1024

/** An MP3 file as it is, tags and all; the encoder's padding at both ends is left out where the file tells of it. */
export async function* decodeMp3(bytes: Uint8Array): AsyncGenerator<Piece> {
  const { MPEGDecoder } = await import('mpg123-decoder')
  const decoder = new MPEGDecoder()
  await decoder.ready
  try {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      const { channelData, sampleRate } = decoder.decode(bytes.subarray(at, at + SLICE_BYTES))
      yield { channels: channelData, sampleRate }
    }
  } finally {
    decoder.free()
  }
}
