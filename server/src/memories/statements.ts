import type { MemoryKind } from '@lva/contracts/memories'
import { MEMORY_TEXT_MAX } from '@lva/contracts/memories'
import { stem } from '../db/stem.ts'
import { tokens } from '../db/words.ts'
import { isClaim, type Span, sentenceSpans } from '../language/claiming.ts'
import { isStopWord, type Language, languageOf } from '../language/stop-words.ts'
import { type Word, wordsOf } from '../language/words.ts'
import { PHRASINGS, type Phrasing } from './phrasings.ts'

/** Something a learner said about themselves in one turn. */
export interface Statement {
  kind: MemoryKind
  topic: string
  /** The learner's own words, as they stand at `span`. */
  text: string
  span: Span
  /** Stems of the telling words. */
  words: string[]
  /** What can be true once only at a time; null: it stands beside whatever else is true. */
  slot: string | null
  value: string
  ends: Phrasing['ends'] | null
  /** Stems of the topic. */
  about: string[]
}

const TOPIC_WORDS = 3
/** Nobody says more of themselves in one turn; what stands after it is not learnt. */
const STATEMENTS_MAX = 20
/** What is said of a part only: "podcasts about history" is no more than that. */
const NARROWS = new Set(['with', 'about', 'that', 'who', 'which', 'of', 'without', 'when', 'before', 'after'])
const NO_LONGER = /\b(?:any ?more|no longer|stopped|not now)\b/i
/** What stands in the slot of something that is over. */
export const OVER_VALUE = 'over'
const NEGATIONS = new Set([
  'not',
  'dont',
  'never',
  'no',
  'cant',
  'cannot',
  'isnt',
  'arent',
  'doesnt',
  'nicht',
  'kein',
  'keine',
  'pas',
  'nunca',
])

/** What somebody said about themselves in a turn, by rules alone: the ways in `phrasings.ts`, in sentences that claim it for the speaker. */
export function statementsIn(text: string): Statement[] {
  const found: Statement[] = []
  for (const sentence of sentenceSpans(text)) {
    found.push(...statementsOf(text, sentence))
    if (found.length >= STATEMENTS_MAX) break
  }
  return found.slice(0, STATEMENTS_MAX)
}

/** What a sentence is made of, for one that was found another way. `kind` and `topic` as somebody else named them. */
export function statementAt(text: string, span: Span, { kind, topic }: { kind: MemoryKind; topic: string }): Statement {
  const ruled = statementsOf(text, span).find((statement) => statement.kind === kind)
  const said = text.slice(span.start, span.end)
  const named = wordsOf(said).some(({ key }) => key === wordsOf(topic)[0]?.key) ? topic : null
  return {
    ...{ kind, text: said, span, words: contentOf(said), slot: null, value: '', ends: null, about: [] },
    ...ruled,
    topic: named ?? ruled?.topic ?? topicOf(said, wordsOf(said)),
  }
}

/** Whether a sentence is one of those that begin like a fact and are none ("I think so", "I want to ask you"), or says next to nothing. */
export function saysNothing(text: string, span: Span): boolean {
  const said = text.slice(span.start, span.end)
  if (statementsOf(text, span).length > 0) return false
  const words = spelledOut(wordsOf(said))
  const begun = words.some((_, at) => PHRASINGS.some((phrasing) => fits(phrasing, words, at) !== null))
  return begun || contentOf(said).length < 2
}

/** Stems of the words that tell something, each once. */
export function contentOf(text: string): string[] {
  const words = tokens(text)
  const language = languageOf(words, 'en')
  return [...new Set(words.filter((word) => word.length > 1 && !isStopWord(word, language)).map(stem))]
}

/** Whether a text denies what it says. */
const denies = (text: string): boolean => wordsOf(text).some(({ key }) => NEGATIONS.has(key)) || NO_LONGER.test(text)

interface Match {
  phrasing: Phrasing
  from: Word
  /** The words after it, up to the next match. */
  after: Word[]
}

function statementsOf(text: string, { start, end }: Span): Statement[] {
  const sentence = text.slice(start, end)
  const words = spelledOut(wordsOf(sentence))
  const language = languageOf(
    words.map(({ key }) => key),
    'en',
  )
  const matches: Match[] = []
  for (let at = 0; at < words.length; at++) {
    const found = matchAt(sentence, words, at)
    if (!found) continue
    matches.push(found)
    at = words.length - found.after.length - 1
    // What somebody changed their mind about is said in the rest of the sentence.
    if (found.phrasing.ends === 'same' || matches.length > STATEMENTS_MAX) break
  }
  return matches.flatMap(({ phrasing, from, after }, place) => {
    const next = matches[place + 1]?.from
    const last = next ? endBefore(sentence, words, next) : sentence.length
    const first = place === 0 && isBriefLead(words, from) ? 0 : from.start
    const own = after.filter((word) => word.start < last)
    if (!isClaim(sentence, from.start) || !tells(phrasing, own, language)) return []
    const said = sentence.slice(first, last).trim().slice(0, MEMORY_TEXT_MAX)
    const begins = start + sentence.indexOf(said, first)
    const span = { start: begins, end: begins + said.length }
    return [described(phrasing, { text: text.slice(span.start, span.end), span, from, own, sentence })]
  })
}

/** "As I said, I live …" keeps its lead; what is long before it is another matter. */
function isBriefLead(words: Word[], from: Word): boolean {
  return words.indexOf(from) <= 6
}

