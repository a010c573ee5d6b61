import { isStopWord } from '../../../language/stop-words.ts'
import { keyOf, sentencesOf, wordsOf } from '../../../language/words.ts'
import { turnPerson } from './person.ts'
import { capitalised, rested, type Turn } from './speech.ts'

const CLAUSE_WORDS = { min: 4, max: 16 }
const BEGINNINGS =
  /^(?:(?:and|but|so|also|ok|okay|well|yes|yeah|no|um|uh|er|hmm|oh|now|then|actually|basically|anyway|because|today|yesterday|this morning|last night|(?:first|second|third|another|one)(?:ly)? thing|first of all|firstly|secondly|i (?:think|guess|believe|mean|suppose|(?:just )?(?:learned|learnt|read|heard|found out))(?: today)?(?: that)?)\b[,:\s]*)+/i
const NOT_A_STATEMENT =
  /^(?:what|why|how|who|where|when|which|is|are|do|does|did|can|could|should|would|will|please|let|lets|let’s|let's|thanks|thank|hello|hi|hey|if)\b/i

/** One sentence that takes up the learner's own words; undefined when nothing in them lends itself to it. */
export function mirror(turn: Turn, key: string | undefined): string | undefined {
  const clause = turn.wording.mirror.length > 0 ? clauseOf(turn) : undefined
  if (clause !== undefined) {
    const first = wordsOf(clause)[0]?.text ?? ''
    const templates = isStopWord(keyOf(first), 'en') ? turn.wording.mirror : turn.wording.mirrorColon
    const slot =
      templates === turn.wording.mirror && !/^I\b/.test(first)
        ? clause.charAt(0).toLowerCase() + clause.slice(1)
        : capitalised(clause)
    const said = rested(templates, { clause: slot }, turn)
    if (said !== undefined) return said
  }
  return key === undefined ? undefined : rested(turn.wording.mirrorKey, { key }, turn)
}

/** The clause most worth saying back: of a speakable length, about the turn's topic, not a question, nobody else addressed. */
function clauseOf({ facts, phrases }: Turn): string | undefined {
  const topic = phrases[0]?.text
  const sentences = sentencesOf(facts.text.slice(0, 2_000)).filter((sentence) => !/[?？]/u.test(sentence))
  const clauses = sentences.map(toClause).filter((clause) => clause !== undefined)
  const about = clauses.find((clause) => topic !== undefined && clause.toLowerCase().includes(topic.toLowerCase()))
  const clause = about ?? clauses[0]
  return clause === undefined ? undefined : turnPerson(clause)
}

function toClause(sentence: string): string | undefined {
  const bare = sentence.slice(0, 400).replace(BEGINNINGS, '')
  const whole = withoutEnd(bare)
  const clause = fits(whole)
    ? whole
    : withoutEnd(bare.split(/[,;:]|\s(?:because|but|which|so that|and then)\s/i)[0] ?? '')
  if (!fits(clause) || NOT_A_STATEMENT.test(clause)) return undefined
  // "you" beside "I" may be the companion or anybody, so such a clause is not turned.
  if (/\b(?:you|your|yours)\b/i.test(clause) && /\b(?:i|me|my|mine|i['’]m|i['’]ve|we|us|our)\b/i.test(clause))
    return undefined
  return /["“”«»„()[\]{}<>*_`#|\\]|https?:/.test(clause) ? undefined : clause
}

function fits(clause: string): boolean {
  const words = wordsOf(clause).length
  return words >= CLAUSE_WORDS.min && words <= CLAUSE_WORDS.max && clause.length <= 140
}

function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && /[\s.!…,;:]/.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
