import { tokens, type WordQuery } from '../db/words.ts'

/** Characters of a snippet before it is cut around the first match. */
const SNIPPET_MAX = 240
const BEFORE_MATCH = 60

/**
 * A piece of a text around what was looked for: HTML-escaped first, then matches wrapped in `<mark>`. A word matches when it equals a
 * term of the query, begins with one, or shares its stem as far as simple endings go.
 */
export function snippet(text: string, query: WordQuery): string {
  const looked = [...query.terms, ...query.phrases.flat()]
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    at: match.index,
    word: match[0],
    hit: isHit(match[0], looked),
  }))
  const first = words.find(({ hit }) => hit)
  const start = text.length <= SNIPPET_MAX || !first ? 0 : Math.max(0, wordStart(words, first.at - BEFORE_MATCH))
  const end = text.length <= start + SNIPPET_MAX ? text.length : wordEnd(words, start + SNIPPET_MAX)
  let html = start > 0 ? '…' : ''
  let from = start
  for (const { at, word, hit } of words) {
    if (!hit || at < start || at + word.length > end) continue
    html += `${escapeHtml(text.slice(from, at))}<mark>${escapeHtml(word)}</mark>`
    from = at + word.length
  }
  return `${html}${escapeHtml(text.slice(from, end))}${end < text.length ? '…' : ''}`
}

/** Text as HTML shows it. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function isHit(word: string, looked: string[]): boolean {
  return tokens(word).some((token) =>
    looked.some((term) => token === term || (term.length > 2 && token.startsWith(term)) || stem(token) === stem(term)),
  )
}

// Enough to mark what the index's stemmer found in ordinary English; a miss only costs a mark.
const stem = (word: string) => word.replace(/(?:ing|edly|ed|es|s|ly|ies|y)$/u, '')

interface Word {
  at: number
  word: string
}

const wordStart = (words: Word[], wish: number) => words.find(({ at }) => at >= wish)?.at ?? 0

function wordEnd(words: Word[], wish: number) {
  const last = words.findLast(({ at, word }) => at + word.length <= wish)
  return last ? last.at + last.word.length : wish
}
