import type { Language } from '../../language/stop-words.ts'
import { wordsOfSums } from './lexicon.ts'
import { isNumberWord, numberWords } from './spoken-numbers.ts'
import { SUM_WORDING } from './wording.ts'

/** Longer ones are refused unread, in characters. */
export const SUM_MAX = 400
/** "A mile" is one; "3 x 4" is twelve. */
const IN_ANY = 'a an ein eine einen einem einer un une uno una x'

function vocabularyOf(language: Language): ReadonlySet<string> {
  const { leads, howMany, between, whatPercent, percentOf, commands } = SUM_WORDING[language]
  const said = [
    ...[leads, howMany, between, whatPercent, ...percentOf, IN_ANY],
    ...commands.flatMap(({ verb, between }) => [verb, between]),
    ...wordsOfSums(language),
    ...numberWords(language),
  ]
  return new Set(said.flatMap(lettersIn))
}

const lettersIn = (text: string): string[] => text.match(/\p{L}+/gu) ?? []

const VOCABULARY: Record<Language, ReadonlySet<string>> = {
  ...{ en: vocabularyOf('en'), de: vocabularyOf('de'), fr: vocabularyOf('fr'), es: vocabularyOf('es') },
}

/** Whether every word of a text, in lower case, may stand in a sum or ask for one; what is too long for one is not read. Stops at the first that may not. */
export function isOfSums(text: string, language: Language): boolean {
  if (text.length > SUM_MAX) return true
  for (const [word] of text.matchAll(/\p{L}+/gu))
    if (!VOCABULARY[language].has(word) && !(COMPOUND.test(word) && isNumberWord(word, language))) return false
  return true
}

/** What every German number has that is written in one word. */
const COMPOUND = /und|tausend/