function endBefore(sentence: string, words: Word[], next: Word): number {
  let at = words.indexOf(next)
  while (at > 0 && /^(?:and|but|so|because|und|aber|y|pero|et|mais)$/.test(words[at - 1]?.key ?? '')) at -= 1
  const end = words[at - 1]?.end ?? sentence.length
  return /[.,;!]/.test(sentence.charAt(end)) && sentence.charAt(end) !== ',' ? end + 1 : end
}

function matchAt(sentence: string, words: Word[], at: number): Match | null {
  const from = words[at]
  if (!from) return null
  for (const phrasing of PHRASINGS) {
    const to = fits(phrasing, words, at)
    if (to === null) continue
    const first = words[to]?.key ?? ''
    if (phrasing.needs && !phrasing.needs.has(first)) continue
    if (phrasing.not?.has(first)) continue
    // "I think I will go" announces, "I think I am good at it" judges.
    if (
      phrasing.kind === 'opinion' &&
      /^(?:i|ill|id)$/.test(first) &&
      /^(?:will|should|can|would|might|need|have|must|ll|could)$/.test(words[to + 1]?.key ?? '')
    )
      continue
    if (phrasing.kind === 'date' && !namesDay(sentence.slice(from.start))) continue
    return { phrasing, from, after: words.slice(to) }
  }
  return null
}

const CONTRACTED: Record<string, [string, string]> = {
  ...{
    im: ['i', 'am'],
    ive: ['i', 'have'],
    ill: ['i', 'will'],
    id: ['i', 'would'],
    weve: ['we', 'have'],
    were: ['we', 'were'],
  },
}

/** "I’m" as the two words it is. */
function spelledOut(words: Word[]): Word[] {
  return words.flatMap((word) => {
    const both = /['’]/.test(word.text) || word.key === 'im' ? CONTRACTED[word.key] : undefined
    return both ? both.map((key) => ({ ...word, key })) : [word]
  })
}

/** The place after a phrasing that begins at a word; null when it does not stand there. */
function fits({ words: pattern }: Phrasing, words: Word[], at: number): number | null {
  let place = at
  for (const alternatives of pattern) {
    const last = alternatives.at(-1) ?? ''
    const optional = last.endsWith('?')
    const legal = optional ? [...alternatives.slice(0, -1), last.slice(0, -1)] : alternatives
    if (legal.includes(words[place]?.key ?? '')) place += 1
    else if (!optional) return null
  }
  return place
}

const DAY =
  /\d|\b(?:januari|january|februari|february|march|april|may|june|juli|july|august|septemb|september|octob|october|novemb|november|decemb|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow)\b/i
const namesDay = (text: string) => DAY.test(text)

function tells({ least = 1, whole, kind }: Phrasing, after: Word[], language: Language): boolean {
  if (kind === 'name') return /^\p{Lu}/u.test(after[0]?.text ?? '')
  const telling = after.filter(({ key }) => !isStopWord(key, language))
  return telling.length >= least || (whole === true && after.length > 0)
}

function described(
  phrasing: Phrasing,
  { text, span, from, own, sentence }: { text: string; span: Span; from: Word; own: Word[]; sentence: string },
): Statement {
  const { kind, stance = denies(text) ? 'against' : 'for' } = phrasing
  const about = phrasing.whole || kind === 'date' ? [from, ...wordsBetween(sentence, from, own)] : own
  const topic = kind === 'name' ? (own[0]?.text ?? '') : topicOf(sentence, about)
  const value = kind === 'name' ? topic.toLowerCase() : contentOf(topic).join(' ')
  const narrow = own.some(({ key }) => NARROWS.has(key))
  const over = NO_LONGER.test(text)
  const slot = slotOf(phrasing, { topic, narrow: narrow && !over, value })
  return {
    ...{ kind, topic, text, span, words: contentOf(text), slot },
    value: comparedAs(phrasing, { slot, stance, value, text }),
    ends: phrasing.ends ?? null,
    about: contentOf(topic),
  }
}

function comparedAs(
  { kind, ends }: Phrasing,
  { slot, stance, value, text }: { slot: string | null; stance: string; value: string; text: string },
): string {
  if (ends === 'same') return OVER_VALUE
  if (slot?.startsWith('taste:') || kind === 'opinion' || kind === 'preference') return stance
  return kind === 'date'
    ? contentOf(text)
        .filter((word) => DAY.test(word))
        .join(' ')
    : value
}

const wordsBetween = (sentence: string, from: Word, own: Word[]) =>
  wordsOf(sentence).filter(({ start }) => start > from.start && start <= (own.at(-1)?.start ?? from.start))

function slotOf({ slot }: Phrasing, { topic, narrow, value }: { topic: string; narrow: boolean; value: string }) {
  if (slot === 'taste') return narrow ? null : `taste:${value}`
  if (slot === 'date') return `date:${contentOf(topic)[0] ?? ''}`
  return slot ?? null
}

/** What a text is about: the first telling words that stand together, at most three. */
function topicOf(text: string, words: readonly Word[]): string {
  const language = languageOf(
    words.map(({ key }) => key),
    'en',
  )
  const start = words.findIndex(({ key }) => !isStopWord(key, language) && key.length > 1)
  const first = words[start]
  if (!first) return ''
  let last = first
  for (const word of words.slice(start + 1, start + TOPIC_WORDS)) {
    if (isStopWord(word.key, language) || !/^\s+$/.test(text.slice(last.end, word.start))) break
    last = word
  }
  return text.slice(first.start, last.end)
}
