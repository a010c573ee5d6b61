import type { Language } from '../../language/stop-words.ts'
import { bare, type Utterance } from '../courtesies.ts'
import { isBareSum } from './bare-sums.ts'
import { evaluate } from './evaluate.ts'
import { isOfFractions } from './fractions.ts'
import { unitCalled } from './lexicon.ts'
import { numberText } from './number-text.ts'
import { divide, isExact, multiply } from './numbers.ts'
import type { Quantity } from './quantities.ts'
import { rational } from './rational.ts'
import { type Refusal, Refused } from './refused.ts'
import { type Scanned, scan } from './scan.ts'
import type { Token } from './tokens.ts'
import { SUM_MAX } from './vocabulary.ts'
import { SUM_WORDING } from './wording.ts'

/** Something that is to be computed: the words that say what, and what they come to. */
export interface Sum {
  what: string
  result: Quantity | null
  from: Quantity | null
  refused: Refusal | null
  /** It is one of fractions, and may be answered with one. */
  ofFractions?: boolean
}

/** A conversion that is only about right is shown with so many digits. */
const MEASURED = 4
/** A fraction with more below is no easier to read than its decimal places. */
const BELOW_MAX = 1000n

const phrases = (list: string) => list.split(', ').sort((a, b) => b.length - a.length)
const listed = (language: Language) => {
  const { leads, howMany, between, whatPercent, percentOf } = SUM_WORDING[language]
  return {
    ...{
      leads: phrases(leads),
      howMany: phrases(howMany),
      between: phrases(between),
      whatPercent: phrases(whatPercent),
    },
    ...{ percentOf: phrases(percentOf[0]), percentIs: phrases(percentOf[1]) },
  }
}
const LISTS = { en: listed('en'), de: listed('de'), fr: listed('fr'), es: listed('es') }
/** "7 * 8 =" */
const asksForResult = (text: string) => [...text.slice(-6)].findLast((sign) => !/[\s?]/.test(sign)) === '='
/** Whether a text begins with a phrase, as a word. */
const opens = (text: string, phrase: string) => text.startsWith(phrase) && text.charAt(phrase.length) === ' '

/**
 * The sum an utterance asks for; null when it is no sum from end to end, or when it might as well be something else that is said: a
 * score, a date, an answer. Pure.
 */
export function sumIn({ text, language, said, plain }: Utterance): Sum | null {
  const lead = LISTS[language].leads.find((phrase) => opens(plain, phrase))
  const asked = lead !== undefined || asksForResult(text)
  const from = lead === undefined ? 0 : lead.length + 1
  // "Tell me what 15 times 17 is"
  const to = lead === 'what' && plain.endsWith(' is') ? plain.length - 3 : plain.length
  if (lead === 'what' && to === plain.length) return null
  if (plain.length > SUM_MAX)
    return asked && isSumSoFar(plain.slice(from, SUM_MAX), language) ? refusedAs('too-long', '') : null
  return (
    counted(said, plain, language) ??
    compared(plain, language) ??
    commanded(plain, language) ??
    computed({ said, plain, from, to, asked }, language)
  )
}

/** What an expression comes to, whoever wrote it; what is not one is refused. Pure. */
export function sumOf(expression: string, language: Language): Sum {
  if (expression.length > SUM_MAX) return refusedAs('too-long', '')
  const { said, plain } = bare(expression, language)
  return attempted(said, () => scan(plain, language)) ?? refusedAs('unreadable', said)
}

/** A sum and its answer in a sentence, or why there is none. `locale` is a BCP 47 tag in that language. */
export function sumText(sum: Sum, language: Language, locale: string): string {
  const { what, result, from, refused } = sum
  const wording = SUM_WORDING[language]
  if (refused || !result) return wording.refused[refused ?? 'unreadable']
  const written = sum.ofFractions ? fractionIn(result) : null
  const shown = { language, locale, ...(from || written ? { significant: MEASURED } : {}) }
  const { text, rounded } = quantityText(result, shown)
  const echo = from ? quantityText(from, { language, locale }).text : what
  const fraction = written && filledFraction(SUM_WORDING[language].fraction[rounded ? 1 : 0], written, text)
  const one = !from || /^1\D/.test(echo.replace(/^1[.,]\d/, ''))
  const frame = one ? (rounded && !fraction ? wording.isAbout : wording.is) : rounded ? wording.areAbout : wording.are
  return frame
    .replace('{what}', () => echo.charAt(0).toUpperCase() + echo.slice(1))
    .replace('{result}', () => fraction ?? text)
}

