import { localDay } from '../days.ts'
import type { Language } from '../language/stop-words.ts'
import { bare } from './courtesies.ts'
import type { TimeAsk } from './time/asking.ts'
import { placesCalled, plainly } from './time/places.ts'
import { type NamedDay, readDate } from './time/read-date.ts'
import { type NamedTime, readTime } from './time/read-time.ts'
import { dateText } from './time/said.ts'
import { type Speaker, type Wish, wishIn } from './wishes.ts'

/** What takes back what was just asked to be remembered, whole; and what stands before the part of a question that was asked for. */
const WORDS: Record<Language, { undo: string; lead: string }> = {
  en: {
    undo: 'forget that, forget it, actually forget that, no forget that, undo that, undo it, undo, delete that, delete that memory, forget that again, do not remember that, never mind forget that',
    lead: 'the one in, i mean the one in, i mean, i meant, it is in, in',
  },
  de: {
    undo: 'vergiss das, vergiss es, vergiss das wieder, vergiss das bitte, lösch das, lösche das, mach das rückgängig, merk dir das nicht',
    lead: 'das in, ich meine das in, ich meine, ich meinte, in',
  },
  fr: {
    undo: 'oublie ça, oublie cela, oublie-le, efface ça, efface cela, annule ça, annule cela',
    lead: "celui de, celui du, celui en, je veux dire, à, en, dans l'",
  },
  es: {
    undo: 'olvídalo, olvida eso, olvida esto, borra eso, bórralo, deshaz eso',
    lead: 'el de, la de, quiero decir, en',
  },
}

/** Nobody answers a question that was asked back in more, in characters and words. */
const ANSWER = { characters: 60, words: 7 } as const
/** So many questions in a row are followed. */
const DEEP = 2

/** Whether words are short enough to say only the rest of something. */
export const maySayTheRest = (text: string): boolean =>
  text.length <= ANSWER.characters && text.trim().split(/\s+/).length <= ANSWER.words

/**
 * What a turn asks for that says only the rest of what was said before it: the place, the half of the day or the date that was asked back, or
 * that what was just to be remembered is to be forgotten. `before`: what the learner said before in the session, the latest first. Pure.
 */
export function followOn(text: string, before: readonly string[], speaker: Speaker, deep = DEEP): Wish | null {
  const [last, ...earlier] = before
  if (last === undefined || deep === 0 || !maySayTheRest(text)) return null
  const wish = wishIn(last, speaker) ?? followOn(last, earlier, speaker, deep - 1)
  if (wish?.tool === 'memory' && wish.wish.do === 'remember')
    return takesBack(text, wish.language)
      ? { ...wish, wish: { do: 'take-back', what: [wish.wish, ...(wish.wish.also ?? [])].map((one) => one.what) } }
      : null
  if (wish?.tool !== 'time') return null
  const ask = completed(wish.ask, text, speaker, wish.locale)
  return ask && { ...wish, ask }
}

const takesBack = (text: string, language: Language) =>
  WORDS[language].undo.split(', ').includes(bare(text, language).words.join(' '))

/** A question with the first part of it that was open, as it is answered; null when nothing was, or when that is no answer to it. */
function completed(ask: TimeAsk, text: string, speaker: Speaker, locale: string): TimeAsk | null {
  const { language } = ask
  const { said } = bare(text, language)
  const lead = WORDS[language].lead
    .split(', ')
    .sort((a, b) => b.length - a.length)
    .find((one) => said.toLowerCase().startsWith(`${one} `))
  const whole = said.replace(/\s+/g, ' ')
  const rest = lead === undefined ? whole : whole.slice(lead.length + 1)
  for (const slot of ['from', 'to', 'place'] as const) {
    const name = ask[slot]
    if (name === null || placesCalled(name).length === 1) continue
    const place = placeMeant(name, rest)
    return place === null ? null : { ...ask, [slot]: place }
  }
  if (ask.time && 'either' in ask.time) {
    const time = timeMeant(ask.time, [whole, rest], language)
    return time && { ...ask, time }
  }
  for (const slot of ['date', 'other'] as const) {
    const date = ask[slot]
    if (!date || !('either' in date)) continue
    const day = dayMeant(date, rest, { language, locale, today: localDay(speaker.now, speaker.timezone) })
    return day && { ...ask, [slot]: day }
  }
  return null
}

/** Which of the places of a name an answer tells, or the other place it names; null when it is none. */
function placeMeant(name: string, answer: string): string | null {
  const plain = plainly(answer)
  const choices = placesCalled(name)
  const own = choices.filter((one) => plainly(one.name) === plain || plainly(one.name).endsWith(` ${plain}`))
  if (own.length === 1) return own[0]?.name ?? null
  if (choices.length > 1 && placesCalled(`${name}, ${answer}`).length === 1) return `${name}, ${answer}`
  return placesCalled(answer).length === 1 ? answer : null
}

function timeMeant({ either }: { either: [number, number] }, answers: string[], language: Language): NamedTime | null {
  const [hour, minute] = [Math.floor(either[0] / 60) || 12, String(either[0] % 60).padStart(2, '0')]
  for (const answer of answers.map((one) => one.toLowerCase()))
    for (const said of [answer, `${hour}:${minute} ${answer}`, `${hour}:${minute} in the ${answer}`]) {
      const read = readTime(said, language)
      if (read && 'minute' in read && either.includes(read.minute)) return read
    }
  return null
}

function dayMeant(
  { either }: { either: [string, string] },
  answer: string,
  { language, locale, today }: { language: Language; locale: string; today: string },
): NamedDay | null {
  const read = readDate(answer.toLowerCase(), { language, today, toward: 'ahead' })
  if (read) return 'day' in read && either.includes(read.day) ? read : null
  const words = answer.toLowerCase().split(' ')
  const fitting = either.filter((day) => {
    const told = new Set(
      dateText(day, locale)
        .toLowerCase()
        .split(/[\s,]+/),
    )
    return words.every((word) => told.has(word))
  })
  return fitting.length === 1 && fitting[0] !== undefined ? { day: fitting[0] } : null
}
