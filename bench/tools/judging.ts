import { sumText } from '../../server/src/tools/calculator/sums.ts'
import { bare } from '../../server/src/tools/courtesies.ts'
import { timeAnswer } from '../../server/src/tools/time/answers.ts'
import { wishIn } from '../../server/src/tools/wishes.ts'

/** What is asked, and what is true: see oracle.py. Fractions are written as `n/d`. */
export interface Case {
  sort: string
  ask: string
  language: 'en' | 'de' | 'fr' | 'es'
  expected: Expected
}
interface Expected {
  value?: string
  rounded?: number
  about?: number
  date?: string
  weekday?: number
  days?: number
  week?: number
  year?: number
  clock?: string
  refused?: true
}
export interface Oracle {
  now: string
  timezone: string
  cases: Case[]
}

const LOCALES = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' }
const POINTS = { en: '.', de: ',', fr: ',', es: ',' }

/** How an answer compares with what is true. What cannot be answered has to be refused; what can may be, and that is counted. */
export function judged(
  { ask, language, expected }: Case,
  { now, timezone }: Oracle,
): { as: 'right' | 'refused' | 'wrong'; text: string } {
  const locale = LOCALES[language]
  const wish = wishIn(ask, { locale, timezone, now: new Date(now) })
  if (wish?.tool === 'calculator') {
    const text = sumText(wish.sum, language, locale)
    if (!wish.sum.result) return { as: expected.refused ? 'right' : 'refused', text }
    return { as: isNumber(text, expected, language) ? 'right' : 'wrong', text }
  }
  if (wish?.tool === 'time') {
    const { text, fact } = timeAnswer(wish.ask, { locale, timezone, now: new Date(now) })
    if ('refused' in fact) return { as: expected.refused ? 'right' : 'refused', text }
    return { as: isFact(fact, expected) ? 'right' : 'wrong', text }
  }
  const text = wish ? `taken for ${wish.tool}` : `not understood: ${bare(ask, language).plain.slice(0, 60)}`
  return { as: expected.refused ? 'right' : wish ? 'wrong' : 'refused', text }
}

function isFact(fact: object, { date, weekday, days, week, year, clock }: Expected): boolean {
  const wanted = { date, weekday, count: days, week, year, clock }
  const own: Record<string, unknown> = { ...fact }
  const compared = Object.entries(wanted).filter(([, value]) => value !== undefined)
  return compared.length > 0 && compared.every(([name, value]) => own[name] === value)
}

/** Whether the last number of a sentence is the one that is true: exactly where it ends, else to as many digits as are shown. */
function isNumber(text: string, { value, about, rounded = 10 }: Expected, language: Case['language']): boolean {
  const said = numberIn(text, language)
  if (said === null) return false
  if (about !== undefined) return Math.abs(Number(said) - about) <= Math.abs(about) * 1e-9 + 1e-12
  const [n, d] = (value ?? '').split('/').map(BigInt)
  if (n === undefined || d === undefined) return false
  const [top, bottom] = fraction(said)
  if (top * d === n * bottom) return true
  // Half a unit of the last digit that is shown.
  const off = top * d - n * bottom
  const size = n < 0n ? -n : n
  return (off < 0n ? -off : off) * 2n * 10n ** BigInt(rounded - 1) <= size * bottom
}

function fraction(decimal: string): [bigint, bigint] {
  const [mantissa = '', exponent = '0'] = decimal.split('e')
  const [whole = '', places = ''] = mantissa.split('.')
  const by = Number(exponent) - places.length
  const digits = BigInt(whole + places)
  return by < 0 ? [digits, 10n ** BigInt(-by)] : [digits * 10n ** BigInt(by), 1n]
}

function numberIn(text: string, language: Case['language']): string | null {
  const tail = /(-?[\d.,\u202f\u00a0]*\d)(?: × 10\^(-?\d+))?(?: ?[^\d\s]+(?: [a-z ]+)?)?\.?$/.exec(
    text.replace(/[−]/g, '-'),
  )
  if (!tail?.[1]) return null
  const point = POINTS[language]
  const plain = [...tail[1]].map((sign) => (/[\d-]/.test(sign) ? sign : sign === point ? '.' : '')).join('')
  return tail[2] ? `${plain}e${tail[2]}` : plain
}
