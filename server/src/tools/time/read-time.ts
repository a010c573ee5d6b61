import type { Language } from '../../language/stop-words.ts'

/** A time of day in minutes since midnight: it, or the two it may be. */
export type NamedTime = { minute: number } | { either: [number, number] }

interface TimeWords {
  /** Before and behind a time, and saying nothing. */
  around: string
  /** Between hours and minutes, as a word. */
  hours: string
  before: string
  after: string
  exact: Record<string, number>
  /** Whether people count hours to 24, so that "7" is seven in the morning. */
  to24: boolean
}

const NOON = 12 * 60
const WORDS: Record<Language, TimeWords> = {
  en: {
    ...{
      around: "at, o'clock",
      hours: 'hours',
      before: 'am, a.m, in the morning',
      after: 'pm, p.m, in the afternoon, in the evening, at night',
    },
    exact: { noon: NOON, midday: NOON, midnight: 0 },
    to24: false,
  },
  de: {
    ...{ around: 'um', hours: 'uhr', before: 'morgens, vormittags, in der früh', after: 'nachmittags, abends' },
    exact: { mittag: NOON, mitternacht: 0 },
    to24: true,
  },
  fr: {
    ...{ around: 'à', hours: 'h, heures, heure', before: 'du matin', after: "de l'après-midi, du soir" },
    exact: { midi: NOON, minuit: 0 },
    to24: true,
  },
  es: {
    ...{
      around: 'a las, a la, las, la, son las',
      hours: 'h, horas',
      before: 'de la mañana',
      after: 'de la tarde, de la noche',
    },
    exact: { mediodía: NOON, medianoche: 0 },
    to24: false,
  },
}

/** The time of day a few words name; null when they name none. "At 7" may be two. Pure. */
export function readTime(text: string, language: Language): NamedTime | null {
  const words = WORDS[language]
  const bare = withoutAround(text.trim(), words)
  const exact = Object.hasOwn(words.exact, bare) ? words.exact[bare] : undefined
  if (exact !== undefined) return { minute: exact }
  const { rest, of } = halfOf(bare, words)
  const [, h, m] = /^(\d{1,2})(?:[:.h](\d{2}))?$/.exec(joined(rest, words)) ?? []
  if (h === undefined) return null
  const [hour, minute] = [Number(h), Number(m ?? 0)]
  if (minute > 59 || hour > 23 || (of !== null && (hour < 1 || hour > 12))) return null
  if (of !== null) return { minute: ((hour % 12) + (of === 'after' ? 12 : 0)) * 60 + minute }
  if (words.to24 || hour > 12 || h.startsWith('0')) return { minute: hour * 60 + minute }
  return { either: [(hour % 12) * 60 + minute, ((hour % 12) + 12) * 60 + minute] }
}

function withoutAround(text: string, { around }: TimeWords): string {
  let rest = text
  for (const word of around.split(', ')) {
    if (rest.startsWith(`${word} `)) rest = rest.slice(word.length + 1)
    if (rest.endsWith(` ${word}`)) rest = rest.slice(0, -word.length - 1)
  }
  return rest
}

function halfOf(text: string, { before, after }: TimeWords): { rest: string; of: 'before' | 'after' | null } {
  for (const [of, list] of [
    ['before', before],
    ['after', after],
  ] as const)
    for (const phrase of list.split(', ')) {
      if (text.endsWith(` ${phrase}`)) return { rest: text.slice(0, -phrase.length - 1).trim(), of }
      if (phrase.length <= 3 && /\d$/.test(text.slice(0, -phrase.length)) && text.endsWith(phrase))
        return { rest: text.slice(0, -phrase.length), of }
    }
  return { rest: text, of: null }
}

/** "15 Uhr 30" as "15:30". */
function joined(text: string, { hours }: TimeWords): string {
  const [h = '', word = '', m = '', ...more] = text.split(' ')
  if (more.length > 0) return ''
  const glued = hours.split(', ').find((one) => h.endsWith(one) && /^\d+$/.test(h.slice(0, -one.length)))
  if (glued && word === '') return h.slice(0, -glued.length)
  if (word === '') return h
  if (!hours.split(', ').includes(word)) return ''
  return m === '' ? h : `${h}:${m.padStart(2, '0')}`
}
