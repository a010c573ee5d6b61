import type { Intent } from '@lva/contracts/conversation'
import { primaryOf } from '../language/tags.ts'
import { sentencesOf, wordsOf } from '../language/words.ts'
import { ENGLISH, type Phrases } from './intent-phrases.ts'
import { FRENCH, GERMAN, JAPANESE, SPANISH } from './intent-phrases-others.ts'

/** Words of a sentence that are looked at; an intent shows at its ends. */
const WORDS_SEEN = 40
const JAPANESE_SCRIPT = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const QUOTING = /\b(?:said|say|says|saying|word|means|called|wrote|shouted|sagte|heißt|dijo|significa|dit)\b/
const OTHERS: Record<string, Phrases> = { de: GERMAN, es: SPANISH, fr: FRENCH }

/**
 * What the learner meant to do, told from words and never from parts of them: a leave-taking closes the turn, a question
 * or a command opens its last point, a list has three points or two ordinals, a reflection speaks of the learner's own
 * understanding. All else is a statement. `locale` is a BCP 47 tag; English is always understood besides. Pure; linear in the text.
 */
export function intentOf(text: string, locale = 'en'): Intent {
  const sentences = sentencesOf(text)
  const last = sentences.at(-1)
  if (last === undefined) return 'statement'
  const languages = languagesFor(text, locale)
  // A farewell counts in any language: nothing else sounds like it.
  if ([...new Set([...languages, ...Object.values(OTHERS)])].some((phrases) => takesLeave(sentences, phrases)))
    return 'end_conversation'
  const sayings = sentences.length === 1 ? [last] : [sentences[0] ?? last, last]
  if (isList(text, languages)) return 'listing'
  if (matches(sayings, 'command', languages)) return 'command'
  if (/[?？]\s*["”»’)]?$/u.test(last) || matches([last], 'question', languages)) return 'question'
  if (matches(sentences.slice(0, 3), 'reflection', languages)) return 'reflection'
  return matches(sayings, 'question', languages) || sentences.some((one) => /[?？]$/u.test(one))
    ? 'question'
    : 'statement'
}

function languagesFor(text: string, locale: string): Phrases[] {
  if (JAPANESE_SCRIPT.test(text.slice(0, 500))) return [JAPANESE]
  const own = OTHERS[primaryOf(locale)]
  return own ? [own, ENGLISH] : [ENGLISH]
}

function plain(sentence: string, phrases: Phrases): string {
  if (phrases === JAPANESE) return sentence.slice(0, 200).replace(/[。！？?!.\s]+$/u, '')
  const words = wordsOf(sentence.slice(0, 400)).slice(0, WORDS_SEEN)
  return words.map((word) => word.key).join(' ')
}

/** True when the turn ends by taking leave: its last sentence is a farewell, or one followed by nothing but courtesies. */
function takesLeave(sentences: string[], phrases: Phrases): boolean {
  for (const sentence of sentences.slice(-3).reverse()) {
    const whole = plain(sentence, phrases)
    const bare = whole.replace(phrases.around, '').replace(phrases.around, '').trim()
    if ([whole, bare].some((saying) => saying !== '' && phrases.farewell.some((farewell) => farewell.test(saying))))
      return true
    // "I'm heading out, bye": the last point of a sentence may take leave too, unless somebody is quoted.
    const point = sentence.slice(sentence.lastIndexOf(',') + 1)
    if (point !== sentence && !QUOTING.test(whole) && takesLeave([point], phrases)) return true
    if (bare !== '') return false
  }
  return false
}

function matches(sentences: string[], intent: 'command' | 'question' | 'reflection', languages: Phrases[]): boolean {
  return sentences.some((sentence) =>
    languages.some((phrases) => {
      const saying = plain(sentence, phrases).replace(phrases.softly, '')
      return phrases[intent].some((expression) => expression.test(saying))
    }),
  )
}

function isList(text: string, languages: Phrases[]): boolean {
  const seen = text.slice(0, 2_000)
  if (/\?\s*$/.test(seen)) return false
  if ((seen.match(/(?:^|\s)(?:[-*•]|\d{1,2}[.)])\s+\S/gu) ?? []).length >= 2) return true
  return languages.some((phrases) => pointsOf(seen, phrases) >= 3)
}

function pointsOf(text: string, phrases: Phrases): number {
  const saying = plain(text, phrases)
  const ordinals = new Set(saying.match(phrases.ordinals) ?? [])
  if (ordinals.size >= 2 || /\bone\b.*\btwo\b.*\bthree\b/.test(saying)) return 3
  const parts = text
    .split(/[,，、]| (?:and|und|y|e|et|or|oder|o|ou) /u)
    .map((part) => wordsOf(part).length)
    .filter((count, at) => count > 0 || at === 0)
  // The first part may hold the announcement; the points after it are short.
  const short = parts.slice(1).filter((words) => words <= 4).length
  if (short !== parts.length - 1) return 0
  const announced = short === 1 && text.includes(':') && phrases.announced.test(saying)
  return short >= 2 || announced ? Math.max(3, short + 1) : 0
}
