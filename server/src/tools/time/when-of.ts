import { localDay } from '../../days.ts'
import type { Carried, Remembered } from '../carried-out.ts'
import { recalling } from '../carried-out.ts'
import { type For, timeAnswer } from './answers.ts'
import type { TimeAsk } from './asking.ts'
import { placesCalled } from './places.ts'
import { readDate } from './read-date.ts'
import { readTime } from './read-time.ts'
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
  const { sources } = recalling(null, [memory], ask.language)
  const { language } = ask
  const today = localDay(memory.said, whom.timezone)
  const words = memory.text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/[.,;!?]$/, ''))
  const time = firstOf(words, (text) => (/^\d+$/.test(text) ? null : readTime(text, language)))
  const date = firstOf(words, (text) => readDate(text, { language, today, toward: 'ahead' }))
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
