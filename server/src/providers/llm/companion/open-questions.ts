import { contentStems } from './key-phrases.ts'
import type { Language } from './stop-words.ts'
import { sentencesOf, wordsOf } from './words.ts'

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

// It must hold the question's topic and say something besides.
function answersIt(answer: Set<string>, question: string[]): boolean {
  const shared = question.filter((stem) => answer.has(stem)).length
  return shared * 3 >= question.length * 2 && answer.size - shared >= 1
}

/**
 * The learner's own questions that nothing said later answers, oldest first. An answer is a statement, of the learner or
 * of whoever replied, that holds at least two thirds of the question's topic words.
 */
export function openQuestions(said: readonly string[], replied: readonly string[], language: Language): string[] {
  const sentences = said.flatMap((text) => sentencesOf(text.slice(0, 1_500)))
  const told = [...said, ...replied]
    .flatMap((text) => sentencesOf(text.slice(0, 1_500)))
    .filter((one) => !isQuestion(one, language) && !UNSURE.test(one))
  const answers = told.map((text) => new Set(contentStems(text, language)))
  const open = sentences.filter((sentence) => {
    if (!isQuestion(sentence, language) || TO_THE_COMPANION.test(sentence.toLowerCase())) return false
    const stems = contentStems(sentence, language)
    return stems.length > 0 && !answers.some((answer) => answersIt(answer, stems))
  })
  return [...new Set(open)]
}
