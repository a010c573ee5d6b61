import { inLanguageOf } from '../../language/tags.ts'
import { GERMAN } from './wording/de.ts'
import { ENGLISH } from './wording/en.ts'
import { SPANISH } from './wording/es.ts'
import { FRENCH } from './wording/fr.ts'
import { JAPANESE } from './wording/ja.ts'
import type { Words } from './wording/words.ts'

const WORDS = { en: ENGLISH, de: GERMAN, es: SPANISH, fr: FRENCH, ja: JAPANESE }

/** What a call says in a language (BCP 47, or its first part); English where there are no words. */
export const wordsIn = (language: string): Words => inLanguageOf<Words>(language, WORDS)

/** Digits so that a voice says them one by one. */
export const spelled = (digits: string): string => [...digits].join(', ')
