import type { Language } from '../language/stop-words.ts'
import { ownLanguageOf } from '../language/tags.ts'
import { isOfSums } from './calculator/vocabulary.ts'
import { bare, LONGEST, type Utterance } from './courtesies.ts'
import { MEMORY_LEADS } from './memory-wishes.ts'
import { OWN_QUESTIONS } from './own-questions.ts'
import { beginnings, needed, pattern } from './patterns.ts'
import { settingWishIn } from './setting-wishes.ts'
import { TIME_PHRASES } from './time/phrases.ts'

/** The languages one may ask in. */
const LANGUAGES: readonly Language[] = ['en', 'de', 'fr', 'es']

/** Words of which one has to be said, for each place of a way to ask. */
type Needs = readonly ReadonlySet<string>[]

/** Every way to ask but for settings, by the words it may begin with; `anyhow`: it may begin with any. */
interface Ways {
  byFirst: ReadonlyMap<string, readonly Needs[]>
  anyhow: readonly Needs[]
}

function waysOf(language: Language): Ways {
  const written = [
    ...MEMORY_LEADS[language].map((lead) => `${lead} {what}`),
    ...TIME_PHRASES[language].map(([, way]) => way),
    ...OWN_QUESTIONS[language].map(([, way]) => way),
  ]
  const byFirst = new Map<string, Needs[]>()
  const anyhow: Needs[] = []
  for (const pieces of written.map(pattern)) {
    const first = beginnings(pieces)
    const needs = needed(pieces)
    if (first === null) anyhow.push(needs)
    for (const word of first ?? []) byFirst.set(word, [...(byFirst.get(word) ?? []), needs])
  }
  return { byFirst, anyhow }
}

const WAYS: Record<Language, Ways> = {
  ...{ en: waysOf('en'), de: waysOf('de'), fr: waysOf('fr'), es: waysOf('es') },
}

/**
 * An utterance in each language in which it may ask for something that rules can do, their own language first: there it is all of words of
 * sums, or holds every word that some way to ask cannot do without. Nearly all that is said is turned away here. Pure, and linear in the text.
 */
export function heardAs(text: string, { locale }: { locale: string }): Utterance[] {
  if (text.length > LONGEST) return []
  const own = ownLanguageOf(locale)
  return [own, ...LANGUAGES.filter((other) => other !== own)]
    .map((language) => bare(text, language))
    .filter((utterance) => mayAsk(utterance))
}

function mayAsk(utterance: Utterance): boolean {
  const { words, plain, language } = utterance
  const { byFirst, anyhow } = WAYS[language]
  const holds = (needs: Needs) => needs.every((one) => words.some((word) => one.has(word)))
  const mayBegin = byFirst.get(words[0] ?? '') ?? []
  return [...mayBegin, ...anyhow].some(holds) || settingWishIn(utterance) !== null || isOfSums(plain, language)
}
