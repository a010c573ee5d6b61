import type { Bits } from './bits.ts'
import { decodeWord, SPECTRAL, type SpectralCodebook } from './codebooks.ts'
import { type Band, BOOK, type Layout, type Pulse } from './frame.ts'

const ESCAPE = 16
const WINDOW = 128
// Noise may be any noise; the same each time makes a recording sound the same each time.
let state = 1

/** Reads the values of a channel and brings them to their size (ISO/IEC 14496-3, 4.6.3, 4.6.6 and 4.6.13). */
export function readSpectrum(bits: Bits, { groups, edges }: Layout, bands: Band[][], pulses: Pulse[]): Float32Array {
  const spectrum = new Float32Array(1024)
  let firstWindow = 0
  for (const [group, windows] of groups.entries()) {
    for (const [number, band] of (bands[group] ?? []).entries()) {
      const [from = 0, to = 0] = edges.slice(number, number + 2)
      for (let window = firstWindow; window < firstWindow + windows; window++) {
        readBand(bits, band, spectrum.subarray(window * WINDOW + from, window * WINDOW + to))
      }
    }
    firstWindow += windows
  }
  for (const { at, by } of pulses) spectrum[at] = (spectrum[at] ?? 0) + ((spectrum[at] ?? 0) > 0 ? by : -by)
  scale(spectrum, groups, edges, bands)
  return spectrum
}

function readBand(bits: Bits, { book }: Band, values: Float32Array): void {
  const code = SPECTRAL[book - 1]
  if (book === BOOK.noise) fillWithNoise(values)
  else if (code) for (let at = 0; at < values.length; at += code.size) readValues(bits, code, values, at)
}

function readValues(bits: Bits, code: SpectralCodebook, values: Float32Array, at: number): void {
  let word = decodeWord(bits, code)
  for (let i = code.size - 1; i >= 0; i--) {
    values[at + i] = (word % code.base) - code.offset
    word = Math.floor(word / code.base)
  }
  if (code.offset > 0) return
  for (let i = at; i < at + code.size; i++) if (values[i] !== 0 && bits.flag()) values[i] = -(values[i] ?? 0)
  if (code.base <= ESCAPE) return
  for (let i = at; i < at + code.size; i++) {
    if (Math.abs(values[i] ?? 0) === ESCAPE) values[i] = Math.sign(values[i] ?? 0) * readEscape(bits)
  }
}

function readEscape(bits: Bits): number {
  let size = 4
  while (bits.flag()) if (++size > 13) throw new Error('an escape that does not end')
  return 2 ** size + bits.read(size)
}

function fillWithNoise(values: Float32Array): void {
  let energy = 0
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    values[i] = state
    energy += state * state
  }
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / Math.sqrt(energy)
}

function scale(spectrum: Float32Array, groups: number[], edges: number[], bands: Band[][]): void {
  let firstWindow = 0
  for (const [group, windows] of groups.entries()) {
    for (const [number, { book, scale }] of (bands[group] ?? []).entries()) {
      const [from = 0, to = 0] = edges.slice(number, number + 2)
      for (let window = firstWindow; window < firstWindow + windows; window++) {
        const values = spectrum.subarray(window * WINDOW + from, window * WINDOW + to)
        for (let i = 0; i < values.length; i++) values[i] = sized(values[i] ?? 0, book, scale)
      }
    }
    firstWindow += windows
  }
}

function sized(value: number, book: number, scale: number): number {
  if (book === BOOK.noise) return value * 2 ** (scale / 4)
  return Math.sign(value) * Math.abs(value) ** (4 / 3) * 2 ** ((scale - 100) / 4)
}
