import { isDigit, isLetter, isSpace, isWordPart } from './characters.ts'
import { type Figure, figureAt, shortNumberAt } from './figures.ts'
import type { Language } from './language.ts'
import type { Symbols } from './symbols/symbols.ts'

/** What is said for the text up to `end`. */
export interface Saying {
  said: string
  end: number
}

/** How a number is said with what belongs to it: currency, unit, the other end of a range, time, date. Null where none begins. */
export function quantityAt(text: string, at: number, language: Language, symbols: Symbols): Saying | null {
  const sign = signAt(text, at, symbols)
  const from = at + (sign?.length ?? 0)
  const currency = symbols.currencies[text.charAt(from)]
  if (currency) {
    const figure = figureAt(text, skipBlank(text, from + 1), language)
    return (
      figure && { said: `${sign?.said ?? ''}${money(figure, text.charAt(from), language, symbols)}`, end: figure.end }
    )
  }
  if (!isDigit(text.charAt(from))) return null
  const saying =
    (sign ? null : (dateAt(text, from, language, symbols) ?? timeAt(text, from, language, symbols))) ??
    measureAt(text, from, language, symbols)
  return saying && { ...saying, said: `${sign?.said ?? ''}${saying.said}` }
}

/** A sign of the number itself: minus, about, number. */
function signAt(text: string, at: number, symbols: Symbols): { said: string; length: number } | null {
  const char = text.charAt(at)
  const begins = at === 0 || !isWordPart(text.charAt(at - 1))
  const next = text.charAt(at + 1)
  if (!begins || !(isDigit(next) || (next !== '' && symbols.currencies[next]))) return null
  if (char === '−' || char === '-')
    return text.charAt(at - 1) === char ? null : { said: `${symbols.minus} `, length: 1 }
  if (char === '~') return { said: `${symbols.about} `, length: 1 }
  return char === '#' ? { said: `${symbols.number} `, length: 1 } : null
}

function measureAt(text: string, at: number, language: Language, symbols: Symbols): Saying | null {
  const first = figureAt(text, at, language)
  if (!first) return null
  const second = rangeEnd(text, first, language)
  const last = second ?? first
  const range = second ? `${joined([first.said, symbols.to], language)}${language === 'ja' ? '' : ' '}` : ''
  const gap = skipBlank(text, last.end)
  const sign = text.charAt(gap)
  if (symbols.currencies[sign] && !isDigit(text.charAt(gap + 1)))
    return { said: range + money(last, sign, language, symbols), end: gap + 1 }
  const unit = unitAt(text, gap, symbols)
  if (!unit) return { said: range + last.said, end: last.end }
  const counted = symbols.units[unit]?.[symbols.isOne(last.value) ? 0 : 1] ?? unit
  return { said: range + joined([last.said, counted], language), end: gap + unit.length }
}

const joined = (parts: string[], language: Language) => parts.join(language === 'ja' ? '' : ' ')

function money(figure: Figure, sign: string, language: Language, symbols: Symbols): string {
  const currency = symbols.currencies[sign]
  if (!currency) return figure.said
  const { whole, hundredth } = currency
  const hundredths = hundredth && figure.decimals.length === 2 ? Number(figure.decimals) : null
  if (hundredths === null || !hundredth)
    return joined([figure.said, whole[symbols.isOne(figure.value) ? 0 : 1]], language)
  const wholes = joined([figure.whole, whole[symbols.isOne(Number(figure.whole)) ? 0 : 1]], language)
  return hundredths === 0
    ? wholes
    : joined([wholes, symbols.and, `${hundredths}`, hundredth[hundredths === 1 ? 0 : 1]], language)
}

/** The other end of "10–20"; a hyphen makes a range only between short rising numbers, since telephones and scores have them too. */
function rangeEnd(text: string, first: Figure, language: Language): Figure | null {
  const dash = text.charAt(first.end)
  if (dash === '' || !'–〜~～-'.includes(dash)) return null
  const second = figureAt(text, first.end + 1, language)
  if (!second || (second.value <= first.value && dash === '-')) return null
  const more = text.charAt(second.end)
  if (dash === '-' && (second.whole.length > 3 || more === '-' || isLetter(more))) return null
  return more === dash ? null : second
}

/** The longest unit that stands at a place and goes no further as a word. */
function unitAt(text: string, at: number, symbols: Symbols): string | null {
  for (let length = 4; length > 0; length--) {
    const unit = text.slice(at, at + length)
    if (unit.length === length && Object.hasOwn(symbols.units, unit) && !continues(text, at + length)) return unit
  }
  return null
}

function continues(text: string, at: number): boolean {
  const next = text.charAt(at)
  if (next === '') return false
  if ('²³^'.includes(next)) return true
  if ("'’/-".includes(next)) return isLetter(text.charAt(at + 1))
  return isDigit(next) || (isLetter(next) && next < '\u{250}')
}

const skipBlank = (text: string, at: number) =>
  isSpace(text.charAt(at) || '.') && text.charAt(at) !== '\n' ? at + 1 : at

/** 2026-11-27, and in German 27.11.2026; with slashes a date can be read in two ways, so it is left alone. */
function dateAt(text: string, at: number, language: Language, symbols: Symbols): Saying | null {
  const iso = /(\d{4})-(\d\d)-(\d\d)(?![\d-])/y
  const german = /(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)/y
  iso.lastIndex = at
  german.lastIndex = at
  const match = iso.exec(text)
  if (match) return dated(symbols, { year: match[1], month: match[2], day: match[3] }, at + match[0].length)
  const dotted = language === 'de' ? german.exec(text) : null
  return dotted && dated(symbols, { day: dotted[1], month: dotted[2], year: dotted[3] }, at + dotted[0].length)
}

function dated(
  symbols: Symbols,
  written: Record<'year' | 'month' | 'day', string | undefined>,
  end: number,
): Saying | null {
  const [year, month, day] = [Number(written.year), Number(written.month), Number(written.day)]
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { said: symbols.date(year, month, day), end } : null
}

/** 10:30, in German 10.30 Uhr too, in French 10 h 30. */
function timeAt(text: string, at: number, language: Language, symbols: Symbols): Saying | null {
  const hour = shortNumberAt(text, at)
  if (!hour || hour.value > 23 || ':.'.includes(text.charAt(at - 1) || ' ')) return null
  const mark = text.charAt(hour.end)
  if (language === 'fr' && 'h\u{a0}\u{202f} '.includes(mark || '.')) return frenchTimeAt(text, hour, symbols)
  if (!(mark === ':' || (mark === '.' && language === 'de'))) return null
  const minute = shortNumberAt(text, hour.end + 1)
  if (!minute || minute.end !== hour.end + 3 || minute.value > 59 || (text.charAt(minute.end) === mark && mark === ':'))
    return null
  const clock = language === 'de' && text.slice(minute.end, minute.end + 4).trim() === 'Uhr'
  if (mark === '.' && !clock) return null
  const said = symbols.time(hour.value, minute.value)
  return said === null
    ? { said: text.slice(at, minute.end), end: minute.end }
    : { said, end: clock ? minute.end + 4 : minute.end }
}

function frenchTimeAt(text: string, hour: { value: number; end: number }, symbols: Symbols): Saying | null {
  const mark = skipBlank(text, hour.end)
  if (text.charAt(mark) !== 'h') return null
  const minute = shortNumberAt(text, skipBlank(text, mark + 1))
  if (!minute || minute.value > 59) return null
  return { said: symbols.time(hour.value, minute.value) ?? '', end: minute.end }
}
