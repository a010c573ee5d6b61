import type { Bits } from './bits.ts'
import { SEQUENCE } from './filter-bank.ts'
import type { Channel, NoiseShape } from './frame.ts'

/** Reads the filters of each window (`tns_data`). */
export function readNoiseShapes(bits: Bits, short: boolean): NoiseShape[][] {
  return Array.from({ length: short ? 8 : 1 }, () => {
    const count = bits.read(short ? 1 : 2)
    const size = count > 0 ? bits.read(1) + 3 : 0
    return Array.from({ length: count }, () => readShape(bits, short, size))
  })
}

function readShape(bits: Bits, short: boolean, size: number): NoiseShape {
  const length = bits.read(short ? 4 : 6)
  const order = bits.read(short ? 3 : 5)
  if (order === 0) return { length, downwards: false, coefficients: [] }
  if (order > 12 && !short) throw new Error('a noise filter longer than the profile allows')
  const downwards = bits.flag()
  const written = size - bits.read(1)
  const reflections = Array.from({ length: order }, () => reflection(bits.read(written), written, size))
  return { length, downwards, coefficients: predictionOf(reflections) }
}

function reflection(code: number, written: number, size: number): number {
  const value = code >= 1 << (written - 1) ? code - (1 << written) : code
  const steps = (1 << (size - 1)) + (value >= 0 ? -0.5 : 0.5)
  return Math.sin((value * Math.PI) / 2 / steps)
}

function predictionOf(reflections: number[]): number[] {
  let found: number[] = []
  for (const [order, reflected] of reflections.entries()) {
    found = [...found.map((value, i) => value + reflected * (found[order - 1 - i] ?? 0)), reflected]
  }
  return found
}

/** Applies the filters to a channel's spectrum (ISO/IEC 14496-3, 4.6.9). */
export function shapeNoise({ layout, noiseShapes, spectrum }: Channel): void {
  const { edges, shaped, bandCount, sequence } = layout
  const limit = Math.min(shaped, bandCount)
  const size = sequence === SEQUENCE.short ? 128 : 1024
  for (const [window, shapes] of noiseShapes.entries()) {
    let top = edges.length - 1
    for (const { length, downwards, coefficients } of shapes) {
      const bottom = Math.max(0, top - length)
      const from = edges[Math.min(bottom, limit)] ?? 0
      const to = edges[Math.min(top, limit)] ?? 0
      filter(spectrum.subarray(window * size + from, window * size + to), downwards, coefficients)
      top = bottom
    }
  }
}

function filter(values: Float32Array, downwards: boolean, coefficients: number[]): void {
  const step = downwards ? -1 : 1
  let at = downwards ? values.length - 1 : 0
  for (let done = 0; done < values.length; done++, at += step) {
    let value = values[at] ?? 0
    for (let i = 1; i <= Math.min(done, coefficients.length); i++) {
      value -= (coefficients[i - 1] ?? 0) * (values[at - i * step] ?? 0)
    }
    values[at] = value
  }
}
