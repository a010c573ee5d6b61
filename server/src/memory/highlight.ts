import { stem } from '../db/stem.ts'
import { tokens } from '../db/words.ts'

/** Characters of a snippet before it is cut around the first match. */
const SNIPPET_MAX = 240
const BEFORE_MATCH = 60

/** A piece of a text as HTML, and whether anything in it is marked. */
export interface Snippet {
  html: string
  marked: boolean
}

/**
 * Makes snippets for what was looked for: a piece of a text around it, HTML-escaped first, then matches wrapped in `<mark>`. A word
 * matches when it equals one of the words, begins with one, or shares its stem.
 */
export function createSnippets(looked: string[]): (text: string) => Snippet {
  const isHit = hits(looked)

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
    return {
      html: `${html}${escapeHtml(text.slice(from, end))}${end < text.length ? '…' : ''}`,
      marked: first !== undefined,
    }
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
