import { isStopWord, languageOf } from '../language/stop-words.ts'
import { sentencesOf, wordsOf } from '../language/words.ts'

/** Longest title, in characters. */
export const TITLE_MAX = 60
/** A session is named by so many of its first turns: the very first may be a greeting. */
export const TITLE_FROM = 3

/**
 * A session's title: the first thing with a meaning that the learner said, from its first meaningful word on, at most 60
 * characters and never ending in a word like "the". `said` is oldest first; greetings are passed over as long as something
 * better follows. Empty only when nothing was said.
 */
export function titleOf(said: readonly string[]): string {
  for (const text of said) {
    const title = meaningOf(text)
    if (title) return title
  }
  const first = said.find((text) => text.trim()) ?? ''
  return shorten(first.trim().replace(/\s+/g, ' '))
}

/** Whether a session's title gives way to one of a later turn: it has none yet, or has hardly begun and is named after a greeting. */
export function givesWay(session: { title: string; exchange_count: number }, title: string): boolean {
  if (session.title === '') return title !== ''
  return session.exchange_count <= TITLE_FROM && meaningOf(session.title) === null && meaningOf(title) !== null
}

/**
 * A session's title once it is known whether its latest turn was an order to the companion: it is named after what was told, and after an
 * order only while there is nothing else. `told` and `orders` came before it: the words, oldest first, and how many orders. Pure.
 */
export function titleAfter(
  title: string,
  { text, ordered, told, orders }: { text: string; ordered: boolean; told: readonly string[]; orders: number },
): string {
  if (ordered) return told.length > 0 && title === titleOf([text]) ? titleOf(told.slice(0, TITLE_FROM)) || title : title
  const all = [...told, text]
  return orders > 0 && all.length <= TITLE_FROM ? titleOf(all) || title : title
}

function meaningOf(text: string): string | null {
  for (const sentence of sentencesOf(text.slice(0, 1_000))) {
    const title = fromMeaning(sentence)
    if (title) return title
  }
  return null
}

const LEADING = new Set(
  'so well um uh er hmm ok okay yes yeah no hi hello hey today now and but also then just please i im ive id we were think guess was want wanted would like to talk about learn learned learning read reading heard am have been thinking know you can could tell me the a an it is there this that let lets'.split(
    ' ',
  ),
)

function fromMeaning(sentence: string): string | null {
  const words = wordsOf(sentence)
  const language = languageOf(
    words.map((word) => word.key),
    'en',
  )
  const first = words.findIndex((word) => !LEADING.has(word.key))
  const meaningful = first >= 0 && words.slice(first).some(({ key }) => !isStopWord(key, language) && key.length > 1)
  if (!meaningful) return null
  const from = words[first]?.start ?? 0
  const title = shorten(
    sentence
      .slice(from)
      .replace(/(?<![\s.!?…。！？])[\s.!?…。！？]+$/u, '')
      .replace(/\s+/g, ' '),
  )
  return title.charAt(0).toLocaleUpperCase() + title.slice(1)
}

function shorten(text: string): string {
  if (text.length <= TITLE_MAX) return text
  const words = wordsOf(text).filter((word) => word.end <= TITLE_MAX)
  while (words.length > 1 && isStopWord(words.at(-1)?.key ?? '')) words.pop()
  const end = words.at(-1)?.end
  // A text without a single word boundary in reach is cut between characters.
  return end
    ? text.slice(0, end)
    : [...text.slice(0, TITLE_MAX)]
        .join('')
        .toWellFormed()
        .replace(/\uFFFD$/, '')
}
