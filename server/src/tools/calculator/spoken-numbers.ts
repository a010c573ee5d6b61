import type { Language } from '../../language/stop-words.ts'
import { add, multiply, power, type Rational, rational } from './rational.ts'

/** How a language counts: words of what is added and of what multiplies, what may stand between, and what comes before decimals. */
interface Counting {
  small: ReadonlyMap<string, number>
  big: ReadonlyMap<string, number>
  between: ReadonlySet<string>
  point: ReadonlySet<string>
  /** Articles that are a one before what can be counted. */
  one: ReadonlySet<string>
}

const counting = (
  small: Record<string, string>,
  big: Record<string, string>,
  rest: Record<'between' | 'point' | 'one', string>,
): Counting => ({
  small: numbered(small),
  big: numbered(big),
  between: new Set(rest.between.split(' ')),
  point: new Set(rest.point.split(' ')),
  one: new Set(rest.one.split(' ')),
})

function numbered(words: Record<string, string>): Map<string, number> {
  return new Map(
    Object.entries(words).flatMap(([from, list]) =>
      list.split(' ').map((word, n): [string, number] => [word, Number(from.slice(1)) + n]),
    ),
  )
}

const EN = counting(
  {
    _0: 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    ...{
      _20: 'twenty',
      _30: 'thirty',
      _40: 'forty',
      _50: 'fifty',
      _60: 'sixty',
      _70: 'seventy',
      _80: 'eighty',
      _90: 'ninety',
    },
  },
  { _100: 'hundred', _1000: 'thousand', _1000000: 'million', _1000000000: 'billion', _1000000000000: 'trillion' },
  { between: 'and', point: 'point', one: 'a an' },
)
const FR = counting(
  {
    _0: 'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize',
    ...{ _1: 'une', _20: 'vingt', _30: 'trente', _40: 'quarante', _50: 'cinquante', _60: 'soixante' },
    ...{ _70: 'septante', _80: 'octante', _90: 'nonante' },
  },
  { _100: 'cent', _1000: 'mille', _1000000: 'million', _1000000000: 'milliard' },
  { between: 'et', point: 'virgule', one: 'un une' },
)
const ES = counting(
  {
    _0: 'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve',
    _20: 'veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve',
    ...{
      _1: 'un',
      _21: 'veintiún',
      _30: 'treinta',
      _40: 'cuarenta',
      _50: 'cincuenta',
      _60: 'sesenta',
      _70: 'setenta',
      _80: 'ochenta',
    },
    ...{
      _90: 'noventa',
      _100: 'cien',
      _200: 'doscientos',
      _300: 'trescientos',
      _400: 'cuatrocientos',
      _500: 'quinientos',
    },
    ...{ _600: 'seiscientos', _700: 'setecientos', _800: 'ochocientos', _900: 'novecientos' },
  },
  { _1000: 'mil', _1000000: 'millón' },
  { between: 'y', point: 'coma punto', one: 'un una' },
)
const DE = counting(
  {
    _0: 'null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn',
    ...{
      _1: 'ein',
      _20: 'zwanzig',
      _30: 'dreißig',
      _40: 'vierzig',
      _50: 'fünfzig',
      _60: 'sechzig',
      _70: 'siebzig',
      _80: 'achtzig',
      _90: 'neunzig',
    },
  },
  { _1000000: 'million', _1000000000: 'milliarde' },
  { between: '_', point: 'komma', one: 'ein eine einen einer' },
)
const COUNTING: Record<Language, Counting> = { en: EN, de: DE, fr: FR, es: ES }
/** The same in the plural, and the same words with hundreds in them. */
const PLURALS: Record<string, string> = {
  ...{
    cents: 'cent',
    vingts: 'vingt',
    millions: 'million',
    milliards: 'milliard',
    billions: 'billion',
    millones: 'millón',
  },
  ...{ millionen: 'million', milliarden: 'milliarde', ciento: 'cien', dreissig: 'dreißig', thousands: 'thousand' },
}

/** The words a language counts with, but for those it writes together. */
export const numberWords = (language: Language): string[] => {
  const { small, big, between, point, one } = COUNTING[language]
  return [...small.keys(), ...big.keys(), ...between, ...point, ...one, ...Object.keys(PLURALS)]
}

/** Whether a word counts by itself. */
export const isNumberWord = (word: string, language: Language): boolean => spokenNumber([word], language) !== null

/** Decimals that are read out. */
const PLACES_MAX = 20

/**
 * The number whose words begin a list of words (lower case, hyphens taken apart), and how many it takes; null where none does. "Three four"
 * is three. Pure.
 */
export function spokenNumber(words: readonly string[], language: Language): { value: Rational; words: number } | null {
  const how = COUNTING[language]
  const whole = wholeNumber(words, how, language)
  if (!whole) return null
  let at = whole.words
  if (!how.point.has(words[at] ?? '')) return whole
  let digits = ''
  for (at += 1; digits.length < PLACES_MAX; ) {
    const next = wholeNumber(words.slice(at), how, language, 100n)
    if (!next) break
    digits += String(next.value.n)
    at += next.words
  }
  if (digits === '') return whole
  const places = multiply(rational(BigInt(digits)), power(rational(10n), BigInt(-digits.length)))
  return { value: add(whole.value, places), words: at }
}

