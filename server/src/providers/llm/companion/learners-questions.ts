import type { Language } from '../../../language/stop-words.ts'
import { sentencesOf, wordsOf } from '../../../language/words.ts'
import { contentStems } from './key-phrases.ts'

const ASKS: Record<Language, RegExp> = {
  en: /^(?:(?:and|but|so|ok|okay|well|then) )*(?:(?:what|who|whom|whose|where|when|why|how)(?:s| (?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|come|about|much|many|long|often|far))\b|which [a-z]+|i wonder\b|(?:is|are|do|does|did|can|could|should|would|will|has|have) (?:it|there|they|this|that|the|we|you|i|he|she|an?)\b)/,
  de: /^(?:warum|wieso|weshalb|wer|wann|welche[rsmn]?|(?:was|wie|wo) (?:ist|sind|war|macht|kann|funktioniert|geht|passiert|bedeutet|heißt))(?: |$)/,
  es: /^(?:qué|quién|cuál|cuándo|cuánto|dónde|cómo|por qué)(?: |$)/,
  fr: /^(?:quest-ce|est-ce|pourquoi|comment|quand|où|qui|combien|quels?|quelles?)(?: |$)/,
}

/** True for a sentence that asks, with or without its mark. */
export function isQuestion(sentence: string, language: Language): boolean {
  if (/[?？]\s*$/u.test(sentence.slice(-20))) return true
  const start = wordsOf(sentence.slice(0, 200)).slice(0, 8)
  return ASKS[language].test(start.map((word) => word.key).join(' '))
}

const TO_THE_COMPANION =
  /\b(?:can|could|would|will|are|do|did) you\b|\bwho are you\b|\b(?:what|when|did) (?:did )?i (?:say|said|tell)\b|^what else\b/
const UNSURE = /\b(?:don['’]?t|not sure|cannot|can['’]?t|confus\w*|stuck|unsure|nicht|entiendo|comprends)\b/i

/** Characters of all turns together that are looked at; of a longer session every turn counts by its beginning. */
const ALL_SEEN = 24_000
const TURN_SEEN = 600

/** One sentence of a session. */
export interface Remark {
  text: string
  stems: string[]
  asks: boolean
}

/** Turns cut to what can be read in a few milliseconds. */
export function beginnings(turns: readonly string[]): string[] {
  const each = Math.min(TURN_SEEN, Math.max(80, Math.floor(ALL_SEEN / Math.max(1, turns.length))))
  return turns.map((turn) => turn.slice(0, each))
}

/** The sentences of some turns, read once. */
export function remarksOf(turns: readonly string[], language: Language): Remark[] {
  const sentences = beginnings(turns).flatMap((turn) => sentencesOf(turn))
  return sentences.map((text) => ({ text, stems: contentStems(text, language), asks: isQuestion(text, language) }))
}

/**
 * The learner's own questions that nothing said in the session answers, oldest first. An answer is a statement, of the
 * learner or of whoever replied, that holds at least two thirds of the question's topic words and says something besides.
 */
export function openQuestions(said: readonly Remark[], replied: readonly Remark[]): string[] {
  const answers = [...said, ...replied].filter(({ asks, text }) => !asks && !UNSURE.test(text))
  const open = said.filter(({ asks, text, stems }) => {
    if (!asks || stems.length === 0 || TO_THE_COMPANION.test(text.toLowerCase())) return false
    return !answers.some((answer) => {
      const shared = stems.filter((stem) => answer.stems.includes(stem)).length
      return shared * 3 >= stems.length * 2 && answer.stems.length > shared
    })
  })
  return [...new Set(open.map(({ text }) => text))]
}
