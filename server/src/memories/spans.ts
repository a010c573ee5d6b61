import { isClaim, type Span, sentenceSpans } from '../language/claiming.ts'
import { placeOf } from '../language/placed.ts'
import { wordsOf } from '../language/words.ts'
import { FIRST_PERSON } from './phrasings.ts'

/**
 * Where a quotation really stands in what was said, widened to whole sentences so that no "not" is cut off; null when it does not stand
 * there, or the sentence is no claim of its speaker about themselves. Blanks and capitals may differ.
 */
export function verified(said: string, quote: string): Span | null {
  const place = placeOf(said, quote, { least: 2 })
  if (!place) return null
  const sentences = sentenceSpans(said).filter(({ start, end }) => start < place.end && end > place.start)
  const [first, last] = [sentences[0], sentences.at(-1)]
  if (!first || !last) return null
  const whole = { start: first.start, end: last.end }
  const sentence = said.slice(whole.start, whole.end)
  return claimsForSelf(sentence) ? whole : null
}

/** Whether a sentence speaks of its speaker, and says nothing of them that is not their claim. */
function claimsForSelf(sentence: string): boolean {
  const self = wordsOf(sentence).filter(({ key }) => FIRST_PERSON.has(key))
  return self.length > 0 && self.every(({ start }) => isClaim(sentence, start))
}
