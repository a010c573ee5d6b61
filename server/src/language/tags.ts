import type { Language } from './stop-words.ts'

/** The language of a tag (BCP 47; `_` for `-` is understood), in lower case and without what follows: `pt-BR` is `pt`. */
export const primaryOf = (tag: string): string => tag.toLowerCase().replace('_', '-').split('-')[0] ?? ''

/** What there is in the language of a tag; what there is in English where there is nothing. */
export function inLanguageOf<Words>(tag: string, all: Readonly<Record<string, Words> & { en: Words }>): Words {
  const primary = primaryOf(tag)
  return Object.hasOwn(all, primary) ? (all[primary] ?? all.en) : all.en
}

const OWN: Readonly<Record<Language, Language>> = { en: 'en', de: 'de', es: 'es', fr: 'fr' }

/** The one of the companion's own languages that fits a tag; English where none does. */
export const ownLanguageOf = (tag: string): Language => inLanguageOf<Language>(tag, OWN)
