import type { TurnFacts } from '../llm.ts'
import { contentStems } from './key-phrases.ts'
import { isQuestion, openQuestions } from './open-questions.ts'
import { shortened } from './recall.ts'
import { fill, listed, ownLanguage } from './speech.ts'
import { type Language, languageOf } from './stop-words.ts'
import { topicsOf } from './topics.ts'
import { wordingFor } from './wordings.ts'
import { sentencesOf, wordsOf } from './words.ts'

/** Longest summary, in words. */
export const SUMMARY_WORDS_MAX = 120
const TURN_SEEN = 600
const COME_BACK =
  /\b(?:stuck|confus\w*|don['’]?t (?:get|understand|know)|not sure|unsure|struggl\w*|i (?:want|need|have|plan) to|i should|next time|tomorrow|later|verstehe .*nicht|morgen|mañana|no entiendo|ne comprends pas|demain)\b/i

/**
 * The note of a session from the words really said: what it was about, its most telling sentences, the learner's questions
 * that nothing answered, and what to come back to; at most 120 words. Extractive: sentences are ranked by how often their
 * topic words were said (Luhn 1958). Pure.
 */
export function summaryOf(facts: TurnFacts): string {
  const said = [
    ...facts.saidInSession,
    ...(facts.text.trim() && facts.intent !== 'end_conversation' ? [facts.text] : []),
  ].map((text) => text.slice(0, TURN_SEEN))
  const keys = said.slice(0, 20).flatMap((text) => wordsOf(text).map((word) => word.key))
  const language = languageOf(keys, ownLanguage(facts.locale))
  const wording = wordingFor(language)
  const topics = topicsOf(said, language, 4)
  if (topics.length === 0)
    return said.length === 0 ? wording.summary.nothing : quotedPart(wording.summary.words, said.slice(-2), 100)
  const open = openQuestions(said, facts.repliedInSession, language)
  const sentences = said.flatMap((text) => sentencesOf(text)).filter((sentence) => !isQuestion(sentence, language))
  const back = sentences.filter((sentence) => COME_BACK.test(sentence) && wordsOf(sentence).length >= 3)
  const telling = mostTelling(
    sentences.filter((sentence) => !back.includes(sentence)),
    language,
  )
  const parts = [fill(wording.summary.explored, { list: listed(topics, wording) })]
  let left = SUMMARY_WORDS_MAX - wordsOf(parts[0] ?? '').length
  for (const [template, quotes] of [
    [wording.summary.words, telling],
    [wording.summary.open, open.slice(-2)],
    [wording.summary.back, back.slice(-2)],
  ] as const) {
    const part = quotedPart(template, quotes, left)
    left -= wordsOf(part).length
    if (part) parts.push(part)
  }
  return parts.join(' ')
}

/** The template with as many quotations as fit into `room` words; empty when not even one does. */
function quotedPart(template: string, quotes: readonly string[], room: number): string {
  let part = ''
  for (let count = 1; count <= quotes.length; count++) {
    const quoted = quotes.slice(0, count).map((quote) => `“${shortened(quote)}”`)
    const longer = `${fill(template, { quotes: quoted.join(', ') })}.`
    if (wordsOf(longer).length > room) break
    part = longer
  }
  return part
}

/** The two or three sentences whose topic words were said most, in the order they were said. */
function mostTelling(sentences: string[], language: Language): string[] {
  const often = new Map<string, number>()
  const stems = sentences.map((sentence) => contentStems(sentence, language))
  for (const one of stems) for (const stem of one) often.set(stem, (often.get(stem) ?? 0) + 1)
  const ranked = sentences
    .map((sentence, at) => {
      const weight = (stems[at] ?? []).reduce((sum, stem) => sum + (often.get(stem) ?? 0), 0)
      return { sentence, at, score: weight / Math.sqrt(Math.max(6, wordsOf(sentence).length)) }
    })
    .filter(({ score, sentence }) => score > 0 && wordsOf(sentence).length >= 4)
    .sort((a, b) => b.score - a.score)
  return ranked
    .slice(0, 2)
    .sort((a, b) => a.at - b.at)
    .map(({ sentence }) => sentence)
}
