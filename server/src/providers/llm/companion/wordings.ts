import type { Language } from '../../../language/stop-words.ts'
import { GERMAN } from './wording.de.ts'
import { ENGLISH } from './wording.en.ts'
import { SPANISH } from './wording.es.ts'
import { FRENCH } from './wording.fr.ts'
import type { Wording } from './wording.ts'

const WORDINGS: Record<Language, Wording> = { en: ENGLISH, de: GERMAN, es: SPANISH, fr: FRENCH }

/** What the companion says in a language. */
export function wordingFor(language: Language): Wording {
  return WORDINGS[language]
}
