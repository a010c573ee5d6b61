import type { Language } from '../../language/stop-words.ts'
import type { FunctionName, Operator, Token } from './tokens.ts'
import { unitNames } from './units.ts'

/** Words of sums, by what they mean; several ways by comma. A blank meaning is passed over. */
type Words = Partial<Record<Operator | FunctionName | '%' | '!' | '²' | '³' | 'pi' | 'e' | '', string>>

const SIGNS: Words = {
  ...{
    sqrt: 'sqrt, √',
    cbrt: 'cbrt, ∛',
    sin: 'sin',
    cos: 'cos',
    tan: 'tan',
    asin: 'asin, arcsin',
    acos: 'acos, arccos',
  },
  ...{
    atan: 'atan, arctan',
    ln: 'ln',
    log: 'log, lg, log10',
    log2: 'log2',
    exp: 'exp',
    abs: 'abs',
    pi: 'pi, π',
    e: 'e',
    mod: 'mod',
  },
}
const WORDS: Record<Language, Words> = {
  en: {
    ...{ '+': 'plus, added to', '-': 'minus', '*': 'times, multiplied by', '/': 'divided by, over', mod: 'modulo' },
    '^': 'to the power of, to the power, raised to the power of, raised to',
    ...{
      '²': 'squared',
      '³': 'cubed',
      '%': 'percent, per cent',
      '!': 'factorial',
      of: 'of',
      off: 'off',
      in: 'in, to, into',
    },
    sqrt: 'square root of, square root',
    cbrt: 'cube root of, cube root',
    ...{ sin: 'sine of, sine', cos: 'cosine of, cosine', tan: 'tangent of, tangent', factorial: 'factorial of' },
    ...{ half: 'half of, half', third: 'third of, thirds of', quarter: 'quarter of, quarters of' },
    ...{ ln: 'natural logarithm of, natural log of', log: 'logarithm of, log of', abs: 'absolute value of', '': 'the' },
  },
  de: {
    ...{
      '+': 'plus',
      '-': 'minus',
      '*': 'mal, multipliziert mit',
      '/': 'geteilt durch, dividiert durch, durch',
      '^': 'hoch',
      mod: 'modulo',
    },
    ...{ '²': 'zum quadrat, im quadrat', '%': 'prozent', '!': 'fakultät', of: 'von', in: 'in, nach' },
    sqrt: 'quadratwurzel aus, quadratwurzel von, wurzel aus, wurzel von',
    cbrt: 'kubikwurzel aus, kubikwurzel von, dritte wurzel aus',
    ...{
      sin: 'sinus von, sinus',
      cos: 'kosinus von, cosinus von, kosinus',
      tan: 'tangens von, tangens',
      factorial: 'fakultät von',
    },
    ...{ half: 'hälfte von', third: 'drittel von', quarter: 'viertel von' },
    ...{ ln: 'natürlicher logarithmus von, natürliche logarithmus von', log: 'logarithmus von', '': 'die, der, das' },
  },
  fr: {
    ...{
      '+': 'plus',
      '-': 'moins',
      '*': 'fois, multiplié par',
      '/': 'divisé par, sur',
      '^': 'puissance, à la puissance',
    },
    ...{ '²': 'au carré', '³': 'au cube', '%': 'pour cent', '!': 'factorielle', of: 'de', in: 'en' },
    sqrt: 'racine carrée de, racine de',
    cbrt: 'racine cubique de',
    ...{ sin: 'sinus de', cos: 'cosinus de', tan: 'tangente de', factorial: 'factorielle de' },
    ...{ half: 'moitié de', third: 'tiers de', quarter: 'quart de, quarts de' },
    ...{ ln: 'logarithme naturel de, logarithme népérien de', log: 'logarithme de', '': 'le, la, les' },
  },
  es: {
    ...{ '+': 'más', '-': 'menos', '*': 'por, multiplicado por', '/': 'dividido entre, dividido por, entre' },
    '^': 'elevado a, elevado a la, a la potencia de',
    ...{ '²': 'al cuadrado', '³': 'al cubo', '%': 'por ciento', '!': 'factorial', of: 'de', in: 'en, a' },
    sqrt: 'raíz cuadrada de, raíz de',
    cbrt: 'raíz cúbica de',
    ...{ sin: 'seno de', cos: 'coseno de', tan: 'tangente de', factorial: 'factorial de' },
    ...{
      half: 'mitad de',
      third: 'tercio de, tercios de, tercera parte de',
      quarter: 'cuarto de, cuartos de, cuarta parte de',
    },
    ...{ ln: 'logaritmo natural de, logaritmo neperiano de', log: 'logaritmo de', '': 'el, la, los' },
  },
}

const OPERATORS = new Set<string>(['+', '-', '*', '/', '^', 'mod', 'of', 'off', 'in'] satisfies Operator[])
const POSTFIXES = new Set<string>(['%', '!', '²', '³'])

function tokenOf(meaning: string): Token | null {
  if (meaning === '') return null
  if (OPERATORS.has(meaning)) return { kind: 'operator', operator: meaning as Operator, spoken: true }
  if (POSTFIXES.has(meaning)) return { kind: 'postfix', postfix: meaning as '%' }
  if (meaning === 'pi' || meaning === 'e') return { kind: 'constant', name: meaning }
  return { kind: 'function', name: meaning as FunctionName }
}

/** A phrase of sums, in lower case; null for one that is passed over. */
export interface Phrase {
  text: string
  token: Token | null
}

function lexiconOf(language: Language): ReadonlyMap<string, Phrase[]> {
  const phrases: Phrase[] = []
  for (const words of [SIGNS, WORDS[language]])
    for (const [meaning, list] of Object.entries(words))
      for (const text of list.split(', ')) phrases.push({ text, token: tokenOf(meaning) })
  for (const [text, unit] of unitNames(language))
    if (text !== 'in' || language !== 'en') phrases.push({ text, token: { kind: 'unit', unit } })
  const byFirst = new Map<string, Phrase[]>()
  for (const phrase of phrases.sort((a, b) => b.text.length - a.text.length)) {
    const first = phrase.text.charAt(0)
    byFirst.set(first, [...(byFirst.get(first) ?? []), phrase])
  }
  return byFirst
}

const LEXICONS: Record<Language, ReadonlyMap<string, Phrase[]>> = {
  ...{ en: lexiconOf('en'), de: lexiconOf('de'), fr: lexiconOf('fr'), es: lexiconOf('es') },
}

/** All phrases of a language, and the names of all units. */
export const wordsOfSums = (language: Language): string[] =>
  [...LEXICONS[language].values()].flatMap((phrases) => phrases.map(({ text }) => text))

/** The phrases of a language that begin with a character, the longest first. */
export const phrasesFrom = (character: string, language: Language): readonly Phrase[] =>
  LEXICONS[language].get(character) ?? []

/** The unit a phrase is the name of. */
export function unitCalled(name: string, language: Language) {
  const token = phrasesFrom(name.charAt(0), language).find(
    ({ text, token }) => text === name && token?.kind === 'unit',
  )?.token
  if (token?.kind === 'unit') return token.unit
  return name === 'in' ? (unitNames('en').find(([text]) => text === 'in')?.[1] ?? null) : null
}
