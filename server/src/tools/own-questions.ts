import type { Language } from '../language/stop-words.ts'
import { primaryOf } from '../language/tags.ts'
import type { Utterance } from './courtesies.ts'
import { matched, pattern } from './patterns.ts'
import type { DateUnit } from './time/calendar.ts'
import { dateUnit } from './time/date-words.ts'

/** A question about something of the learner's own, which only what they told can answer. */
export interface OwnQuestion {
  ask: 'when' | 'told' | 'until'
  language: Language
  locale: string
  thing: string
  unit: DateUnit
}

/** How each is asked, in patterns (`patterns.ts`) after courtesies are taken off. */
export const OWN_QUESTIONS: Record<Language, ReadonlyArray<readonly [OwnQuestion['ask'], string]>> = {
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
const compiled = (language: Language) =>
  OWN_QUESTIONS[language].map(([ask, written]) => [ask, pattern(written)] as const)
const PATTERNS = { en: compiled('en'), de: compiled('de'), fr: compiled('fr'), es: compiled('es') }
/** Longest such question, in characters. */
const LONGEST = 120
const THING_WORDS = 5

/** Which question about something of their own an utterance is, as it may be heard (`first-look.ts`); null when it is none. Pure. */
export function ownQuestionAmong(heard: readonly Utterance[], { locale }: { locale: string }): OwnQuestion | null {
  for (const { text, language, words } of heard) {
    if (text.length > LONGEST) return null
    for (const [ask, pieces] of PATTERNS[language]) {
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
