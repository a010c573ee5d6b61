/** Sound that is as good as none: its power, of full scale. */
export const SILENT = 1e-12

/**
 * How far below the sound itself lies what is left of it, in dB, after the best prediction of each sample from two before it, which a
 * decaying sine follows exactly: below −16 for a beep or a struck bottle. Samples −1 to 1; those before `from` (2 at least) only predict.
 * 0 for silence. Pure. Method: linear prediction of order two by covariance (Makhoul, "Linear prediction", Proc. IEEE 63, 1975).
 */
export function beyondTone(samples: Float32Array | Float64Array, from: number): number {
  let [aa, ab, bb, ca, cb, cc] = [0, 0, 0, 0, 0, 0]
  for (let i = from; i < samples.length; i++) {
    const [a, b, c] = [samples[i - 1] ?? 0, samples[i - 2] ?? 0, samples[i] ?? 0]
    aa += a * a
    ab += a * b
    bb += b * b
    ca += c * a
    cb += c * b
    cc += c * c
  }
  const determinant = aa * bb - ab * ab
  if (determinant <= SILENT * SILENT || cc === 0) return 0
  const left = cc - (ca * (ca * bb - cb * ab) + cb * (cb * aa - ca * ab)) / determinant
  return 10 * Math.log10(Math.max(left, 1e-12 * cc) / cc)
}
