import type { ResearchSource } from '@lva/contracts/research'
import { isStopWord } from '../language/stop-words.ts'
import { keyOf, sentencesOf, type Word, wordsOf } from '../language/words.ts'
import {
  ARTICLES,
  CLOSINGS,
  DENYING,
  NAMELESS,
  OPENINGS,
  OWN,
  PHRASES,
  type Phrases,
  POINTING,
  REQUESTS,
  TELLING,
  THINKING,
  WONDERING,
} from './asking-phrases.ts'
import { isTheirs, ownRequests } from './own-requests.ts'

/** What a turn wants looked up. */
export interface Asking {
  /** As they said it, without the words that ask for it; null: what they last spoke of ({@link topicOf}). */
  query: string | null
  /** Null: everywhere. */
  sources: readonly ResearchSource[] | null
}

/** So much of what was said before is looked at, and so long may a sentence be. */
const TEXT_MAX = 2_000
const SENTENCE_WORDS_MAX = 60
/** Of what was said before, so much says what it was about. */
const TOPIC_WORDS_MAX = 12
/** "Look it all up" is short. */
const BETWEEN_MAX = 8

interface Token {
  is: ReadonlySet<string>
  optional: boolean
}
/** The words before and behind what is looked for; no `behind`: it goes on to the end. */
interface Pattern {
  before: readonly Token[]
  behind: readonly Token[]
}

const tokensOf = (part: string): Token[] =>
  part
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({ is: new Set(word.replace('?', '').split('|')), optional: word.endsWith('?') }))

function patternOf(way: string): Pattern {
  const [before = '', behind = ''] = way.split('*')
  return { before: tokensOf(before), behind: tokensOf(behind) }
}

interface Way {
  phrases: Phrases
  pattern: Pattern
}

/** Those that begin with a word, by that word; asked for every turn, so most sentences should meet none. */
function byFirst<One>(all: readonly One[], tokensOf: (one: One) => readonly Token[]): Map<string, One[]> {
  const found = new Map<string, One[]>()
  for (const one of all) for (const word of firstsOf(tokensOf(one))) found.set(word, [...(found.get(word) ?? []), one])
  return found
}

/** The words a pattern can begin with; none: it can begin with any. */
function firstsOf(tokens: readonly Token[]): string[] {
  const needed = tokens.findIndex(({ optional }) => !optional)
  return needed < 0 ? [] : tokens.slice(0, needed + 1).flatMap(({ is }) => [...is])
}

const WAYS = PHRASES.flatMap((phrases) => phrases.ways.map((way): Way => ({ phrases, pattern: patternOf(way) })))
const BY_FIRST = byFirst(WAYS, ({ pattern }) => pattern.before)
const LOOSE = WAYS.filter(({ pattern }) => firstsOf(pattern.before).length === 0)
const BEFORE = byFirst(
  [
    ...OPENINGS.map((words) => ({ tokens: tokensOf(words), asks: false })),
    ...REQUESTS.map((words) => ({ tokens: tokensOf(words), asks: true })),
  ],
  ({ tokens }) => tokens,
)
const BEHIND = byFirst(
  CLOSINGS.flatMap(({ sources, ways }) => ways.map((words) => ({ tokens: tokensOf(words), sources }))),
  ({ tokens }) => tokens.slice(-1),
)
const THOUGHTS = THINKING.map(tokensOf)

/** A word by what phrases name it. */
const plain = ({ text, key }: Word) =>
  /^[a-z0-9-]+$/.test(key)
    ? key
    : keyOf(text)
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')

/**
 * What a turn asks to have looked up; null: it does not ask. Only a sentence that is the learner's own counts ({@link ownRequests}), the last
 * first. Rules for English, German, French and Spanish, whichever the learner speaks; asking.corpus.json holds what they are measured by. Pure.
 */
export function askingIn(text: string): Asking | null {
  for (const request of ownRequests(text)) {
    const found = askingOf(request.sentence)
    // "Look it up? Or should I guess?"
    const left = found?.pointing && found.wondered && request.later.length > 0
    if (!found || left || !isTheirs(request)) continue
    return { query: found.pointing ? null : found.query, sources: found.sources }
  }
  return null
}

/**
 * What "that" is: the last thing the learner spoke of (`before`, oldest first) that was no wish to look something up, without "I think that";
 * empty: there is none. Pure.
 */
export function topicOf(before: readonly string[]): string {
  for (const text of before.toReversed()) {
    const sentence = sentencesOf(text.slice(-TEXT_MAX)).findLast((one) => !askingOf(one) && tells(wordsOf(one)))
    if (!sentence) continue
    const words = wordsOf(sentence)
    const keys = words.map(plain)
    const from = Math.max(0, ...THOUGHTS.map((tokens) => prefixOf(tokens, keys)))
    return textOf(sentence, words.slice(from, from + TOPIC_WORDS_MAX))
  }
  return ''
}

