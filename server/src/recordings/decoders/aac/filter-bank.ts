import { inverse } from './cosine-transform.ts'

/** How the windows of a frame follow each other, by their number in the stream. */
export const SEQUENCE = { long: 0, start: 1, short: 2, stop: 3 } as const

const LONG = 1024
const SHORT = 128
const FLAT = (LONG - SHORT) / 2

/** Turns the spectra of one channel, frame after frame, into sound (ISO/IEC 14496-3, 4.6.11). `shape`: 0 sine, 1 Kaiser-Bessel. */
export function createFilterBank() {
  let overlap = new Float32Array(LONG)
  let shapeBefore = 0

  return function hear(spectrum: Float32Array, sequence: number, shape: number): Float32Array {
    const frame =
      sequence === SEQUENCE.short ? shorts(spectrum, shapeBefore, shape) : long(spectrum, sequence, shapeBefore, shape)
    shapeBefore = shape
    const heard = frame.slice(0, LONG)
    for (let i = 0; i < LONG; i++) heard[i] = (heard[i] ?? 0) + (overlap[i] ?? 0)
    overlap = frame.slice(LONG)
    return heard
  }
}

function long(spectrum: Float32Array, sequence: number, before: number, shape: number): Float32Array {
  const frame = inverse(spectrum)
  const rise = sequence === SEQUENCE.stop ? steep(before) : windowOf(LONG, before)
  const fall = sequence === SEQUENCE.start ? steep(shape) : windowOf(LONG, shape)
  for (let i = 0; i < LONG; i++) {
    frame[i] = (frame[i] ?? 0) * (rise[i] ?? 0)
    frame[2 * LONG - 1 - i] = (frame[2 * LONG - 1 - i] ?? 0) * (fall[i] ?? 0)
  }
  return frame
}

function shorts(spectrum: Float32Array, before: number, shape: number): Float32Array {
  const frame = new Float32Array(2 * LONG)
  for (let number = 0; number < 8; number++) {
    const part = inverse(spectrum.subarray(number * SHORT, (number + 1) * SHORT))
    const rise = windowOf(SHORT, number === 0 ? before : shape)
    const fall = windowOf(SHORT, shape)
    const at = FLAT + number * SHORT
    for (let i = 0; i < SHORT; i++) {
      frame[at + i] = (frame[at + i] ?? 0) + (part[i] ?? 0) * (rise[i] ?? 0)
      frame[at + 2 * SHORT - 1 - i] = (part[2 * SHORT - 1 - i] ?? 0) * (fall[i] ?? 0)
    }
  }
  return frame
}

/** The rise of a long window that meets a short one: nothing, a short rise, all. */
function steep(shape: number): Float32Array {
  const rise = new Float32Array(LONG)
  rise.set(windowOf(SHORT, shape), FLAT)
  return rise.fill(1, FLAT + SHORT)
}

const windows = new Map<string, Float32Array>()

function windowOf(length: number, shape: number): Float32Array {
  const key = `${length} ${shape}`
  const known = windows.get(key) ?? (shape === 0 ? sineWindow(length) : kaiserBesselWindow(length))
  windows.set(key, known)
  return known
}

function sineWindow(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin((Math.PI / (2 * length)) * (i + 0.5)))
}

function kaiserBesselWindow(length: number): Float32Array {
  const alpha = length === LONG ? 4 : 6
  const kernel = Array.from({ length: length + 1 }, (_, i) =>
    bessel(Math.PI * alpha * Math.sqrt(1 - ((2 * i) / length - 1) ** 2)),
  )
  const total = kernel.reduce((sum, value) => sum + value, 0)
  let sum = 0
  return Float32Array.from({ length }, (_, i) => {
    sum += kernel[i] ?? 0
    return Math.sqrt(sum / total)
  })
}

/** The modified Bessel function of the first kind, order 0, by its power series: the shape of Kaiser windows. */
function bessel(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
