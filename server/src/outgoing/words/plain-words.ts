/** So much of what was said is read, the latest first, in characters. */
const SAID_MAX = 30_000

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’\-_][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*(?:\+{2}|#)?/gu
/** What a learner wrote without blanks that holds one of these is an address or a handle. */
const ADDRESS = /@|:\/\/|\bwww\.|\\|\.\w+\//i

/** The words of a text, as they stand in it. */
export const wordsIn = (text: string): string[] => text.normalize('NFKC').match(WORD) ?? []

/** A word, by what it is compared by. */
export function plain(word: string): string {
  if (/^[A-Za-z0-9-]+$/.test(word)) return word.toLowerCase()
  const bare = word
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFKC')
  return bare.replace(/['’]/g, '').toLowerCase()
}

/** What is read of what was said, the latest first. */
export function latest(said: readonly string[]): string[] {
  let left = SAID_MAX
  const texts: string[] = []
  for (const text of said.toReversed()) {
    if (left <= 0) break
    texts.push(text.slice(0, left).normalize('NFKC'))
    left -= text.length
  }
  return texts
}

/** A text without its addresses; those are added to `dropped`. */
export function withoutAddresses(text: string, dropped: string[]): string {
  return text
    .split(/\s+/)
    .filter((piece) => {
      if (!ADDRESS.test(piece)) return true
      dropped.push(piece.slice(0, 80))
      return false
    })
    .join(' ')
}
