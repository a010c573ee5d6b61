/** How a frame is cut into windows and bands; two channels may share it. */
export interface Layout {
  sequence: number
  shape: number
  /** How many windows are in each group. */
  groups: number[]
  /** Bands in use. */
  bandCount: number
  edges: number[]
  shaped: number
}

/** One band of one group: its codebook, and its scale factor, intensity position or noise level. */
export interface Band {
  book: number
  scale: number
}

/** One channel of one frame, before it becomes sound. */
export interface Channel {
  layout: Layout
  /** By group, then band. */
  bands: Band[][]
  spectrum: Float32Array
  noiseShapes: NoiseShape[][]
}

/** Codebook numbers that are none: nothing there, noise, and a copy of the other channel with the same or the opposite sign. */
export const BOOK = { zero: 0, noise: 13, opposite: 14, same: 15 } as const

/** A filter over the spectrum of a window, which shapes its noise in time. */
export interface NoiseShape {
  /** Bands it reaches, counted from where the one before it ends, downwards. */
  length: number
  downwards: boolean
  /** Prediction coefficients, from the second on. */
  coefficients: number[]
}

/** Single values that are raised. */
export interface Pulse {
  at: number
  by: number
}
