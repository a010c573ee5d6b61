import { sameQuantity } from '../../../language/quantities.ts'
import type { Language } from '../../../language/stop-words.ts'
import { areForms, COUNTS, type Term, termsOf } from '../../../language/terms.ts'
import { type Clause, clausesOf, deniedIn } from './clauses.ts'
import { figureIn } from './figures.ts'
import { compares, isBackwards, isExchanged, isOpposed, isSided, isSwapped, onSameSide, outdoes } from './opposed.ts'
import { isOrdinary } from './ordinary.ts'
import { type Bag, bagOf, type SourceText } from './source-text.ts'
import { addedIn, isAdded, isPutTogether } from './together.ts'

// Read off the tuning half of bench/research; see docs/decisions/2026-11-28-replies-that-cite.md.
/** How much of what a clause says must be said by its source anywhere, and by one sentence of it. */
const SOMEWHERE = 0.5
const TOGETHER = 0.4
/** What an everyday word weighs that the source has not. */
const ORDINARY = 0.5
/** So much of a clause must be said by a part of the source before the two can contradict each other. */
const ALIKE = 0.3
/** Parts of a source that say nearly as much of it as the one that says most. */
const NEAR = 0.6
/** So much of what a source denies has to be said for that to be the opposite. */
const DENIED = 0.6
const QUOTES = /["“„«]([^"“”„«»]{2,400})["”“»]/gu

/** What a sentence states, read once for all sources. */
export interface Statement {
  clauses: readonly Clause[]
  /** What stands between quotation marks, as words. */
  quotes: string[][]
  /** The telling words of what is added to it as a clause of its own. */
  added: Term[][]
  language: Language
}

/** Reads what a sentence, or a part of one, states. */
export function statementOf(sentence: string, language: Language): Statement {
  const quotes = [...sentence.matchAll(QUOTES)].map(([, inside = '']) =>
    termsOf(inside, language)
      .filter(({ kind }) => kind !== 'sign')
      .map(({ key }) => key),
  )
  return {
    clauses: clausesOf(sentence, language),
    quotes: quotes.filter((words) => words.length > 1),
    added: addedIn(sentence, language),
    language,
  }
}

/** How a source holds a statement. */
export interface Held {
  /** How much of its words the source says, 0–1. */
  share: number
  /** The sentences of the source it rests on, counted from 0. */
  sentences: number[]
}

/** Why a source does not hold a statement. */
export type Refusal = 'quote' | 'name' | 'figure' | 'rate' | 'words' | 'opposite' | 'denial' | 'all' | 'cause'

/**
 * Whether a source holds what is stated: its figures with their units, names and quotations, most of its words, and nothing the other way
 * round, denied, of all, or as a cause where the source says less. `asked`: words that were in the question speak for nothing. Pure; linear
 * in both texts but for their clauses, which are compared with each other.
 */
export function holds(statement: Statement, source: SourceText, asked: Bag): Held | Refusal {
  if (statement.quotes.some((quote) => !isWithin(source.keys, quote))) return 'quote'
  if (statesNothing(statement)) return 'words'
  if (
    statement.added.some(
      (words) => isAdded(words, source, statement.language) && !words.some((word) => isSaidAs(word, source)),
    )
  )
    return 'words'
  const sentences: number[] = []
  let share = 0
  let weight = 0
  for (const clause of statement.clauses) {
    const held = holdsClause(clause, source, { asked, language: statement.language })
    if (typeof held === 'string') return held
    sentences.push(...held.sentences)
    share += held.share * (clause.words.length + 1)
    weight += clause.words.length + 1
  }
  return { share: weight === 0 ? 0 : share / weight, sentences: [...new Set(sentences)].sort((a, b) => a - b) }
}

/** "Done." and "It is gone." say nothing a source could hold. */
const statesNothing = ({ clauses, quotes }: Statement): boolean =>
  quotes.length === 0 &&
  clauses.reduce(
    (sum, { words, quantities }) => sum + quantities.length + words.filter(({ key }) => !COUNTS.has(key)).length,
    0,
  ) < STATED_LEAST

const STATED_LEAST = 2

/** "Dearer" is said of prices that rise. */
const isSaidAs = (word: Term, source: SourceText): boolean =>
  isSided(word) && source.clauses.some(({ terms }) => terms.some((its) => onSameSide(word, its)))

type Reading = { asked: Bag; language: Language }

function holdsClause(clause: Clause, source: SourceText, { asked, language }: Reading): Held | Refusal {
  if (clause.names.some((name) => !source.all.has(name))) return 'name'
  if (language === 'en' && clause.words.some((word) => !isOrdinary(word.key) && !source.all.has(word))) return 'name'
  const telling = clause.words.filter(({ key }) => !COUNTS.has(key))
  const fresh = telling.filter((word) => !asked.has(word))
  const counts = fresh.length > 0 ? fresh : telling
  if (!isTimed(clause, source)) return 'rate'
  if (clause.words.some(({ key }) => !hasPart(key, source))) return 'figure'
  const weightOf = (word: Term) => (isPlain(word, language) && !isSided(word) ? ORDINARY : 1)
  const sided = counts.filter((word) => isSaidAs(word, source))
  const shareOf = (bag: Bag | undefined) => {
    const has = (word: Term) => (bag?.has(word) ?? false) || sided.includes(word)
    const known = counts.filter(has).length + clause.quantities.length
    const unknown = counts.reduce((sum, word) => sum + (has(word) ? 0 : weightOf(word)), 0)
    return known / Math.max(1, known + unknown)
  }
  const share = counts.length + clause.quantities.length === 0 ? 1 : shareOf(source.all)
  if (share < SOMEWHERE) return 'words'
  const bySentence = source.ofSentence.map((bag) => clause.words.filter((word) => bag.has(word)).length)
  const best = bySentence.indexOf(Math.max(0, ...bySentence))
  if (counts.length > 1 && shareOf(source.ofSentence[best]) < TOGETHER) return 'words'
  if (isPutTogether(clause, { source, counts, language })) return 'words'
  const figures = clause.quantities.map((quantity) => figureIn(quantity, clause, source))
  if (figures.some((found) => found === null)) return 'figure'
  const refusal = contradiction(clause, source, language)
  if (refusal) return refusal
  const rested = figures.flatMap((found) => found ?? [])
  return { share, sentences: best < 0 || rested.includes(best) ? rested : [best, ...rested] }
}

const YEAR = 31_557_600

/** A word of everyday; in German each that is no noun, in French and Spanish nobody can tell. */
const isPlain = ({ key, text }: Term, language: Language) =>
  language === 'en' ? isOrdinary(key) : language === 'de' && /^\p{Ll}/u.test(text)

/** What is said per year, or to last for years, must be so in the source. */
function isTimed({ rates, times, quantities }: Clause, source: SourceText): boolean {
  const counted = quantities.filter(({ kind }) => kind === 'time').length
  // "In the year 1816" names a year and no length.
  const dated = quantities.some(({ kind }) => kind === 'year')
  const named = counted > 0 ? rates : [...rates, ...times.filter((time) => !dated || time !== YEAR)]
  return named.every((time) => source.clauses.some((part) => part.times.includes(time)))
}

/** A half is one in the source too, or half a hundred percent. */
function hasPart(key: string, source: SourceText): boolean {
  const share = PARTS[key]
  if (share === undefined) return true
  return source.clauses.some(
    ({ words, quantities }) =>
      words.some((word) => PARTS[word.key] === share) ||
      quantities.some(({ kind, value }) => kind === 'share' && value === share),
  )
}

const PARTS: Record<string, number> = { half: 50, halves: 50, halved: 50, halve: 50, quarter: 25, quarters: 25 }

const isSame = (language: Language) => (a: Term, b: Term) =>
  a.key === b.key || (a.sense !== '' && a.sense === b.sense) || areForms(a.key, b.key, language)

function contradiction(clause: Clause, source: SourceText, language: Language): Refusal | null {
  const same = (a: Term, b: Term) => isSame(language)(a, b) || onSameSide(a, b)
  const scores = source.clauses.map((part, at) => {
    const shared = clause.words.filter((word) => source.ofClause[at]?.has(word)).length
    const figured = clause.quantities.filter((quantity) =>
      part.quantities.some((its) => sameQuantity(quantity, its)),
    ).length
    return shared + figured
  })
  const most = Math.max(0, ...scores)
  if (most === 0 || most < (clause.words.length + clause.quantities.length) * ALIKE) return null
  const near = source.clauses.filter((_, at) => (scores[at] ?? 0) >= most * NEAR)
  const top = source.clauses.filter((_, at) => scores[at] === most)
  const comparing = compares(clause) ? near.filter(compares) : []
  const exchanged = comparing.map((part) => isExchanged(clause, part, same))
  if (exchanged.includes(true) || near.some((part) => isBackwards(clause, part, same))) return 'opposite'
  if (language === 'en' && isSwapped(clause, source.clauses, isSame(language))) return 'opposite'
  const speaking = source.clauses.filter(({ sentence }) => near.some((part) => part.sentence === sentence))
  const alike = (part: Clause) => scores[source.clauses.indexOf(part)] ?? 0
  const opposed =
    !exchanged.includes(false) && isOpposed(clause, speaking, { same, alike, binding: comparing.length === 0 })
  const denied = isDeniedThere(clause, { near, top, all: source.clauses, same })
  // What is denied of the opposite is the same.
  if (opposed !== denied) return opposed ? 'opposite' : 'denial'
  const around = source.clauses.filter(({ sentence }) => top.some((part) => part.sentence === sentence))
  if (clause.universal && !around.some(({ universal, denies }) => universal || (clause.denies && denies))) return 'all'
  const isCause = clause.causes && !clause.denies && !clause.associates
  return isCause && around.some(({ associates }) => associates) && !around.some(({ causes }) => causes) ? 'cause' : null
}

/** One of the two denies what the other says. */
function isDeniedThere(
  clause: Clause,
  {
    near,
    top,
    all,
    same,
  }: {
    near: readonly Clause[]
    top: readonly Clause[]
    all: readonly Clause[]
    same: (a: Term, b: Term) => boolean
  },
): boolean {
  const said = (part: Clause, words: readonly Term[]) =>
    words.filter((word) => part.terms.some((its) => its.kind === 'word' && same(word, its)))
  if (clause.denies && !outdoes(clause)) {
    const denied = deniedIn(clause)
    const others = all.filter((part) => !part.denies)
    // "Children should not take it" denies nothing of older adults.
    const isAbout = (part: Clause) => {
      const around = all.filter(({ sentence }) => Math.abs(sentence - part.sentence) <= 1)
      return clause.words.length === 0 || around.some((one) => said(one, clause.words).length > 0)
    }
    const alike = (part: Clause) =>
      denied.some(
        (words) =>
          said(part, words).length >= words.length * DENIED ||
          said(part, words).some((word) => !others.some((other) => said(other, [word]).length > 0)),
      )
    return ![...near, ...all.filter((part) => alike(part) && isAbout(part))].some(({ denies }) => denies)
  }
  const contradicted = all.some((part) =>
    deniedIn(part).some((denied) => {
      const shared = said(clause, denied)
      if (denied.length === 0 || shared.length < denied.length * DENIED) return false
      return !all.some((other) => !other.denies && said(other, shared).length >= shared.length)
    }),
  )
  return contradicted || top.every(({ denies, words }) => denies && said(clause, words).length >= words.length / 2)
}

function isWithin(keys: readonly string[], quote: readonly string[]): boolean {
  return keys.some((_, at) => quote.every((word, n) => keys[at + n] === word))
}

/** A bag of the words of a text, for {@link holds}. */
export const askedIn = (text: string, language: Language): Bag => bagOf(termsOf(text, language), language)
