// Whoever sets a name in one of these families means us; other programs on the machine do not use them.
const FAMILIES = [
  'JWT_',
  'RATE_LIMIT_',
  'SECURITY_',
  'CLAUDE_',
  'WHISPER_',
  'LLM_',
  'STT_',
  'TTS_',
  'EMBEDDINGS_',
  'VAPID_',
]

/**
 * The key an operator probably meant by a name that is none of ours: the same letters in another case, or at most two
 * letters off, fewer in a short name. A name of one of our families
 * that resembles no key gives `null`.
 * @returns `undefined` when the name has nothing to do with us
 */
export function meantKey(name: string, keys: readonly string[]): string | null | undefined {
  const upper = name.toUpperCase().replace(/_FILE$/, '')
  if (keys.includes(name) || (name.endsWith('_FILE') && keys.includes(name.slice(0, -5)))) return undefined
  const closest = keys
    .map((key) => ({ key, distance: distance(upper, key) }))
    .filter(({ key, distance }) => distance <= slipsIn(key))
    .sort((a, b) => a.distance - b.distance)[0]
  if (closest) return closest.key
  return FAMILIES.some((family) => upper.startsWith(family)) ? null : undefined
}

// Or HOME would be taken for HOST, and TTY for TTS.
const slipsIn = (key: string) => (key.length <= 3 ? 0 : key.length <= 5 ? 1 : 2)

/** Levenshtein distance: letters to add, drop or replace to make one word the other. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [index, letter] of [...a].entries()) {
    const above = row
    row = [index + 1]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1)
      row.push(Math.min(replaced, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1))
    }
  }
  return row[b.length] ?? 0
}
