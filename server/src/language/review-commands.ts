import { GERMAN } from './review-phrases/de.ts'
import { ENGLISH } from './review-phrases/en.ts'
import { SPANISH } from './review-phrases/es.ts'
import { FRENCH } from './review-phrases/fr.ts'
import { JAPANESE } from './review-phrases/ja.ts'
import type { ReviewCommand, ReviewPhrases } from './review-phrases/phrases.ts'
import { unitsOf } from './units.ts'

export type { ReviewCommand } from './review-phrases/phrases.ts'

/** Longest command, in words, or in characters where a language sets no blanks. */
const LONGEST = { words: 14, characters: 30 }
const LANGUAGES: Record<string, ReviewPhrases> = { en: ENGLISH, de: GERMAN, es: SPANISH, fr: FRENCH, ja: JAPANESE }

/** What asks for more comes later: of two commands in one utterance the later here counts. */
const RANKS: (ReviewCommand | 'around')[] = [
  'around',
  'repeat',
  'dont-know',
  'slower',
  'explain',
  'how-many-left',
  'hint',
  'i-was-right',
  'undo',
  'later',
  'skip',
  'stop',
]

interface Phrase {
  units: string[]
  rank: number
}

/** Phrases of a language by their first unit. */
const phrases = new Map<string, Map<string, Phrase[]>>()
for (const [language, written] of Object.entries(LANGUAGES)) {
  const byFirst = new Map<string, Phrase[]>()
  for (const [rank, kind] of RANKS.entries())
    for (const phrase of written[kind].split(', ')) {
      const units = unitsOf(phrase, language)
      const first = units[0] ?? ''
      byFirst.set(first, [...(byFirst.get(first) ?? []), { units, rank }])
    }
  phrases.set(language, byFirst)
}

/**
 * What a learner asks for in a review instead of answering; null for an answer or anything else. The whole utterance has to be the command,
 * with nothing but courtesies around it: "later" is one, "later Caesar was murdered" is none. `locale` is a BCP 47 tag; a language
 * without phrases of its own is read as English. Pure, and constant in time: long text is no command.
 */
export function commandOf(text: string, locale: string): ReviewCommand | null {
  const primary = locale.toLowerCase().split(/[-_]/)[0] ?? ''
  const language = phrases.has(primary) ? primary : 'en'
  if (text.length > 200) return null
  const units = unitsOf(text, language)
  if (units.length === 0 || units.length > (language === 'ja' ? LONGEST.characters : LONGEST.words)) return null
  const ranks = ranksOf(units, phrases.get(language) ?? new Map())
  const kind = RANKS[ranks.at(-1) ?? -1]
  return kind === undefined || kind === 'around' ? null : kind
}

/** The highest rank of phrases that make up the first units from end to end, for each number of units; -1 where none do. */
function ranksOf(units: readonly string[], known: ReadonlyMap<string, Phrase[]>): number[] {
  const ranks = [0, ...units.map(() => -1)]
  for (const [from, rank] of ranks.entries())
    for (const phrase of rank < 0 ? [] : (known.get(units[from] ?? '') ?? [])) {
      if (!phrase.units.every((unit, n) => units[from + n] === unit)) continue
      const to = from + phrase.units.length
      ranks[to] = Math.max(ranks[to] ?? -1, rank, phrase.rank)
    }
  return ranks
}
