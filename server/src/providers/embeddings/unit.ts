/** The vector of the same direction whose length is 1; null where there is none, because it is nothing or not made of numbers. */
export function unit(vector: ArrayLike<number>): Float32Array | null {
  let squares = 0
  for (let i = 0; i < vector.length; i++) squares += (vector[i] ?? 0) ** 2
  const length = Math.sqrt(squares)
  if (!Number.isFinite(length) || length === 0) return null
  return Float32Array.from(vector, (value) => value / length)
}
