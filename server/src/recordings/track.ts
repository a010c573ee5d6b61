import { Problem } from '../problem.ts'

/** One encoded packet, with its place in time (seconds; negative is encoder priming, not to be heard). */
export interface Packet {
  data: Uint8Array
  timestamp: number
  duration: number
}

/** The sound inside a container. */
export interface Track {
  codec: string
  /** Set-up bytes of the codec: OpusHead, AudioSpecificConfig… */
  description: Uint8Array
  sampleRate: number
  channels: number
  packets(): AsyncIterable<Packet>
}

/**
 * Opens the first audio track of a container. Throws `damaged-audio` when the container cannot be read
 * and `unknown-audio` when the sound inside is of a kind nobody here can decode.
 */
export async function openTrack(bytes: Uint8Array): Promise<Track> {
  const { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } = await import('mediabunny')
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) })
  const track = await readable(() => input.getPrimaryAudioTrack())
  const settings = track && (await readable(() => track.getDecoderConfig()))
  if (!track?.codec || !settings) {
    throw new Problem(
      'unknown-audio',
      'There is no sound in this file that I can read. A WAV, WebM, MP3 or AAC recording works.',
    )
  }
  return {
    codec: track.codec,
    description: settings.description ? viewOf(settings.description) : new Uint8Array(),
    sampleRate: settings.sampleRate,
    channels: settings.numberOfChannels,
    packets: () => new EncodedPacketSink(track).packets(),
  }
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    throw new Problem('damaged-audio', 'This recording is damaged and cannot be read.', { cause })
  }
}

function viewOf(source: ArrayBufferLike | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
}
