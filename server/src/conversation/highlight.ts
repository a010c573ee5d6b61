import { tokens, type WordQuery } from '../db/words.ts'

/** Characters of a snippet before it is cut around the first match. */
const SNIPPET_MAX = 240
const BEFORE_MATCH = 60

/**
 * Makes snippets for one query: a piece of a text around what was looked for, HTML-escaped first, then matches wrapped in `<mark>`. A
 * word matches when it equals a term of the query, begins with one, or shares its stem as far as simple endings go.
 */
export function createSnippets(query: WordQuery): (text: string) => string {
  const isHit = hits([...query.terms, ...query.phrases.flat()])

  return function snippet(text) {
    const words = wordsOf(text, isHit)
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
}

/** The words up to where a snippet around the first match can end at most. */
function wordsOf(text: string, isHit: (word: string) => boolean): Word[] {
  const words: Word[] = []
  let enough = Number.POSITIVE_INFINITY
  for (const { 0: word, index: at } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (at > enough) break
    const hit = isHit(word)
    words.push({ at, word, hit })
    if (hit) enough = Math.min(enough, at + SNIPPET_MAX)
  }
  return words
}

/** Text as HTML shows it. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

// Results hold the same words again and again, and up to two hundred long texts are gone through while everybody else waits.
function hits(looked: string[]): (word: string) => boolean {
  const known = new Map<string, boolean>()
  const terms = [...new Set(looked)]
  const exact = new Set(terms)
  const stems = new Set(terms.map(stem))
  const beginnings = terms.filter((term) => term.length > 2)
  return (word) => {
    let hit = known.get(word)
    if (hit === undefined) {
      hit = tokens(word).some(
        (token) =>
          exact.has(token) || stems.has(stem(token)) || beginnings.some((beginning) => token.startsWith(beginning)),
      )
      known.set(word, hit)
    }
    return hit
  }
}

// Enough to mark what the index's stemmer found in ordinary English; a miss only costs a mark.
const stem = (word: string) => word.replace(/(?:ing|edly|ed|es|s|ly|ies|y)$/u, '')

interface Word {
  at: number
  word: string
  hit: boolean
}

const wordStart = (words: Word[], wish: number) => words.find(({ at }) => at >= wish)?.at ?? 0

function wordEnd(words: Word[], wish: number) {
  const last = words.findLast(({ at, word }) => at + word.length <= wish)
  return last ? last.at + last.word.length : wish
}
