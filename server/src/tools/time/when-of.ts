import { localDay } from '../../days.ts'
import type { Language } from '../../language/stop-words.ts'
import type { Carried, Remembered } from '../carried-out.ts'
import { recalling } from '../carried-out.ts'
import { type For, timeAnswer } from './answers.ts'
import type { TimeAsk } from './asking.ts'
import { placesCalled } from './places.ts'
import { type NamedDay, readDate } from './read-date.ts'
import { type NamedTime, readTime } from './read-time.ts'
import { filled } from './said.ts'
import { TIME_WORDING } from './wording.ts'

/** Less of the thing than this in a memory is another one. */
const HELD_MIN = 0.5
const WINDOW = 4

/**
 * When something of the learner's is, in the time of another place, from what they told: the memory that holds it says the day, the time and
 * perhaps the place. What is missing in it is asked for. Pure.
 */
export function whenOf(ask: TimeAsk, holding: readonly Remembered[], whom: For): Carried {
  const [memory] = holding.filter(({ share }) => share >= HELD_MIN)
  if (!memory) return { text: timeAnswer(ask, whom).text, deed: null, sources: [] }
  const { language } = ask
  const { sources } = recalling(null, [memory], { ...whom, language })
  const today = localDay(memory.said, whom.timezone)
  const words = wordsIn(memory.text)
  const time = timeIn(memory.text, language)
  const date = dayIn(memory.text, { language, today })
  const from = firstOf(words, (text, before) =>
    /^(?:in|at|à|en)$/.test(before) ? (placesCalled(text)[0]?.name ?? null) : null,
  )
  if (!time) return { text: filled(TIME_WORDING[language].noTime, { text: memory.text }), deed: null, sources }
  return {
    text: timeAnswer({ ...ask, kind: 'convert', time, date, from: from && capital(from) }, whom).text,
    deed: null,
    sources,
  }
}

/** The day a sentence names, as of the day it was said on; null when it names none. Pure. */
export const dayIn = (text: string, on: { language: Language; today: string }): NamedDay | null =>
  firstOf(wordsIn(text), (some) => readDate(some, { ...on, toward: 'ahead' }))

/** The time of day a sentence names; null when it names none. Pure. */
export const timeIn = (text: string, language: Language): NamedTime | null =>
  firstOf(wordsIn(text), (some) => (/^\d+$/.test(some) ? null : readTime(some, language)))

const wordsIn = (text: string) =>
  text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/[.,;!?]$/, ''))

/** What the longest few words in a row are that are something. */
function firstOf<Found>(words: readonly string[], read: (text: string, before: string) => Found | null): Found | null {
  for (let length = WINDOW; length > 0; length--)
    for (let at = 0; at + length <= words.length; at++) {
      const found = read(words.slice(at, at + length).join(' '), words[at - 1] ?? '')
      if (found !== null) return found
    }
  return null
}

const capital = (name: string) => name.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase())
