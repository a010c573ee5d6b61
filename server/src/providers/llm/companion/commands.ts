import { sentencesOf } from '../../../language/words.ts'
import { dayInWords, shortened } from './recall.ts'
import { anyOf, listed, type Turn } from './speech.ts'
import { topicsOf } from './topics.ts'

const RECAP = /\b(?:summar|recap|fasse? .{0,80}zusammen|resume|résume)/i
const REPEAT = /\b(?:repeat|say (?:that|it) again|wiederhol|repite|répète)/i
const QUIZ = /\b(?:quiz|test me|ask me|frag mich|pregúntame|interroge)/i
const FIND = /\b(?:search|find|look for|show me|open my|such|busca|muestra|cherche|montre)/i
const WAIT = /\b(?:wait|hold on|hang on|moment|stop|quiet|pause|second|warte|espera|attends|arrête)\b/i
const SUBJECT =
  /\b(?:talk about|speak about|change the subject|switch to|lass uns über|hablemos de|parlons de|review|go over|look at|practi[sc]e)\b/i

/** Does what a command asks for, where words can do it, and says so where they cannot. */
export function answerToCommand(turn: Turn): string {
  const { facts, wording, language, phrases } = turn
  const text = facts.text.slice(0, 300)
  const key = phrases.find((phrase) => !SUBJECT.test(phrase.text))?.named
  if (RECAP.test(text)) {
    const topics = topicsOf(facts.saidInSession, language, 4)
    return topics.length > 0 ? anyOf([wording.recap], { list: listed(topics, wording) }, turn) : wording.nothingYet
  }
  if (REPEAT.test(text)) return facts.repliedInSession.at(-1) ?? wording.nothingYet
  if (QUIZ.test(text)) return quiz(turn) ?? wording.nothingYet
  if (SUBJECT.test(text) && key !== undefined) return anyOf(wording.changeSubject, { key }, turn)
  if (FIND.test(text)) return wording.searchHint
  return WAIT.test(text) && turn.words <= 6 ? wording.wait : wording.cannot
}

/** Asks for the reason of something the learner once said. */
function quiz(turn: Turn): string | undefined {
  const { facts, wording } = turn
  for (const passage of facts.recalled) {
    const quote = shortened(sentencesOf(passage.text.slice(0, 600))[0] ?? '')
    if (quote && !facts.repliedInSession.some((reply) => reply.includes(quote))) {
      return `${anyOf(wording.quiz, { quote, date: dayInWords(passage.at, turn) }, turn)} [${passage.id}]`
    }
  }
  const key = topicsOf(facts.saidInSession, turn.language, 1)[0]
  return key === undefined ? undefined : anyOf(wording.ask.definition ?? wording.ask.open, { key }, turn)
}
