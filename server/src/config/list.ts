/**
 * Reads a list as operators write it: a JSON array, entries between commas, or a JSON array that lost its quotes to a
 * shell (`[https://a,https://b]`). Blank entries are dropped.
 * @returns `null` when it is none of these
 */
export function listOf(text: string): string[] | null {
  const trimmed = text.trim()
  if (!trimmed.startsWith('[')) return trimmed.startsWith('{') ? null : entries(trimmed)
  if (!trimmed.endsWith(']')) return null
  try {
    const list: unknown = JSON.parse(trimmed)
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? nonBlank(list) : null
  } catch {
    const inside = trimmed.slice(1, -1)
    // A quote left over means broken JSON, not JSON without quotes.
    return /["'[\]{}]/.test(inside) ? quotedEntries(inside) : entries(inside)
  }
}

// Compose files often hold JSON in the wrong quotes: ['https://a','https://b'].
function quotedEntries(inside: string): string[] | null {
  const list = inside.split(',').map((entry) => entry.trim())
  return list.every((entry) => /^'[^'"]*'$/.test(entry)) ? nonBlank(list.map((entry) => entry.slice(1, -1))) : null
}

const entries = (text: string) => nonBlank(text.split(','))

const nonBlank = (list: string[]) => list.map((entry) => entry.trim()).filter((entry) => entry !== '')
