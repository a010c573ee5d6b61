const BITS = 32

/** A bit for each dimension of a vector: whether it is positive. Two codes differ in about as many bits as their vectors differ in angle. */
export function codeOf(vector: Float32Array): Uint32Array {
  const code = new Uint32Array(wordsIn(vector.length))
  for (let i = 0; i < vector.length; i++)
    if ((vector[i] ?? 0) > 0) code[i >>> 5] = ((code[i >>> 5] ?? 0) | (1 << (i & 31))) >>> 0
  return code
}

/** How many words of 32 bits the code of so many dimensions has. */
export const wordsIn = (dims: number) => Math.ceil(dims / BITS)

/** A byte for each dimension, as parts of the largest; a quarter of the room, and the angle to within half a degree. */
export function quantised(vector: Float32Array): Int8Array {
  let largest = 0
  for (const value of vector) largest = Math.max(largest, Math.abs(value))
  return Int8Array.from(vector, (value) => Math.round((value / largest) * 127))
}

/** How alike a vector of length 1 and a quantised one are: the cosine of their angle, −1 to 1. */
export function likeness(vector: Float32Array, bytes: Int8Array): number {
  let product = 0
  let squares = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    product += (vector[i] ?? 0) * byte
    squares += byte * byte
  }
  return squares === 0 ? 0 : product / Math.sqrt(squares)
}

/** Writes down in how many bits each of the codes from one to another differs from `code` (Hamming). */
export function differences(
  code: Uint32Array,
  codes: Uint32Array,
  { from, to }: { from: number; to: number },
  into: Uint16Array,
): void {
  const words = code.length
  for (let n = from, at = from * words; n < to; n++) {
    let bits = 0
    for (let word = 0; word < words; word++, at++) bits += ones((code[word] ?? 0) ^ (codes[at] ?? 0))
    into[n] = bits
  }
}

/** How many bits of a word are set (Warren, Hacker's Delight, 5-1). */
function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  x = (x + (x >>> 4)) & 0x0f0f0f0f
  return Math.imul(x, 0x01010101) >>> 24
}

/** The places of the `limit` smallest differences among those that are admitted, and of all that equal the largest of them, at most twice as many. */
export function smallest(differing: Uint16Array, limit: number, admits: (place: number) => boolean): number[] {
  const counts: number[] = []
  for (let n = 0; n < differing.length; n++) {
    const bits = differing[n] ?? 0
    if (admits(n)) counts[bits] = (counts[bits] ?? 0) + 1
  }
  let most = -1
  for (let sum = 0; sum < limit && most < counts.length - 1; ) sum += counts[++most] ?? 0
  const places: number[] = []
  for (let n = 0; n < differing.length && places.length < 2 * limit; n++)
    if ((differing[n] ?? 0) <= most && admits(n)) places.push(n)
  return places
}
