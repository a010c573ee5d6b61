import type { AskedSource } from '@lva/contracts/research'
import { stem } from '../db/stem.ts'
import { tokens } from '../db/words.ts'
import { likeness, wordSet } from '../language/likeness.ts'
import type { Quantity } from '../language/quantities.ts'
import { isStopWord, type Language } from '../language/stop-words.ts'
import { ownLanguageOf } from '../language/tags.ts'
import type { RecalledPassage } from '../providers/llm/llm.ts'
import { disagree, figuresIn } from './figures.ts'
import { type Said, saidIn } from './quotable.ts'
import { namesIn, silenceOf, silenceSentence, wordingIn } from './wording.ts'

/** A sentence that is said is neither shorter nor longer, in characters. */
const SHORTEST = 25
const LONGEST = 320
/** Of each passage so many sentences are looked at. */
const LOOKED_AT = 12
/** How many of the query's words a sentence must hold to answer it, 0–1, where it holds one at all. */
const ANSWERS = 0.3
/** Two sentences about the same thing share so much, and two that say the same so much, 0–1. */
const ABOUT_THE_SAME = 0.35
const THE_SAME = 0.7

interface Sentence extends Said {
  passage: RecalledPassage
  words: ReadonlySet<string>
  figures: Quantity[]
  score: number
}

/** What was looked up, and what came of it. */
export interface Digested {
  query: string
  /** BCP 47, of what is said. */
  locale: string
  /** Best first, each with the id it is named by. */
  passages: readonly RecalledPassage[]
  asked: readonly AskedSource[]
  /** Said first: that others were asked than those that were named. */
  instead?: string | null
}

/**
 * Says what was found without a model, in at most three sentences: the best sentence of the best source as it stands there, another one that
 * adds to it or gives another figure for the same, that they disagree, and who did not answer. Each bears the mark of its passage, as `[w1]`. Where nothing
 * was found it says so. `ours`: the sentence of it that no source says. Pure.
 */
export function digest({ query, locale, passages, asked, instead = null }: Digested): {
  text: string
  ours: string | null
} {
  const say = wordingIn(locale)
  const sentences = rated(query, passages, ownLanguageOf(locale))
  const [best] = sentences
  const silent = silentOf(asked)
  if (!best) {
    const text = [instead, unanswered({ query, locale, asked, silent })].filter(Boolean).join(' ')
    return { text, ours: text }
  }
  const others = sentences.filter(
    ({ passage, words }) => passage.group !== best.passage.group && likeness(words, best.words) < THE_SAME,
  )
  const contrary = others.find(
    ({ words, figures }) => likeness(words, best.words) >= ABOUT_THE_SAME && disagree(figures, best.figures),
  )
  const [second] = others
  const cited = ({ text, passage, byAuthors }: Sentence) =>
    `${byAuthors ? say.authors(closed(text)) : closed(text)} [${passage.id}]`
  const first = best.passage.kind === 'web' ? cited(best) : `${say.own} ${cited(best)}`
  const other = contrary ?? second
  const last = contrary ? say.disagree(silenceOf(locale, silent)) : silenceSentence(locale, silent)
  return {
    text: [instead, first, other && cited(other), last].filter(Boolean).join(' '),
    ours: [instead, last].filter(Boolean).join(' ') || null,
  }
}

/** Those who were asked and did not answer. */
export const silentOf = (asked: readonly AskedSource[]): string[] =>
  asked.filter(({ state }) => state === 'failed' || state === 'late').map(({ source }) => source)

function unanswered({ query, locale, asked, silent }: Omit<Digested, 'passages'> & { silent: string[] }): string {
  const say = wordingIn(locale)
  const outside = asked.filter(({ source }) => source !== 'memory' && source !== 'documents')
  const answered = outside.filter(({ state }) => state === 'done' || state === 'empty')
  if (answered.length === 0 && silent.length > 0) return say.nobody(silenceOf(locale, silent))
  const keptHere = outside.some(({ why }) => why === say.why['no-words'])
  // Nobody outside was asked: then nobody has found nothing.
  if (answered.length === 0 && silent.length === 0) {
    const early = outside.filter(({ state }) => state === 'waited').map(({ source }) => source)
    const why = keptHere
      ? say.keptHere
      : early.length > 0
        ? say.notYet(namesIn(locale, early), early.length > 1)
        : outside.length > 0
          ? say.notSetUp
          : ''
    return [why, outside.length < asked.length || why === '' ? say.nothingOwn(query) : ''].filter(Boolean).join(' ')
  }
  return [say.nothing(query), silenceSentence(locale, silent)].filter(Boolean).join(' ')
}

/** That none of those named outside is set up, and who was asked instead; null where one of them was, or nobody. */
export function insteadOf(
  locale: string,
  sources: readonly string[] | null,
  asked: readonly AskedSource[],
): string | null {
  const outside = asked.filter(({ source }) => source !== 'memory' && source !== 'documents')
  const missing = outside.filter(({ state }) => state === 'off').map(({ source }) => source)
  const others = outside.filter(({ state }) => state !== 'off' && state !== 'waited').map(({ source }) => source)
  if (!sources || missing.length === 0 || others.some((source) => sources.includes(source))) return null
  if (others.length === 0) return null
  return wordingIn(locale).instead(namesIn(locale, missing), namesIn(locale, others))
}

/** The sentences that answer the query, best first; pages of the web before what is the learner's own. */
function rated(query: string, passages: readonly RecalledPassage[], fallback: Language): Sentence[] {
  const terms = new Set(
    tokens(query)
      .filter((word) => !isStopWord(word))
      .map(stem),
  )
  const all = passages.flatMap((passage, rank) =>
    saidIn(passage, { longest: LONGEST })
      .slice(0, LOOKED_AT)
      .flatMap(({ text, byAuthors }, at): Sentence[] => {
        if (text.length < SHORTEST || text.length > LONGEST || /[?？]\s*$/.test(text)) return []
        const words = wordSet(text)
        const titled = wordSet(passage.title ?? '')
        const held = [...terms].filter((term) => words.has(term)).length
        const named = [...terms].filter((term) => words.has(term) || titled.has(term)).length
        const covered = terms.size === 0 ? 1 : (held + named) / (2 * terms.size)
        if (covered < ANSWERS) return []
        // What a page says first says what it is about.
        const score = covered + 0.3 / (rank + 1) + 0.2 / (at + 1) + (passage.kind === 'web' ? 1 : 0)
        return [{ text, byAuthors, passage, words, figures: figuresIn(text, fallback), score }]
      }),
  )
  return all.toSorted((one, other) => other.score - one.score)
}

/** A sentence as it stands in its source, ended. */
const closed = (text: string): string => `${text}${/[.!。！…]["”’»)]*$/u.test(text) ? '' : '.'}`
