import type { Piece } from '../sound.ts'
import type { Track } from '../track.ts'

// libopus decodes straight to the rate recognisers want.
const RATE = 16_000

/** Opus packets (RFC 6716) of any container; the container's set-up bytes are an OpusHead (RFC 7845, section 5.1). */
export async function* decodeOpus(track: Track): AsyncGenerator<Piece> {
  const { OpusDecoder } = await import('opus-decoder')
  const head = readHead(track)
  const decoder = new OpusDecoder({ sampleRate: RATE, ...head.layout })
  await decoder.ready
  try {
    let toSkip = Math.round((head.preSkip * RATE) / 48_000)
    for await (const { data } of track.packets()) {
      const { channelData, samplesDecoded } = decoder.decodeFrame(data)
      const skipped = Math.min(toSkip, samplesDecoded)
      toSkip -= skipped
      yield { channels: channelData.map((channel) => channel.subarray(skipped)), sampleRate: RATE }
    }
  } finally {
    decoder.free()
  }
}

function readHead({ description, channels }: Track) {
  const head = Buffer.from(description.buffer, description.byteOffset, description.byteLength)
  if (head.length < 19 || head.toString('latin1', 0, 8) !== 'OpusHead') return { preSkip: 0, layout: { channels } }
  const said = head.readUInt8(9)
  const manyStreams = head.readUInt8(18) > 0 && head.length >= 21 + said
  return {
    preSkip: head.readUInt16LE(10),
    layout: manyStreams
      ? {
          channels: said,
          streamCount: head.readUInt8(19),
          coupledStreamCount: head.readUInt8(20),
          channelMappingTable: [...head.subarray(21, 21 + said)],
        }
      : { channels: said },
  }
}
