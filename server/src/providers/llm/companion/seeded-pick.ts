/** One of `options`, always the same for the same seed and options. FNV-1a, 32 bit; http://www.isthe.com/chongo/tech/comp/fnv/ */
export function seededPick<T>(options: readonly T[], seed: string): T | undefined {
  let hash = 0x811c9dc5
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193)
  return options[(hash >>> 0) % options.length]
}
