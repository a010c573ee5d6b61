import { localDay } from '../days.ts'
import { isClaim, sentenceSpans } from '../language/claiming.ts'
import { wordsOf } from '../language/words.ts'
import { type Carried, type Remembered, recalling, told } from './carried-out.ts'
import type { OwnQuestion } from './own-questions.ts'
import { timeAnswer } from './time/answers.ts'
import { dayIn, timeIn } from './time/when-of.ts'
import { type Speaker, wishIn } from './wishes.ts'

/** Something the learner said earlier in the session, and when. */
export interface SaidBefore {
  text: string
  at: string
}

/**
 * The answer to a question about something of their own, from what is remembered and from what was said earlier in the session, the latest
 * first; null where neither holds it: then others may know. Pure.
 */
export function ownAnswer(
  { ask, language, thing, unit, locale }: OwnQuestion,
  holding: readonly Remembered[],
  before: readonly SaidBefore[],
  speaker: Speaker,
): Carried | null {
  const whom = { ...speaker, locale, language }
  const tells = (one: { text: string; said: string }) => {
    const today = localDay(one.said, speaker.timezone)
    if (ask === 'told') return true
    const day = dayIn(one.text, { language, today })
    return ask === 'until' ? day !== null && 'day' in day : day !== null || timeIn(one.text, language) !== null
  }
  const remembered = holding.filter((one) => one.share >= 1 && tells(one))
  const said = before.flatMap((one) => claimsOf(one, thing, speaker)).filter(tells)
  const [first] = [...remembered, ...said]
  if (!first) return null
  if (ask === 'until') {
    const date = dayIn(first.text, { language, today: localDay(first.said, speaker.timezone) })
    const { text } = timeAnswer({ ...NOTHING, kind: 'until', language, date, unit }, whom)
    return { text, deed: null, sources: recalling(null, remembered.slice(0, 1), whom).sources }
  }
  return remembered.length > 0 ? recalling(null, remembered, whom) : told(said.slice(0, 3), whom)
}

const NOTHING = {
  ...{ place: null, from: null, to: null, time: null, other: null, count: null, span: null, thing: null },
}

/** The sentences of a turn that tell something of a thing; an order to a tool tells nothing. */
function claimsOf({ text, at }: SaidBefore, thing: string, speaker: Speaker): Array<{ text: string; said: string }> {
  if (wishIn(text, speaker)) return []
  const keys = wordsOf(thing).map(({ key }) => key)
  return sentenceSpans(text)
    .map(({ start, end }) => text.slice(start, end).trim())
    .filter((sentence) => {
      const own = new Set(wordsOf(sentence).map(({ key }) => key))
      return isClaim(sentence) && keys.every((key) => own.has(key))
    })
    .map((sentence) => ({ text: sentence, said: at }))
}