const tells = (words: readonly Word[]) =>
  words.length > 1 && words.some(({ key }) => !isStopWord(key)) && words.length <= SENTENCE_WORDS_MAX

/** `pointing`: it names nothing; `wondered`: it is put as a question, and asks nobody for it. */
function askingOf(sentence: string): (Asking & { query: string; pointing: boolean; wondered: boolean }) | null {
  if (sentence.length > TEXT_MAX) return null
  const all = wordsOf(sentence)
  if (all.length > SENTENCE_WORDS_MAX) return null
  const opening = openingOf(all.map(plain))
  const words = all.slice(opening.length)
  const keys = words.map(plain)
  const closing = closingOf(keys)
  const how = { asked: opening.asks, question: /[?？]\s*$/.test(sentence) }
  const short = keys.slice(0, keys.length - closing.length)
  const match = matchOf(short, how) ?? matchOf(keys, how)
  if (!match) return null
  const sources = match.within === short.length ? (closing.sources ?? match.sources) : match.sources
  const meant = words.slice(match.from, match.to)
  const named = meant.filter((word) => !NAMELESS.has(plain(word)))
  const pointing = meant.every((word) => POINTING.has(plain(word)))
  const begins = named.length > 1 && named[0] && ARTICLES.has(plain(named[0])) ? 1 : 0
  return { query: textOf(sentence, named.slice(begins)), sources, pointing, wondered: how.question && !how.asked }
}

function openingOf(keys: readonly string[]): { length: number; asks: boolean } {
  let length = 0
  let asks = false
  for (;;) {
    const next = BEFORE.get(keys[length] ?? '')?.find(({ tokens }) => prefixOf(tokens, keys.slice(length)) > 0)
    if (!next) return { length, asks }
    length += next.tokens.length
    asks ||= next.asks
  }
}

function closingOf(keys: readonly string[]): { length: number; sources: Phrases['sources'] } {
  let length = 0
  let sources: Phrases['sources'] = null
  for (;;) {
    const rest = keys.slice(0, keys.length - length)
    const next = BEHIND.get(rest.at(-1) ?? '')?.find(
      ({ tokens }) => prefixOf(tokens, rest.slice(-tokens.length)) === tokens.length,
    )
    if (!next || rest.length === next.tokens.length) return { length, sources }
    length += next.tokens.length
    sources ??= next.sources
  }
}

/** How many words of the beginning these are; 0: it begins otherwise. */
function prefixOf(tokens: readonly Token[], keys: readonly string[]): number {
  let at = 0
  for (const { is, optional } of tokens) {
    if (is.has(keys[at] ?? '')) at += 1
    else if (!optional) return 0
  }
  return at
}

interface Match {
  from: number
  to: number
  /** How many words were looked at. */
  within: number
  sources: Phrases['sources']
}

function matchOf(keys: readonly string[], how: { asked: boolean; question: boolean }): Match | null {
  for (const { phrases, pattern } of [...(BY_FIRST.get(keys[0] ?? '') ?? []), ...LOOSE]) {
    if ((phrases.asked && !how.asked) || (phrases.question && !how.question)) continue
    const place = placeIn(keys, pattern)
    if (place && isMeant(keys.slice(place.from, place.to), phrases, pattern, how.asked))
      return { ...place, within: keys.length, sources: phrases.sources }
  }
  return null
}

function placeIn(keys: readonly string[], { before, behind }: Pattern): { from: number; to: number } | null {
  const known = prefixOf(before, keys)
  if (known === 0 && before.some(({ optional }) => !optional)) return null
  // "Evidence for that": what may be missing is what is meant.
  const from = known === keys.length && before.at(-1)?.optional ? known - 1 : known
  const to = keys.length - behind.length
  if (to <= from || (behind.length > 0 && prefixOf(behind, keys.slice(to)) < behind.length)) return null
  return { from, to }
}

/** Whether it is what is looked for, and not the rest of a sentence that tells something. */
function isMeant(
  meant: readonly string[],
  { wary, foreign }: Phrases,
  { before, behind }: Pattern,
  asked: boolean,
): boolean {
  const [first = ''] = meant
  if (DENYING.has(first) || DENYING.has(meant.at(-1) ?? '')) return false
  if (before.length > 0 && behind.length > 0 && meant.length > BETWEEN_MAX) return false
  if (foreign && meant.some((word) => OWN.has(word))) return false
  if (!wary || (POINTING.has(first) && meant.length === 1)) return true
  const wondering = WONDERING.has(first)
  if (behind.length > 0) return !wondering && !TELLING.has(first)
  return wondering || asked || !meant.slice(0, 4).some((word) => TELLING.has(word) && (word === first || isVerb(word)))
}

const isVerb = (word: string) =>
  ['is', 'are', 'was', 'were', 'has', 'have', 'will', 'ist', 'war', 'hat', 'wird', 'est', 'fue'].includes(word)

function textOf(sentence: string, words: readonly Word[]): string {
  const [first] = words
  const last = words.at(-1)
  return first && last ? sentence.slice(first.start, last.end) : ''
}
