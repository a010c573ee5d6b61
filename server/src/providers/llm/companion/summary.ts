import { languageOf } from '../../../language/stop-words.ts'
import { ownLanguageOf } from '../../../language/tags.ts'
import { wordsOf } from '../../../language/words.ts'
import type { TurnFacts } from '../llm.ts'
import { beginnings, openQuestions, type Remark, remarksOf } from './learners-questions.ts'
import { shortened } from './recall.ts'
import { fill, listed } from './speech.ts'
import { topicsOf } from './topics.ts'
import type { Wording } from './wording.ts'
import { wordingFor } from './wordings.ts'

/** Longest summary, in words. */
export const SUMMARY_WORDS_MAX = 120
const COME_BACK =
  /\b(?:stuck|confus\w*|do(?:n['’]?t| not) (?:\w+ )?(?:get|understand|know)|not sure|unsure|struggl\w*|i (?:want|need|have|plan) to|i should|next time|tomorrow|later|verstehe .{0,80}nicht|morgen|mañana|no entiendo|ne comprends pas|demain)\b/i

/**
 * The note of a session from the words really said: what it was about, its most telling sentences, the learner's questions
 * that nothing answered, and what to come back to; at most 120 words. Extractive: sentences are ranked by how often their
 * topic words were said (Luhn 1958). Pure.
 */
export function summaryOf(facts: TurnFacts): string {
  const said = [
    ...facts.saidInSession,
    ...(facts.text.trim() && facts.intent !== 'end_conversation' ? [facts.text] : []),
  ]
  const keys = beginnings(said.slice(0, 20)).flatMap((text) => wordsOf(text).map((word) => word.key))
  const language = languageOf(keys, ownLanguageOf(facts.locale))
  const wording = wordingFor(language)
  const topics = topicsOf(said, language, 4)
  if (said.length === 0) return wording.summary.nothing
  if (topics.length === 0) return quotedPart(wording.summary, 'words', said.slice(-2), SUMMARY_WORDS_MAX)
  const remarks = remarksOf(said, language)
  const told = remarks.filter(({ asks }) => !asks)
  const back = told.filter(({ text, stems }) => stems.length > 0 && COME_BACK.test(text))
  const telling = mostTelling(told.filter((remark) => !back.includes(remark)))
  const open = openQuestions(remarks, remarksOf(facts.repliedInSession, language))
  const parts = [fill(wording.summary.explored, { list: listed(topics, wording) })]
  let left = SUMMARY_WORDS_MAX - wordsOf(parts[0] ?? '').length
  for (const [kind, quotes] of [
    ['words', telling],
    ['open', open.slice(-2)],
    ['back', back.slice(-2).map(({ text }) => text)],
  ] as const) {
    const part = quotedPart(wording.summary, kind, quotes, left)
    left -= wordsOf(part).length
    if (part) parts.push(part)
  }
  return parts.join(' ')
}

/** One part of the note with as many quotations as fit into `room` words; empty when not even one does. */
function quotedPart(
  summary: Wording['summary'],
  kind: 'words' | 'open' | 'back',
  quotes: readonly string[],
  room: number,
): string {
  let part = ''
  for (let count = 1; count <= quotes.length; count++) {
    const quoted = quotes.slice(0, count).map((quote) => fill(summary.quote, { quote: shortened(quote) }))
    const longer = `${fill(summary[kind], { quotes: quoted.join(', ') })}.`
    if (wordsOf(longer).length > room) break
    part = longer
  }
  return part
}

/** The two sentences whose topic words were said most, in the order they were said. */
function mostTelling(remarks: Remark[]): string[] {
  const often = new Map<string, number>()
  for (const { stems } of remarks) for (const stem of stems) often.set(stem, (often.get(stem) ?? 0) + 1)
  const ranked = remarks
    .map(({ text, stems }, at) => {
      const weight = stems.reduce((sum, stem) => sum + (often.get(stem) ?? 0), 0)
      return { text, at, score: weight / Math.sqrt(Math.max(6, stems.length * 2)) }
    })
    .filter(({ score, text }) => score > 0 && wordsOf(text).length >= 4)
    .sort((a, b) => b.score - a.score)
  return ranked
    .slice(0, 2)
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text)
}
