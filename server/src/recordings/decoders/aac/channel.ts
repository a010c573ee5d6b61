import { bandsOf } from './bands.ts'
import type { Bits } from './bits.ts'
import { decodeWord, SCALE_FACTORS } from './codebooks.ts'
import { SEQUENCE } from './filter-bank.ts'
import { type Band, BOOK, type Channel, type Layout, type Pulse } from './frame.ts'
import { readNoiseShapes } from './noise-shaping.ts'
import { readSpectrum } from './spectrum.ts'

/** Reads how a frame is laid out (`ics_info`). */
export function readLayout(bits: Bits, rate: number): Layout {
  bits.skip(1)
  const sequence = bits.read(2)
  const shape = bits.read(1)
  const short = sequence === SEQUENCE.short
  const bandCount = bits.read(short ? 4 : 6)
  const groups = [1]
  if (short) {
    for (let window = 1; window < 8; window++) {
      if (bits.flag()) groups[groups.length - 1] = (groups.at(-1) ?? 0) + 1
      else groups.push(1)
    }
  } else if (bits.flag()) throw new Error('prediction is not part of the low complexity profile')
  const { edges, shaped } = bandsOf(rate, short)
  if (bandCount >= edges.length) throw new Error('more bands than there are')
  return { sequence, shape, groups, bandCount, edges, shaped }
}

/** Reads one channel (`individual_channel_stream`); `layout` when it is shared with another one. */
export function readChannel(bits: Bits, rate: number, shared: Layout | null): Channel {
  const gain = bits.read(8)
  const layout = shared ?? readLayout(bits, rate)
  const bands = readBooks(bits, layout)
  readScales(bits, bands, gain)
  const short = layout.sequence === SEQUENCE.short
  const pulses = bits.flag() ? readPulses(bits, layout) : []
  const noiseShapes = bits.flag() ? readNoiseShapes(bits, short) : []
  if (bits.flag()) throw new Error('gain control is not part of the low complexity profile')
  return { layout, bands, spectrum: readSpectrum(bits, layout, bands, pulses), noiseShapes }
}

function readBooks(bits: Bits, { sequence, groups, bandCount }: Layout): Band[][] {
  const size = sequence === SEQUENCE.short ? 3 : 5
  const endless = (1 << size) - 1
  return groups.map(() => {
    const bands: Band[] = []
    while (bands.length < bandCount) {
      const book = bits.read(4)
      if (book === 12) throw new Error('a codebook that does not exist')
      let more: number
      do {
        more = bits.read(size)
        if (bands.length + more > bandCount) throw new Error('more bands than there are')
        for (let i = 0; i < more; i++) bands.push({ book, scale: 0 })
      } while (more === endless)
    }
    return bands
  })
}

function readScales(bits: Bits, groups: Band[][], gain: number): void {
  const step = () => decodeWord(bits, SCALE_FACTORS) - 60
  let scale = gain
  let position = 0
  let noise: number | null = null
  for (const band of groups.flat()) {
    if (band.book === BOOK.noise) {
      noise = noise === null ? gain - 90 + bits.read(9) - 256 : noise + step()
      band.scale = noise
    } else if (band.book === BOOK.same || band.book === BOOK.opposite) {
      position += step()
      band.scale = position
    } else if (band.book !== BOOK.zero) {
      scale += step()
      if (scale < 0 || scale > 255) throw new Error('a scale factor out of range')
      band.scale = scale
    }
  }
}

function readPulses(bits: Bits, { sequence, edges }: Layout): Pulse[] {
  if (sequence === SEQUENCE.short) throw new Error('pulses in short windows')
  const count = bits.read(2) + 1
  let at = edges[bits.read(6)] ?? 1024
  return Array.from({ length: count }, () => {
    at += bits.read(5)
    const by = bits.read(4)
    if (at >= 1024) throw new Error('a pulse outside of the frame')
    return { at, by }
  })
}
