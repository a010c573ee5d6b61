// M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), with the small departures its author made since; FTS5 has the same.
// C stands for [^aeiou][^aeiouy]*, V for [aeiouy][aeiou]*: one measure is VC behind an optional C.
const ONE_MEASURE = /^(?:[^aeiou][^aeiouy]*)?[aeiouy][aeiou]*[^aeiou][^aeiouy]*/
const EXACTLY_ONE = /^(?:[^aeiou][^aeiouy]*)?[aeiouy][aeiou]*[^aeiou][^aeiouy]*(?:[aeiouy][aeiou]*)?$/
const TWO_MEASURES = /^(?:[^aeiou][^aeiouy]*)?[aeiouy][aeiou]*[^aeiou][^aeiouy]*[aeiouy][aeiou]*[^aeiou][^aeiouy]*/
const HAS_VOWEL = /^(?:[^aeiou][^aeiouy]*)?[aeiouy]/
const SHORT = /^[^aeiou][^aeiouy]*[aeiouy][^aeiouwxy]$/

type Endings = ReadonlyArray<readonly [ending: string, instead: string]>

// An ending that ends like another one stands before it.
const DOUBLE: Endings = [
  ...([
    ['ational', 'ate'],
    ['tional', 'tion'],
    ['ization', 'ize'],
    ['ation', 'ate'],
    ['iveness', 'ive'],
  ] as const),
  ...([
    ['fulness', 'ful'],
    ['ousness', 'ous'],
    ['biliti', 'ble'],
    ['aliti', 'al'],
    ['iviti', 'ive'],
  ] as const),
  ...([
    ['alism', 'al'],
    ['entli', 'ent'],
    ['ousli', 'ous'],
    ['enci', 'ence'],
    ['anci', 'ance'],
  ] as const),
  ...([
    ['izer', 'ize'],
    ['logi', 'log'],
    ['alli', 'al'],
    ['ator', 'ate'],
    ['bli', 'ble'],
    ['eli', 'e'],
  ] as const),
]
const MIDDLE: Endings = [
  ...([
    ['icate', 'ic'],
    ['ative', ''],
    ['alize', 'al'],
    ['iciti', 'ic'],
    ['ical', 'ic'],
    ['ness', ''],
    ['ful', ''],
  ] as const),
]
const LAST = 'ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic|ou'.split('|')

/** Longer ones are no English words. */
const LENGTH_MAX = 40

/** An English word without its endings: "running" and "runs" are both "run". Anything but 3 to 40 letters a–z comes back as it is. */
export function stem(word: string): string {
  if (word.length < 3 || word.length > LENGTH_MAX || !/^[a-z]+$/.test(word)) return word
  // A "y" that begins a word is a consonant.
  const cut = withoutEnd(afterRules(plural(word.replace(/^y/, 'Y'))))
  return cut.replace(/^Y/, 'y')
}

function plural(word: string): string {
  const single = /(?:ss|i)es$/.test(word) ? word.slice(0, -2) : /[^s]s$/.test(word) ? word.slice(0, -1) : word
  const past = pastOrGoing(single)
  return past.endsWith('y') && HAS_VOWEL.test(past.slice(0, -1)) ? `${past.slice(0, -1)}i` : past
}

function pastOrGoing(word: string): string {
  if (word.endsWith('eed')) return ONE_MEASURE.test(word.slice(0, -3)) ? word.slice(0, -1) : word
  const rest = word.endsWith('ed') ? word.slice(0, -2) : word.endsWith('ing') ? word.slice(0, -3) : ''
  if (!HAS_VOWEL.test(rest)) return word
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`
  if (/([^aeiouylsz])\1$/.test(rest)) return rest.slice(0, -1)
  return SHORT.test(rest) ? `${rest}e` : rest
}

function afterRules(word: string): string {
  let left = word
  for (const endings of [DOUBLE, MIDDLE]) {
    const found = endings.find(([ending]) => left.endsWith(ending))
    if (!found) continue
    const rest = left.slice(0, -found[0].length)
    if (ONE_MEASURE.test(rest)) left = rest + found[1]
  }
  const ending = LAST.find((one) => left.endsWith(one)) ?? (/[st]ion$/.test(left) ? 'ion' : '')
  const rest = left.slice(0, left.length - ending.length)
  return ending && TWO_MEASURES.test(rest) ? rest : left
}

function withoutEnd(word: string): string {
  let left = word
  const rest = left.slice(0, -1)
  if (left.endsWith('e') && (TWO_MEASURES.test(rest) || (EXACTLY_ONE.test(rest) && !SHORT.test(rest)))) left = rest
  return left.endsWith('ll') && TWO_MEASURES.test(left) ? left.slice(0, -1) : left
}