/** "7/12"; null for what is no fraction one would write. */
function fractionIn({ value, unit, percent }: Quantity): string | null {
  if (!isExact(value) || unit || percent || value.d === 1n || value.d > BELOW_MAX) return null
  return `${value.n < 0n ? '−' : ''}${value.n < 0n ? -value.n : value.n}/${value.d}`
}

const filledFraction = (frame: string, fraction: string, decimal: string) =>
  frame.replace('{fraction}', fraction).replace('{decimal}', () => decimal)

function quantityText(
  { value, unit, percent }: Quantity,
  { language, locale, significant }: { language: Language; locale: string; significant?: number },
) {
  const { text, rounded } = numberText(percent ? multiply(value, rational(100n)) : value, locale, significant)
  const one = text === '1'
  if (percent) return { text: `${text} %`, rounded }
  const name = unit && (SUM_WORDING[language].times[unit.symbol]?.[one ? 0 : 1] ?? unit.symbol)
  return { text: name ? `${text}${name === '°' ? '' : ' '}${name}` : text, rounded }
}

const refusedAs = (refused: Refusal, what: string): Sum => ({ what, result: null, from: null, refused })

/** The sum of what was scanned; null for what is none. */
function attempted(what: string, scanned: () => Scanned | null): Sum | null {
  try {
    const read = scanned()
    if (!read) return null
    return { what, refused: null, ofFractions: isOfFractions(read.tokens), ...evaluate(read.tokens) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.reason === 'unreadable' ? null : refusedAs(error.reason, what)
  }
}

function computed(
  { said, plain, from, to, asked }: { said: string; plain: string; from: number; to: number; asked: boolean },
  language: Language,
): Sum | null {
  const text = plain.slice(from, to)
  let read: Scanned | null = null
  const sum = attempted(said.slice(from, to).trim(), () => {
    read = scan(text, language)
    return read && (asked ? saysHow(read.tokens) : speaksForItself(read) || isBareSum(read.tokens, text)) ? read : null
  })
  // What nobody asks for, and what is refused before it is read, is something else that is said.
  if (sum?.refused && !asked && (read === null || sum.refused === 'units')) return null
  // What one money is in another nobody here knows.
  return sum?.refused === 'units' && read !== null && hasMoney(read) ? null : sum
}

const hasMoney = ({ tokens }: Scanned) =>
  tokens.some((token) => token.kind === 'unit' && (token.unit.of === 'dollars' || token.unit.of === 'euros'))

/** Whether something is done with a number: a number alone is none. */
function saysHow(tokens: readonly Token[]): boolean {
  return tokens.some(
    (token, at) =>
      (token.kind === 'operator' && at > 0) ||
      token.kind === 'function' ||
      (token.kind === 'postfix' && token.postfix !== '%'),
  )
}

/** Whether a text is nothing but a sum even where nobody asks for one: with signs, powers, functions, shares or other units. */
function speaksForItself({ tokens, signs }: Scanned): boolean {
  const measured = tokens.some(({ kind }) => kind === 'unit')
  const shares = tokens.some((token) => token.kind === 'postfix' && token.postfix === '%')
  const telling = (token: Token): boolean => {
    // "Half an hour" is none.
    if (token.kind === 'function') return !PARTS.has(token.name)
    if (token.kind === 'postfix') return token.postfix === '²' || token.postfix === '³'
    if (token.kind !== 'operator') return false
    return token.operator === '^' || (token.operator === 'in' ? measured : shares)
  }
  const inDigits = tokens.some(
    (token, at) => token.kind === 'operator' && token.spoken && isWritten(tokens[at - 1]) && isWritten(tokens[at + 1]),
  )
  return saysHow(tokens) && (signs || inDigits || tokens.some(telling))
}

const PARTS = new Set<string>(['half', 'third', 'quarter'])
const isWritten = (token: Token | undefined) => token?.kind === 'number' && token.written === true

/** "Multiply 6 by 7" */
function commanded(plain: string, language: Language): Sum | null {
  for (const { verb, between, operator, turned } of SUM_WORDING[language].commands) {
    if (!opens(plain, verb)) continue
    const at = plain.indexOf(` ${between} `)
    if (at < 0) continue
    const parts = [plain.slice(verb.length, at), plain.slice(at + between.length + 2)]
    const [a = '', b = ''] = turned ? parts.reverse() : parts
    const what = `${a.trim()} ${SHOWN[operator]} ${b.trim()}`
    const sum = attempted(what, () => {
      const [left, right] = [scan(a, language), scan(b, language)]
      if (!left?.tokens.length || !right?.tokens.length) return null
      const tokens: Token[] = [
        { kind: '(' },
        ...left.tokens,
        { kind: ')' },
        { kind: 'operator', operator },
        { kind: '(' },
      ]
      return { signs: true, tokens: [...tokens, ...right.tokens, { kind: ')' }] }
    })
    if (sum) return sum
  }
  return null
}

const SHOWN = { '+': '+', '-': '−', '*': '×', '/': '÷' } as const

/** "How many miles are 12 km?" */
function counted(said: string, plain: string, language: Language): Sum | null {
  const { howMany, between } = LISTS[language]
  const lead = howMany.find((phrase) => opens(plain, phrase))
  if (lead === undefined) return null
  const from = lead.length + 1
  for (const word of between) {
    const at = plain.indexOf(` ${word} `, from)
    const unit = at < 0 ? null : unitCalled(plain.slice(from, at).trim(), language)
    if (!unit) continue
    const rest = at + word.length + 2
    const sum = attempted(said.slice(rest), () => {
      const read = scan(plain.slice(rest), language)
      return (
        read && {
          ...read,
          tokens: [
            { kind: '(' },
            ...read.tokens,
            { kind: ')' },
            { kind: 'operator', operator: 'in' },
            { kind: 'unit', unit },
          ],
        }
      )
    })
    if (sum) return sum
  }
  return null
}

/** "30 is what percent of 120?" */
function compared(plain: string, language: Language): Sum | null {
  const { whatPercent, percentOf, percentIs } = LISTS[language]
  for (const between of whatPercent) {
    const at = plain.indexOf(` ${between} `)
    if (at > 0) return share(plain, plain.slice(0, at), plain.slice(at + between.length + 2), language)
  }
  const lead = percentOf.find((phrase) => opens(plain, phrase))
  for (const between of lead === undefined ? [] : percentIs) {
    const at = plain.lastIndexOf(` ${between} `)
    if (at > 0)
      return share(plain, plain.slice(at + between.length + 2), plain.slice((lead?.length ?? 0) + 1, at), language)
  }
  return null
}

function share(plain: string, part: string, whole: string, language: Language): Sum | null {
  const [of, all] = [part, whole].map((text) => attempted(text, () => scan(text, language)))
  if (!of?.result || !all?.result || of.result.unit || all.result.unit) return null
  try {
    const value = divide(of.result.value, all.result.value)
    return {
      what: `${part.trim()} / ${whole.trim()}`,
      result: { value, unit: null, percent: true },
      from: null,
      refused: null,
    }
  } catch (error) {
    if (error instanceof Refused) return refusedAs(error.reason, plain)
    throw error
  }
}

function isSumSoFar(text: string, language: Language): boolean {
  try {
    const read = scan(text.slice(0, text.lastIndexOf(' ') > 0 ? text.lastIndexOf(' ') : text.length), language)
    return read !== null && read.tokens.length > 2
  } catch (error) {
    if (error instanceof Refused) return true
    throw error
  }
}
