import { tokens } from '../../../db/words.ts'
import type { Language } from '../../../language/stop-words.ts'
import { datesIn, isMeant, type Named } from './dates.ts'
import { type Alike, alikeOf, type Meaning, meaningOf } from './meaning.ts'

/** Something a reply may rest on: a passage it was given, with the day it was said. */
export interface Ground {
  id: string
  text: string
  /** The calendar day in the learner's time zone. */
  day: { year: number; month: number; day: number }
  /** Passages of one sitting or document explain each other. */
  group: string
}

/** What a sentence says, read once for all grounds. */
export interface Said {
  meaning: Meaning
  dates: Named[]
  /** What stands between quotation marks, as tokens. */
  quotes: string[][]
  /** Its first word, where that might be a name. */
  opening: string | null
}

const QUOTED_MAX = 400
const QUOTES = /["“„«]([^"“”„«»]{2,400})["”“»]/gu

/** Reads a sentence for {@link rests}. */
export function said(sentence: string, language: Language): Said {
  const dates = datesIn(sentence)
  const named = new Set(dates.flatMap(({ words }) => words))
  const meaning = meaningOf(sentence, language)
  const days = [...dates.flatMap(({ day, year }) => [day, year]), ...meaningOf([...named].join(' '), language).numbers]
  for (const number of days) if (number !== null) meaning.numbers.delete(number)
  const quotes = [...sentence.slice(0, 4 * QUOTED_MAX).matchAll(QUOTES)].map(([, inside = '']) => tokens(inside))
  const first = /^["“'\s]*(\p{Lu}[\p{Ll}\p{M}]{2,})/u.exec(sentence)?.[1]
  const [opening = null] = first ? tokens(first) : []
  return {
    meaning: { ...meaning, words: meaning.words.filter((word) => !named.has(word)) },
    dates,
    quotes: quotes.filter((words) => words.length > 1),
    opening: opening !== null && meaning.words[0] === opening && language !== 'de' ? opening : null,
  }
}

/** What the grounds say together, read once. */
export interface Evidence {
  numbers: ReadonlySet<number>
  words: Alike
  denied: Alike
  tokens: string[]
  held: ReadonlySet<string>
  days: Ground['day'][]
}

/** Reads grounds as one. */
export function evidenceOf(grounds: readonly Pick<Ground, 'text' | 'day'>[], language: Language): Evidence {
  const text = grounds.map(({ text }) => text).join('\n')
  const all = tokens(text)
  const { numbers, words, denied } = meaningOf(text, language, all)
  return {
    ...{ numbers, words: alikeOf(words), denied: alikeOf(denied) },
    ...{ tokens: all, held: new Set(all), days: grounds.map(({ day }) => day) },
  }
}

/** So many words that stand in a ground as they are quoted are support enough. */
const QUOTED_WORDS = 4
const QUOTED = 0.8

/**
 * How much of what a sentence says is said by the evidence, 0–1; 0 when they disagree: a number, name or date of the sentence that the
 * evidence has not, a quotation that is not in it, or something it denies. What the learner asked counts for neither side. Pure.
 */
export function rests(
  sayings: Said,
  evidence: Evidence,
  { asked, today }: { asked: Alike; today: Ground['day'] },
): number {
  const { meaning, dates, quotes } = sayings
  const known = (word: string) => evidence.held.has(word) || evidence.words.hasForm(word)
  const meant = dates.filter(
    (named) =>
      evidence.days.some((day) => isMeant(named, day, today)) || named.words.every((word) => evidence.held.has(word)),
  )
  if (dates.length > 0 && meant.length === 0) return 0
  if (disagrees(sayings, evidence, (word) => known(word) || asked.has(word))) return 0
  const fresh = meaning.words.filter((word) => !asked.hasForm(word))
  const others = meant.length + meaning.numbers.size + quotes.length
  if (fresh.length + others === 0) return meaning.words.length > 0 && meaning.words.every(known) ? 1 : 0
  const share = (fresh.filter(known).length + others) / (fresh.length + others)
  return quotes.some(({ length }) => length >= QUOTED_WORDS) ? Math.max(share, QUOTED) : share
}

/** A number, a name or a quotation that is not in the evidence, or something that is denied there. */
function disagrees({ meaning, quotes, opening }: Said, evidence: Evidence, known: (word: string) => boolean): boolean {
  const names = opening === null ? meaning.names : [...meaning.names, opening]
  return (
    [...meaning.numbers].some((number) => !evidence.numbers.has(number)) ||
    names.some((name) => !known(name)) ||
    quotes.some((quote) => !holds(evidence.tokens, quote)) ||
    meaning.words.some((word) => !meaning.denied.has(word) && evidence.denied.hasForm(word))
  )
}

/** Whether the words stand in the text in this order, one after the other. */
function holds(text: readonly string[], words: readonly string[]): boolean {
  return text.some((_, at) => words.every((word, n) => text[at + n] === word))
}
