import { localDay } from '../../days.ts'
import type { Language } from '../../language/stop-words.ts'
import { spokenNumber } from '../calculator/spoken-numbers.ts'
import type { Utterance } from '../courtesies.ts'
import { matched, type Pattern, pattern } from '../patterns.ts'
import type { DateUnit } from './calendar.ts'
import { dateUnit, spanMinutes } from './date-words.ts'
import { TIME_PHRASES, type TimeKind } from './phrases.ts'
import { placesCalled } from './places.ts'
import { type NamedDay, readDate, type Toward } from './read-date.ts'
import { type NamedTime, readTime } from './read-time.ts'

/** What is asked of clocks and calendars, as far as it was said. */
export interface TimeAsk {
  kind: TimeKind
  language: Language
  place: string | null
  from: string | null
  to: string | null
  time: NamedTime | null
  date: NamedDay | null
  other: NamedDay | null
  count: number | null
  unit: DateUnit
  /** Minutes of each of what is counted on a clock. */
  span: number | null
  thing: string | null
}

/** Where somebody asks, and when. */
export interface Asker {
  timezone: string
  now: Date
}

const compiled = (language: Language) =>
  TIME_PHRASES[language].map(([kind, written]) => [kind, pattern(written)] as const)
const PATTERNS: Record<Language, ReadonlyArray<readonly [TimeKind, Pattern]>> = {
  ...{ en: compiled('en'), de: compiled('de'), fr: compiled('fr'), es: compiled('es') },
}

/** Longest utterance that asks for a time or a date, in characters. */
const LONGEST = 200
const PLACE_WORDS = 5
const BACK = new Set<TimeKind>(['since', 'weekday-back', 'earlier'])

/**
 * What an utterance asks of clocks and calendars, in a language; null when it does not, or speaks of places that are none. Pure.
 */
export function timeAskIn(utterance: Utterance, { timezone, now }: Asker): TimeAsk | null {
  const { text, language, said, plain, words } = utterance
  if (text.length > LONGEST) return null
  const today = localDay(now, timezone)
  for (const [kind, pieces] of PATTERNS[language]) {
    const toward: Toward = BACK.has(kind) ? 'back' : 'ahead'
    const slots = matched(words, pieces, (slot, content) =>
      accepts(slot, content, { language, today, toward, said, plain }),
    )
    if (!slots || (kind === 'convert' && !namesPlace(slots.from) && !namesPlace(slots.to))) continue
    return askOf(kind, slots, utterance, { language, today, toward })
  }
  return null
}

/** A comma may have stood where two blanks are. */
const oneBlank = (text: string) => text.replace(/\s+/g, ' ')

const namesPlace = (name: string | undefined) => name !== undefined && placesCalled(name).length > 0

function askOf(
  kind: TimeKind,
  slots: Readonly<Record<string, string>>,
  { said, plain }: Utterance,
  reading: { language: Language; today: string; toward: Toward },
): TimeAsk {
  const { language } = reading
  /** With the capitals it was said with. */
  const asSaid = (slot: string): string | null => {
    const name = slots[slot]
    const at = name === undefined ? -1 : oneBlank(plain).indexOf(name)
    return at < 0 ? (name ?? null) : oneBlank(said).slice(at, at + (name?.length ?? 0))
  }
  const read = <Found>(slot: string, how: (content: string) => Found): Found | null => {
    const content = slots[slot]
    return content === undefined ? null : how(content)
  }
  return {
    ...{
      kind,
      language,
      thing: asSaid('thing'),
      place: asSaid('place') ?? asSaid('known'),
      from: asSaid('from'),
      to: asSaid('to'),
    },
    time: read('time', (content) => readTime(content, language)),
    date: read('date', (content) => readDate(content, reading)),
    other: read('other', (content) => readDate(content, reading)),
    count: read('n', (content) => countOf(content, language)),
    span: read('span', (content) => spanMinutes(content, language)),
    unit: read('unit', (content) => dateUnit(content, language)) ?? 'day',
  }
}

function accepts(
  slot: string,
  content: string,
  {
    said,
    plain,
    language,
    today,
    toward,
  }: { language: Language; today: string; toward: Toward; said: string; plain: string },
): boolean {
  switch (slot) {
    case 'n':
      return countOf(content, language) !== null
    case 'unit':
      return dateUnit(content, language) !== null
    case 'span':
      return spanMinutes(content, language) !== null
    case 'date':
    case 'other':
      return readDate(content, { language, today, toward }) !== null
    case 'time':
      return readTime(content, language) !== null
    case 'known':
      return placesCalled(content).length > 0
    case 'thing':
      return content.split(' ').length <= 6
    default:
      return isPlace(content, said, plain)
  }
}

/** A place we know, or a name: what nobody has named is no place. */
function isPlace(content: string, said: string, plain: string): boolean {
  if (content.split(' ').length > PLACE_WORDS) return false
  if (placesCalled(content).length > 0) return true
  const at = plain.indexOf(content)
  return content.split(' ').length === 1 && content.length > 2 && /^\p{Lu}/u.test(said.slice(at, at + 1)) && at > 0
}

const ARTICLES = /^(?:an?|eine[mnr]?|une?|un[ao]?)$/

function countOf(text: string, language: Language): number | null {
  if (/^\d{1,12}$/.test(text)) return Number(text)
  if (ARTICLES.test(text)) return 1
  const words = text.split(/[\s-]+/)
  const number = spokenNumber(words, language)
  return number && number.words === words.length && number.value.d === 1n ? Number(number.value.n) : null
}
