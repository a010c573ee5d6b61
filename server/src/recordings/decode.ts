import { Problem } from '../problem.ts'
import type { Pcm } from '../providers/pcm.ts'
import { decodeAac } from './decoders/aac/aac.ts'
import { decodeFlac } from './decoders/flac.ts'
import { decodeMp3 } from './decoders/mp3.ts'
import { decodeOpus } from './decoders/opus.ts'
import { decodeSamples } from './decoders/samples.ts'
import { decodeVorbis } from './decoders/vorbis.ts'
import type { Kind } from './identify.ts'
import { mendOgg } from './mend-ogg.ts'
import { mendWebm } from './mend-webm.ts'
import { gatherSound, type Piece } from './sound.ts'
import { openTrack } from './track.ts'

/** What must be readable of a broken recording for it to be worth listening to. */
const WORTH_HEARING_MS = 300

/**
 * A recording as 16-bit mono samples at 16 kHz. Of one that was cut off, what is there is given if that is at least 300 ms.
 * Throws `audio-too-long` as soon as the limit is passed, `damaged-audio`, or `unknown-audio` for a codec nobody here can decode.
 * Heavy: meant to run in a worker.
 */
export async function decode(bytes: Uint8Array, kind: Kind, { maxSeconds }: { maxSeconds: number }): Promise<Pcm> {
  const sound = gatherSound({ maxSeconds })
  let damage: unknown
  try {
    for await (const piece of await open(bytes, kind)) sound.add(piece)
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    damage = cause
  }
  if (sound.durationMs() === 0 || (damage && sound.durationMs() < WORTH_HEARING_MS)) {
    throw new Problem('damaged-audio', 'This recording is damaged and cannot be read.', { cause: damage })
  }
  return sound.finish()
}

async function open(bytes: Uint8Array, kind: Kind): Promise<AsyncIterable<Piece>> {
  if (kind === 'mp3') return decodeMp3(bytes)
  if (kind === 'ogg-vorbis') return decodeVorbis(mendOgg(bytes))
  const track = await openTrack(mended(bytes, kind))
  if (track.codec === 'opus') return decodeOpus(track)
  if (track.codec === 'aac') return decodeAac(track)
  if (track.codec === 'flac') return decodeFlac(track)
  if (track.codec.startsWith('pcm-') || track.codec === 'alaw' || track.codec === 'ulaw') return decodeSamples(track)
  throw new Problem(
    'unknown-audio',
    `Sound encoded as ${track.codec} cannot be read here. WAV, Opus, MP3, AAC or FLAC works.`,
  )
}

function mended(bytes: Uint8Array, kind: Kind): Uint8Array {
  if (kind === 'ogg-opus') return mendOgg(bytes)
  return kind === 'webm' ? mendWebm(bytes) : bytes
}
