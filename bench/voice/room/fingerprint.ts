/** Names a piece of sound by its samples (FNV-1a over 16-bit words), so that it is recognised wherever it turns up. */
export function fingerprint(samples: Int16Array): number {
  let hash = 0x811c9dc5
  for (const sample of samples) hash = Math.imul(hash ^ sample, 0x01000193)
  return hash >>> 0
}
