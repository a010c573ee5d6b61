import type { Language } from '../../language/stop-words.ts'
import { type Clause, clausesOf, deniedIn } from './clauses.ts'
import { compares, isBackwards, isExchanged, isOpposed, isSided, onSameSide } from './opposed.ts'
import { isOrdinary } from './ordinary.ts'
import { isUnit, type Quantity, sameQuantity } from './quantities.ts'
import { type Bag, bagOf, type SourceText } from './source-text.ts'
import { areForms, COUNTS, type Term, termsOf } from './terms.ts'

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
  language: Language
}

/** Reads what a sentence, or a part of one, states. */
export function statementOf(sentence: string, language: Language): Statement {
  const quotes = [...sentence.matchAll(QUOTES)].map(([, inside = '']) =>
    termsOf(inside, language)
      .filter(({ kind }) => kind !== 'sign')
      .map(({ key }) => key),
  )
  return { clauses: clausesOf(sentence, language), quotes: quotes.filter((words) => words.length > 1), language }
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
  // "Dearer" is said of prices that rise.
  const sided = counts.filter(
    (word) => isSided(word) && source.clauses.some(({ terms }) => terms.some((its) => onSameSide(word, its))),
  )
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
  const figures = clause.quantities.map((quantity) => figureIn(quantity, clause, source))
  if (figures.some((found) => found === null)) return 'figure'
  const refusal = contradiction(clause, source, language)
  if (refusal) return refusal
  const rested = figures.flatMap((found) => found ?? [])
  return { share, sentences: best < 0 || rested.includes(best) ? rested : [best, ...rested] }
}

/** The sentence of the source that has the figure, said of what the clause says it of; null: none. */
function figureIn(quantity: Quantity, clause: Clause, source: SourceText): number | null {
  const having = source.clauses.map(({ quantities }) =>
    quantities.some((its) => sameQuantity(quantity, its, clause.exactness)),
  )
  const overlap = (at: number) => clause.words.filter((word) => source.ofClause[at]?.has(word)).length
  let best: number | null = null
  for (const [at, has] of having.entries()) if (has && (best === null || overlap(at) > overlap(best))) best = at
  if (best === null) return isNamed(quantity, clause, source) ? 0 : null
  const sentence = source.clauses[best]?.sentence ?? 0
  const beside = clause.quantities.filter(
    (one) =>
      one !== quantity &&
      source.clauses.some(
        (part) => part.sentence === sentence && part.quantities.some((its) => sameQuantity(one, its)),
      ),
  )
  const telling = beside.length + clause.words.filter((word) => source.ofSentence[sentence]?.has(word)).length
  const near = [source.ofSentence[sentence], source.ofSentence[sentence - 1]]
  if (clause.names.length > 0 && !clause.names.some((name) => near.some((bag) => bag?.has(name)))) return null
  if (telling === 0 && clause.words.length > 0) return null
  return isOfAnother(quantity, clause, source, best) || isOfNeighbour(quantity, clause, source, best) ? null : sentence
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

/** "Every hundred years" is said of what happens in a century; "its two towers" of towers that nobody counted. */
function isNamed({ kind, value, counts }: Quantity, { terms }: Clause, source: SourceText): boolean {
  if (kind === 'time') return source.clauses.some(({ times }) => times.includes(value))
  const isWorded = terms.some(({ key }) => key === 'two')
  return (
    isWorded &&
    value === 2 &&
    kind === null &&
    !source.clauses.some(({ quantities }) => quantities.some((its) => its.counts === counts))
  )
}

/** Another part of the source, with another figure of that kind, is much nearer to what the clause says. */
function isOfAnother(quantity: Quantity, clause: Clause, source: SourceText, own: number): boolean {
  const has = (at: number, word: Term) => source.ofClause[at]?.has(word) ?? false
  return source.clauses.some(({ quantities, sentence }, at) => {
    const alike = quantities.some(
      ({ kind, counts }) => kind === quantity.kind && (kind !== null || counts === quantity.counts),
    )
    if (at === own || !alike || (quantity.kind === 'year' && sentence === source.clauses[own]?.sentence)) return false
    if (clause.quantities.some((one) => quantities.some((its) => sameQuantity(one, its)))) return false
    const theirs = clause.words.filter((word) => has(at, word) && !has(own, word)).length
    const ours = clause.words.filter((word) => has(own, word) && !has(at, word)).length
    return theirs > ours
  })
}

/** Whether a source has the figure, said of what the clause says it of. */
export const holdsFigure = (quantity: Quantity, clause: Clause, source: SourceText): boolean =>
  figureIn(quantity, clause, source) !== null

const BESIDE = 3

/** What stands beside the figure stands beside another one in the source: "180 copies, of which 49" for "49 copies, of which 180". */
function isOfNeighbour(quantity: Quantity, clause: Clause, source: SourceText, own: number): boolean {
  const part = source.clauses[own]
  const rivals = part?.quantities.filter(({ kind }) => kind === quantity.kind) ?? []
  const isExchangeable = clause.quantities.some(
    (one) => one !== quantity && rivals.some((its) => sameQuantity(one, its)),
  )
  if (!part || rivals.length < 2 || quantity.ranges || !isExchangeable) return false
  const isTelling = ({ kind, empty, key }: Term) => kind === 'word' && !empty && !isUnit(key)
  const behind = clause.terms.slice(quantity.to, quantity.to + BESIDE).find(isTelling)
  const partner = behind ?? clause.terms.slice(Math.max(0, quantity.from - BESIDE), quantity.from).findLast(isTelling)
  const places = part.terms.flatMap(({ key, sense }, at) =>
    key === partner?.key || (sense !== '' && sense === partner?.sense) ? at : [],
  )
  const [place = -1] = places
  if (places.length !== 1) return false
  const distance = ({ from, to }: Quantity) => {
    const ahead = place >= to
    const apart = ahead ? place - to : from - place
    return ahead === (behind !== undefined) ? apart : apart * 2 + 1
  }
  const nearest = rivals.reduce((one, other) => (distance(other) < distance(one) ? other : one))
  return !sameQuantity(quantity, nearest) && distance(nearest) < BESIDE
}

function contradiction(clause: Clause, source: SourceText, language: Language): Refusal | null {
  const same = (a: Term, b: Term) =>
    a.key === b.key || (a.sense !== '' && a.sense === b.sense) || areForms(a.key, b.key, language) || onSameSide(a, b)
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
  }: { near: readonly Clause[]; top: readonly Clause[]; all: readonly Clause[]; same: (a: Term, b: Term) => boolean },
): boolean {
  const said = (part: Clause, words: readonly Term[]) =>
    words.filter((word) => part.terms.some((its) => its.kind === 'word' && same(word, its)))
  if (clause.denies) {
    const denied = deniedIn(clause)
    const others = all.filter((part) => !part.denies)
    const alike = (part: Clause) =>
      denied.some(
        (words) =>
          said(part, words).length >= words.length * DENIED ||
          said(part, words).some((word) => !others.some((other) => said(other, [word]).length > 0)),
      )
    return ![...near, ...all.filter(alike)].some(({ denies }) => denies)
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
