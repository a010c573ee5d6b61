import type { Piece } from '../sound.ts'
import type { Track } from '../track.ts'

/** FLAC frames (RFC 9639), one at a time: a frame of silence is a few bytes and unfolds to 65,535 samples. */
export async function* decodeFlac(track: Track): AsyncGenerator<Piece> {
  const { FLACDecoder } = await import('@wasm-audio-decoders/flac')
  const decoder = new FLACDecoder()
  await decoder.ready
  try {
    for await (const { data } of track.packets()) {
      const { channelData, sampleRate } = await decoder.decodeFrames([data])
      yield { channels: channelData, sampleRate: sampleRate || track.sampleRate }
    }
  } finally {
    decoder.free()
  }
}
