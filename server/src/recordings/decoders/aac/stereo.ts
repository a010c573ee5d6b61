import type { Bits } from './bits.ts'
import { type Band, BOOK, type Channel, type Layout } from './frame.ts'

/** For each group and band: whether the pair holds the middle and the side in place of left and right. */
export type MiddleSide = boolean[][]

/** Reads where a pair is coded as middle and side (`ms_mask`). */
export function readMiddleSide(bits: Bits, { groups, bandCount }: Layout): MiddleSide {
  const kind = bits.read(2)
  if (kind === 3) throw new Error('a stereo mask that does not exist')
  return groups.map(() => Array.from({ length: bandCount }, () => (kind === 1 ? bits.flag() : kind === 2)))
}

/** Makes left and right of a pair (ISO/IEC 14496-3, 4.6.8). */
export function unfoldStereo(left: Channel, right: Channel, middleSide: MiddleSide): void {
  const { groups, edges } = right.layout
  let window = 0
  for (const [group, windows] of groups.entries()) {
    for (const end = window + windows; window < end; window++) {
      for (const [number, band] of (right.bands[group] ?? []).entries()) {
        const [from = 0, to = 0] = edges.slice(number, number + 2)
        const at = [window * 128 + from, window * 128 + to] as const
        unfoldBand(left.spectrum.subarray(...at), right.spectrum.subarray(...at), {
          band,
          mixed: middleSide[group]?.[number] ?? false,
          noisy: band.book === BOOK.noise || left.bands[group]?.[number]?.book === BOOK.noise,
        })
      }
    }
  }
}

function unfoldBand(
  left: Float32Array,
  right: Float32Array,
  how: { band: Band; mixed: boolean; noisy: boolean },
): void {
  const { book, scale } = how.band
  if (book === BOOK.same || book === BOOK.opposite) {
    const loud = 0.5 ** (scale / 4) * ((book === BOOK.opposite) === how.mixed ? 1 : -1)
    right.set(left.map((value) => value * loud))
  } else if (how.mixed && !how.noisy) {
    for (const [i, middle] of left.entries()) {
      const side = right[i] ?? 0
      left[i] = middle + side
      right[i] = middle - side
    }
  }
}
