/** The inverse modified cosine transform of M values to 2 M, by a cosine transform of type IV unfolded. */
export function inverse(spectrum: Float32Array): Float32Array {
  const size = spectrum.length
  const half = size / 2
  const folded = cosineTransform4(spectrum)
  const frame = new Float32Array(2 * size)
  for (let i = 0; i < half; i++) {
    frame[i] = (folded[i + half] ?? 0) / size
    frame[3 * half + i] = -(folded[i] ?? 0) / size
  }
  for (let i = 0; i < size; i++) frame[half + i] = -(folded[size - 1 - i] ?? 0) / size
  return frame
}

function cosineTransform4(input: Float32Array): Float32Array {
  const size = input.length
  const half = size / 2
  const [re, im] = [new Float64Array(half), new Float64Array(half)]
  const { cosines, sines } = turns(-1 / size, 1 / 8, half)
  for (let i = 0; i < half; i++) {
    const [a, b] = [input[2 * i] ?? 0, input[size - 1 - 2 * i] ?? 0]
    const [c, s] = [cosines[i] ?? 0, sines[i] ?? 0]
    re[i] = a * c - b * s
    im[i] = a * s + b * c
  }
  fourier(re, im)
  const output = new Float32Array(size)
  for (let i = 0; i < half; i++) {
    const [c, s] = [cosines[i] ?? 0, sines[i] ?? 0]
    output[2 * i] = (re[i] ?? 0) * c - (im[i] ?? 0) * s
    output[size - 1 - 2 * i] = -((re[i] ?? 0) * s + (im[i] ?? 0) * c)
  }
  return output
}

/** The fast Fourier transform in place, for powers of two. */
function fourier(re: Float64Array, im: Float64Array): void {
  const size = re.length
  reverseOrder(re, im)
  const { cosines, sines } = turns(-2 / size, 0, size)
  for (let width = 2; width <= size; width *= 2) {
    for (let k = 0; k < width / 2; k++) {
      const [c, s] = [cosines[(k * size) / width] ?? 0, sines[(k * size) / width] ?? 0]
      for (let i = k; i < size; i += width) {
        const j = i + width / 2
        const x = (re[j] ?? 0) * c - (im[j] ?? 0) * s
        const y = (re[j] ?? 0) * s + (im[j] ?? 0) * c
        re[j] = (re[i] ?? 0) - x
        im[j] = (im[i] ?? 0) - y
        re[i] = (re[i] ?? 0) + x
        im[i] = (im[i] ?? 0) + y
      }
    }
  }
}

/** Swaps each value with the one whose number is written backwards in bits. */
function reverseOrder(re: Float64Array, im: Float64Array): void {
  const size = re.length
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      ;[re[i], re[j]] = [re[j] ?? 0, re[i] ?? 0]
      ;[im[i], im[j]] = [im[j] ?? 0, im[i] ?? 0]
    }
  }
}

const known = new Map<string, { cosines: Float64Array; sines: Float64Array }>()

/** Cosines and sines of π · `step` · (i + `offset`), worked out once. */
function turns(step: number, offset: number, count: number) {
  const key = `${step} ${offset}`
  const found = known.get(key) ?? {
    cosines: Float64Array.from({ length: count }, (_, i) => Math.cos(Math.PI * step * (i + offset))),
    sines: Float64Array.from({ length: count }, (_, i) => Math.sin(Math.PI * step * (i + offset))),
  }
  known.set(key, found)
  return found
}
