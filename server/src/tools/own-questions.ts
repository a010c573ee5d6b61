import { localDay } from '../days.ts'
import { isClaim, sentenceSpans } from '../language/claiming.ts'
import type { Language } from '../language/stop-words.ts'
import { ownLanguageOf, primaryOf } from '../language/tags.ts'
import { wordsOf } from '../language/words.ts'
import { type Carried, type Remembered, recalling, told } from './carried-out.ts'
import { bare } from './courtesies.ts'
import { matched, pattern } from './patterns.ts'
import { timeAnswer } from './time/answers.ts'
import type { DateUnit } from './time/calendar.ts'
import { dateUnit } from './time/date-words.ts'
import { dayIn, timeIn } from './time/when-of.ts'
import { type Speaker, wishIn } from './wishes.ts'

/** A question about something of the learner's own, which only what they told can answer. */
export interface OwnQuestion {
  ask: 'when' | 'told' | 'until'
  language: Language
  locale: string
  thing: string
  unit: DateUnit
}

/** Something the learner said earlier in the session, and when. */
export interface SaidBefore {
  text: string
  at: string
}

const PHRASES: Record<Language, ReadonlyArray<readonly [OwnQuestion['ask'], string]>> = {
  en: [
    ['when', 'when is|are|was my|our {thing}'],
    ['when', "when's my|our {thing}"],
    ['told', 'what have i told you about my|our {thing}'],
    ['told', 'what did i tell you about my|our {thing}'],
    ['told', 'what have|did i said|say about my|our {thing}'],
    ['until', 'how many {unit} [are] [left] until|till|to my|our {thing}'],
    ['until', 'how long [is] [it] until|till my|our {thing}'],
  ],
  de: [
    ['when', 'wann ist|sind|war mein|meine|unser|unsere {thing}'],
    ['told', 'was habe|hab ich dir über mein|meine|meinen|unsere|unseren {thing} gesagt|erzählt'],
    ['until', 'wie viele {unit} [sind] [es] [noch] bis zu meiner|meinem|unserer|unserem {thing}'],
    ['until', 'wie lange [ist] [es] noch bis zu meiner|meinem|unserer|unserem {thing}'],
  ],
  fr: [
    ['when', 'quand est|sont mon|ma|mes|notre {thing}'],
    ['told', "qu'est-ce que je t'ai dit sur|de mon|ma|mes|notre {thing}"],
    ['until', "combien de {unit} [reste-t-il] avant|jusqu'à mon|ma|mes|notre {thing}"],
  ],
  es: [
    ['when', 'cuándo es|son mi|mis|nuestro|nuestra {thing}'],
    ['told', 'qué te he dicho sobre|de mi|mis|nuestro|nuestra {thing}'],
    ['told', 'qué te dije sobre|de mi|mis|nuestro|nuestra {thing}'],
    ['until', 'cuántos|cuántas {unit} faltan|quedan para mi|mis|nuestro|nuestra {thing}'],
    ['until', 'cuánto falta para mi|mis|nuestro|nuestra {thing}'],
  ],
}
const PATTERNS = Object.entries(PHRASES).map(
  ([language, list]) => [language as Language, list.map(([ask, written]) => [ask, pattern(written)] as const)] as const,
)
/** Longest such question, in characters. */
const LONGEST = 120
const THING_WORDS = 5

/** Which question about something of their own an utterance is; null when it is none. Pure. */
export function ownQuestionIn(text: string, { locale }: Pick<Speaker, 'locale'>): OwnQuestion | null {
  if (text.length > LONGEST) return null
  const own = ownLanguageOf(locale)
  for (const [language, list] of [...PATTERNS].sort(([a], [b]) => Number(b === own) - Number(a === own))) {
    const { words } = bare(text, language)
    for (const [ask, pieces] of list) {
      const slots = matched(words, pieces, (slot, content) =>
        slot === 'unit' ? dateUnit(content, language) !== null : content.split(' ').length <= THING_WORDS,
      )
      if (!slots?.thing) continue
      const unit = (slots.unit === undefined ? null : dateUnit(slots.unit, language)) ?? 'day'
      return { ask, language, locale: primaryOf(locale) === language ? locale : language, thing: slots.thing, unit }
    }
  }
  return null
}

/**
 * The answer to such a question from what is remembered and from what was said earlier in the session, the latest first; null where neither
 * holds it: then others may know. Pure.
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
