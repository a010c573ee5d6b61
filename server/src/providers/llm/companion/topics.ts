import type { Language } from '../../../language/stop-words.ts'
import { type KeyPhrase, keyPhrases } from './key-phrases.ts'
import { beginnings } from './learners-questions.ts'

/** What several turns were about: at most `count` phrases, said most often or earliest first, none within another. */
export function topicsOf(said: readonly string[], language: Language, count: number): string[] {
  const joined = beginnings(said).join('\n')
  const chosen: KeyPhrase[] = []
  for (const phrase of keyPhrases(joined, language)) {
    if (chosen.length === count) break
    if (!chosen.some((other) => overlaps(other, phrase))) chosen.push(phrase)
  }
  return chosen.map(({ text }) => text)
}

function overlaps(one: KeyPhrase, other: KeyPhrase): boolean {
  return one.stems.some((stem) => other.stems.includes(stem))
}
