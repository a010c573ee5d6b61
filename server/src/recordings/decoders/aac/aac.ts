import type { Piece } from '../../sound.ts'
import type { Track } from '../../track.ts'
import { RATES } from './bands.ts'
import { type Bits, readBits } from './bits.ts'
import { readChannel, readLayout } from './channel.ts'
import { createFilterBank } from './filter-bank.ts'
import type { Channel } from './frame.ts'
import { shapeNoise } from './noise-shaping.ts'
import { type MiddleSide, readMiddleSide, unfoldStereo } from './stereo.ts'

const FULL_SCALE = 32768
const ELEMENT = { single: 0, pair: 1, lowFrequency: 3, data: 4, fill: 6, end: 7 } as const

/**
 * AAC as telephones and Safari record it: the low complexity profile of ISO/IEC 14496-3. Of the high efficiency profiles the core is
 * decoded, which is all that speech at 16 kHz needs. Throws for other profiles and for more than two channels at a time.
 */
export async function* decodeAac(track: Track): AsyncGenerator<Piece> {
  const rate = readSetUp(readBits(track.description))
  const sampleRate = RATES[rate] ?? 0
  const banks = [createFilterBank(), createFilterBank()]
  for await (const { data, timestamp, duration } of track.packets()) {
    const heard = decodePacket(readBits(data), rate).map((channel, i) => {
      shapeNoise(channel)
      return banks[i]?.(channel.spectrum, channel.layout.sequence, channel.layout.shape) ?? new Float32Array()
    })
    // What encoders put in front is before time 0; what they add at the end is cut from the last packet's duration.
    const from = timestamp < 0 ? Math.min(1024, Math.round(-timestamp * sampleRate)) : 0
    const to = duration > 0 ? Math.round(duration * sampleRate) : 1024
    yield {
      channels: heard.map((samples) => samples.subarray(from, to).map((sample) => sample / FULL_SCALE)),
      sampleRate,
    }
  }
}

/** Reads an AudioSpecificConfig and gives the number of its sample rate. */
function readSetUp(bits: Bits): number {
  let kind = bits.read(5)
  const rate = bits.read(4)
  bits.skip(4)
  if (kind === 5 || kind === 29) {
    if (bits.read(4) === 15) bits.skip(24)
    kind = bits.read(5)
  }
  if (kind !== 2) throw new Error(`AAC object type ${kind}`)
  if (rate >= RATES.length) throw new Error('a sample rate of its own')
  if (bits.flag()) throw new Error('frames of 960 samples')
  return rate
}

function decodePacket(bits: Bits, rate: number): Channel[] {
  const channels: Channel[] = []
  for (;;) {
    const element = bits.read(3)
    if (element === ELEMENT.end) return channels
    if (element === ELEMENT.fill) skipFill(bits)
    else if (element === ELEMENT.data) skipData(bits)
    else {
      bits.skip(4)
      if (element === ELEMENT.pair) channels.push(...readPair(bits, rate))
      else if (element === ELEMENT.single || element === ELEMENT.lowFrequency)
        channels.push(readChannel(bits, rate, null))
      else throw new Error(`element ${element} of a packet`)
    }
    if (channels.length > 2) throw new Error('more than two channels')
  }
}

function readPair(bits: Bits, rate: number): Channel[] {
  const layout = bits.flag() ? readLayout(bits, rate) : null
  const middleSide: MiddleSide = layout ? readMiddleSide(bits, layout) : []
  const left = readChannel(bits, rate, layout)
  const right = readChannel(bits, rate, layout)
  unfoldStereo(left, right, middleSide)
  return [left, right]
}

function skipFill(bits: Bits): void {
  const count = bits.read(4)
  bits.skip(8 * (count === 15 ? 14 + bits.read(8) : count))
}

function skipData(bits: Bits): void {
  bits.skip(4)
  const aligned = bits.flag()
  const count = bits.read(8)
  const all = count === 255 ? count + bits.read(8) : count
  if (aligned) bits.align()
  bits.skip(8 * all)
}
