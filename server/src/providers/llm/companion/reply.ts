import { honestyIn } from '../../../language/honesty.ts'
import type { TurnFacts } from '../llm.ts'
import { aimOf } from './aims.ts'
import { ask } from './ask.ts'
import { answerToCommand } from './commands.ts'
import { openQuestions, remarksOf } from './learners-questions.ts'
import { answerToList } from './lists.ts'
import { mirror } from './mirror.ts'
import { dayInWords, related, relatedInSession, shortened } from './recall.ts'
import { smallTalk } from './small-talk.ts'
import { anyOf, isUsed, listed, readTurn, rested, type Turn, unused } from './speech.ts'
import { topicsOf } from './topics.ts'

/** Turns of the session a farewell looks back on. */
const TURNS_RECAPPED = 60

/**
 * What the built-in companion replies to a turn: at most two sentences of its own, of which one may be a question it has not
 * asked in this session, and as short, simple, slow or direct as its learner likes it. It knows nothing but what the learner said. Pure; the
 * same facts always get the same reply.
 */
export function replyTo(facts: TurnFacts): string {
  const turn = readTurn(facts)
  if (facts.intent === 'end_conversation') return farewell(turn)
  if (facts.style?.asked) return granted(turn)
  // A bare "no" may end a list, so lists come before small talk.
  const short = answerToList(turn) ?? smallTalk(turn)
  if (short !== undefined) return short
  if (facts.intent === 'command') return answerToCommand(turn)
  return facts.intent === 'question' ? answerToQuestion(turn) : conversation(turn)
}

/** Grants a wish about how to speak, and goes on in that manner. */
function granted(turn: Turn): string {
  return sentences(
    anyOf(turn.wording.granted, {}, turn),
    asking(turn, () => ask('vague', undefined, turn)),
  )
}

/** A question, unless they would rather not be asked back. */
const asking = ({ leans }: Turn, question: () => string | undefined) =>
  leans.socratic === 'low' ? undefined : question()

function conversation(turn: Turn): string {
  const { facts, wording, leans } = turn
  const key = turn.phrases[0]?.named
  const aim = aimOf(facts)
  const earlier = aim === 'stuck' ? undefined : related(turn, { statements: true })
  if (earlier !== undefined) {
    const date = dayInWords(earlier.at, turn)
    const recalled = anyOf(wording.recall, { date, dateLower: date, quote: earlier.quote }, turn)
    const link = key === undefined ? undefined : unused(wording.recallAsk, { key }, turn)
    const said = [recalled, markOf(earlier)]
    if (leans.length === 'low') return sentences(...said)
    const first = leans.length === 'high' ? mirror(turn, key) : undefined
    return sentences(
      first,
      ...said,
      asking(turn, () => link ?? ask(aim, key, turn)),
    )
  }
  const question = asking(turn, () => ask(aim, key, turn))
  // Whoever likes it short is asked and no more; whoever likes it slow is given time.
  if (leans.length === 'low') return question ?? mirror(turn, key) ?? wording.wait
  const pause = leans.pace === 'low' ? rested([wording.wait], {}, turn) : undefined
  return sentences(pause ?? mirror(turn, key), question) || wording.wait
}

/** It has no model: it says so, gives back what the learner said about it, and asks what the learner thinks. */
function answerToQuestion(turn: Turn): string {
  const { facts, wording } = turn
  const key = turn.phrases[0]?.named
  const think =
    turn.leans.length === 'low'
      ? undefined
      : asking(
          turn,
          () =>
            (key === undefined ? undefined : unused(wording.questionAsk, { key }, turn)) ??
            unused(wording.questionAskPlain, {}, turn) ??
            ask('open', key, turn),
        )
  const inSession = relatedInSession(turn)
  if (inSession !== undefined && facts.asksOwnPast) return anyOf([wording.saidHere], { quote: inSession }, turn)
  if (inSession !== undefined) return sentences(anyOf([wording.saidInSession], { quote: inSession }, turn), think)
  const earlier = related(turn, { statements: true })
  if (earlier !== undefined) {
    return sentences(
      anyOf([wording.saidBefore], { dateLower: dayInWords(earlier.at, turn), quote: earlier.quote }, turn),
      markOf(earlier),
      think,
    )
  }
  if (facts.asksOwnPast) return sentences(honestyIn(turn.language).nothing, think)
  const toldSo = facts.repliedInSession.some((reply) => wording.noModel.some((template) => isUsed(template, reply)))
  return sentences(anyOf(toldSo ? wording.noModelAgain : wording.noModel, {}, turn), think)
}

function farewell(turn: Turn): string {
  const { facts, wording, language } = turn
  const said = facts.saidInSession.slice(-TURNS_RECAPPED)
  const name = facts.learnerName?.trim() ? `, ${facts.learnerName.trim()}` : ''
  const topics = topicsOf(said, language, 3)
  const bye = anyOf(wording.goodbye, { name }, turn)
  if (topics.length === 0) return bye
  const list = listed(topics, wording)
  const open = openQuestions(remarksOf(said, language), remarksOf(facts.repliedInSession, language)).at(-1)
  if (open !== undefined)
    return sentences(
      anyOf([wording.goodbyeOpen], { list, quote: shortened(open).replace(/(?<![\s?？])[\s?？]+$/u, '') }, turn),
      bye,
    )
  return sentences(anyOf(wording.goodbyeExplored, { list }, turn), bye)
}

/** Says which passage the sentence before it rests on; nobody hears it. */
const markOf = ({ id }: { id: string }) => `[${id}]`

const sentences = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ')