/** A number that is being read: thousands and more, what is below them, and the size of the last word. */
interface Reading {
  total: bigint
  part: bigint
  last: bigint
}

function wholeNumber(
  words: readonly string[],
  how: Counting,
  language: Language,
  below = 10n ** 16n,
): { value: Rational; words: number } | null {
  let reading: Reading = { total: 0n, part: 0n, last: 0n }
  let at = 0
  while (at < words.length) {
    const next = oneMore(reading, words, at, how, language)
    if (!next) break
    reading = next.reading
    at += next.words
  }
  if (at === 0) return afterArticle(words, how, language, below)
  const value = reading.total + reading.part
  return value < below ? { value: rational(value), words: at } : null
}

/** "A hundred" is one hundred. */
function afterArticle(words: readonly string[], how: Counting, language: Language, below: bigint) {
  const [article = '', counted] = words
  if (!how.one.has(article) || !how.big.has(single(counted))) return null
  const one = [...how.small].find(([, value]) => value === 1)?.[0] ?? ''
  return wholeNumber([one, ...words.slice(1)], how, language, below)
}

/** What is read with the word at a place; null where that belongs to no number, or to another one. */
function oneMore(
  { total, part, last }: Reading,
  words: readonly string[],
  at: number,
  how: Counting,
  language: Language,
): { reading: Reading; words: number } | null {
  const read = oneWord(words, at, how, language)
  if (read) {
    // "Twenty three" is one number, "three twenty" are two; so are "twenty twelve".
    const room = roomOf(last)
    const fits = at === 0 || (room > read.value && part % room === 0n)
    if (!fits || (at > 0 && part === 0n && last < 1000n)) return null
    return { reading: { total, part: part + read.value, last: read.value === 0n ? 1n : read.value }, words: read.words }
  }
  const big = how.big.get(single(words[at]))
  if (big !== undefined) return multiplied({ total, part, last }, BigInt(big), at, language)
  const goesOn = at > 0 && how.between.has(words[at] ?? '') && oneWord(words, at + 1, how, language) !== null
  return goesOn && mayJoin(part, last, total, language) ? { reading: { total, part, last }, words: 1 } : null
}

function multiplied({ total, part, last }: Reading, times: bigint, at: number, language: Language) {
  const alone = part === 0n
  if (alone && at > 0 && language !== 'es' && language !== 'fr') return null
  if (times === 100n) return { reading: { total, part: (alone ? 1n : part) * 100n, last: 100n }, words: 1 }
  // Spanish counts thousands of millions.
  const grown = alone && total > 0n && times > last ? total * times : total + (alone ? 1n : part) * times
  return { reading: { total: grown, part: 0n, last: times }, words: 1 }
}

/** "And" joins tens to hundreds in English, ones to tens elsewhere; "two and two" stays apart. */
function mayJoin(part: bigint, last: bigint, total: bigint, language: Language): boolean {
  if (language === 'en') return last === 100n || (last >= 1000n && total > 0n)
  return part % 100n >= 20n && part % 10n === 0n
}

/** What may still be added to a number whose last word was this one: to hundreds tens, to tens ones. */
const roomOf = (last: bigint) =>
  last >= 1000n ? last : last >= 100n ? 100n : last >= 20n ? (last === 60n || last === 80n ? 20n : 10n) : 0n

const single = (word: string | undefined) => PLURALS[word ?? ''] ?? word ?? ''

/** A word that is added, or a few that make one: "quatre-vingt", "dix-sept", "zweitausenddreihundert". */
function oneWord(
  words: readonly string[],
  at: number,
  how: Counting,
  language: Language,
): { value: bigint; words: number } | null {
  const word = single(words[at])
  if (language === 'fr' && word === 'quatre' && single(words[at + 1]) === 'vingt') return { value: 80n, words: 2 }
  if (language === 'fr' && word === 'dix' && /^(?:sept|huit|neuf)$/.test(words[at + 1] ?? ''))
    return { value: 10n + BigInt(how.small.get(words[at + 1] ?? '') ?? 0), words: 2 }
  const small = how.small.get(word)
  if (small !== undefined) return { value: BigInt(small), words: 1 }
  const compound = language === 'de' ? germanCompound(word) : null
  return compound === null ? null : { value: BigInt(compound), words: 1 }
}

/** German writes numbers below a million as one word. */
function germanCompound(word: string): number | null {
  if (word.length > 80) return null
  if (word.includes('tausend')) return germanParts(word, 'tausend', 1000)
  if (word.includes('hundert')) return germanParts(word, 'hundert', 100)
  const split = word.indexOf('und', 3)
  if (split < 0) return germanSmall(word)
  const [one, ten] = [germanSmall(word.slice(0, split)), germanSmall(word.slice(split + 3))]
  return one !== null && ten !== null && one > 0 && one < 10 && ten >= 20 ? ten + one : null
}

const germanSmall = (word: string): number | null => DE.small.get(PLURALS[word] ?? word) ?? null

function germanParts(word: string, name: string, size: 100 | 1000): number | null {
  const place = word.indexOf(name)
  const rest = word.slice(place + name.length)
  const before = place === 0 ? 1 : germanCompound(word.slice(0, place))
  const after = rest === '' ? 0 : germanCompound(rest.startsWith('und') ? rest.slice(3) : rest)
  if (before === null || after === null) return null
  return after < size && before < (size === 100 ? 10 : 1000) ? before * size + after : null
}
