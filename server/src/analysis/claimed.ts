import { isClaim } from '../language/claiming.ts'
import type { Word } from '../language/words.ts'
import { type PhrasesByLanguage, placeOfPhrase } from './phrases.ts'
import type { Sentence } from './sentences.ts'

const SELF = new Set(
  `i im ive ill id me my we were weve well lets our us ich wir mich mir mein meine uns je jai j moi nous on yo me mi nos nosotros`.split(
    ' ',
  ),
)

/**
 * With which phrase a sentence says something for its speaker, as the places of its first word and of the one behind it. Null when it asks,
 * supposes, quotes somebody, or says none of these.
 */
export function claimedWith({ text, words, language }: Sentence, known: PhrasesByLanguage) {
  const place = placeOfPhrase(words, known[language])
  if (place && isSaidToBeSaid(words, place.at)) return null
  return place && isClaim(text, words[place.at]?.start ?? 0) ? place : null
}

const THAT = new Set(['that', 'dass', 'que'])

/** "Write that I decided …": somebody else is to say it. "I think that I …" is the speaker's own. */
function isSaidToBeSaid(words: readonly Word[], at: number): boolean {
  return THAT.has(words[at - 1]?.key ?? '') && !words.slice(0, at - 1).some(({ key }) => SELF.has(key))
}

/** Whether a sentence claims something of its speaker at all, in whatever words: for what a model found. */
export function claimsOfSelf({ text, words }: Pick<Sentence, 'text' | 'words'>): boolean {
  const self = words.find(({ key }) => SELF.has(key))
  // "He decided, I think": whoever decides comes first.
  return self !== undefined && isClaim(text, self.start)
}
