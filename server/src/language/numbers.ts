const list = (words: string) => words.trim().split(/\s+/)

const SMALL: Record<string, number> = {}
for (const [n, words] of Object.entries({
  0: 'zero null cero',
  2: 'two zwei dos deux',
  3: 'three third thrice drei tres trois',
  4: 'four fourth vier cuatro quatre',
  5: 'five fifth funf cinco cinq',
  6: 'six sixth sechs seis',
  7: 'seven seventh sieben siete sept',
  8: 'eight eighth acht ocho huit',
  9: 'nine ninth neun nueve neuf',
  10: 'ten tenth zehn diez dix',
  11: 'eleven eleventh elf once onze',
  12: 'twelve twelfth zwolf doce douze dozen',
  13: 'thirteen thirteenth dreizehn trece treize',
  14: 'fourteen fourteenth vierzehn catorce quatorze',
  15: 'fifteen fifteenth funfzehn quince quinze',
  16: 'sixteen sixteenth sechzehn seize',
  17: 'seventeen seventeenth siebzehn',
  18: 'eighteen eighteenth achtzehn',
  19: 'nineteen nineteenth neunzehn',
  20: 'twenty twentieth zwanzig veinte vingt',
  30: 'thirty thirtieth dreissig treinta trente',
  40: 'forty fortieth vierzig cuarenta quarante',
  50: 'fifty fiftieth funfzig cincuenta cinquante',
  60: 'sixty sixtieth sechzig sesenta soixante',
  70: 'seventy seventieth siebzig setenta',
  80: 'eighty eightieth achtzig ochenta',
  90: 'ninety ninetieth neunzig noventa',
}))
  for (const word of list(words)) SMALL[word] = Number(n)
// "Once" and "onze" count in Spanish and French; in English it is a time.
delete SMALL.once
const BIG: Record<string, number> = { hundred: 100, hundert: 100, cien: 100, cent: 100, thousand: 1000, tausend: 1000 }
BIG.mil = 1000
BIG.mille = 1000
/** "Twenty a minute" is no twenty-one. */
const ARTICLES = new Set(['a', 'an'])
const ONES = new Set(['a', 'one', 'an', 'ein', 'eine', 'un', 'uno', 'una', 'une'])

/** Whether a token is a number, or a word of one. "One" alone is none, because everything is. */
export const isNumber = (word: string) => word in SMALL || word in BIG || /^\d/.test(word)

/** The number that begins at a token, and of how many it is: "seventy eight" is 78, "a hundred and sixty" 160. Null where none does. */
export function numberAt(all: readonly string[], from: number): { value: number; words: number } | null {
  const digits = /^(\d{1,9})(?:st|nd|rd|th)?$/.exec(all[from] ?? '')?.[1]
  const times = BIG[all[from + 1] ?? '']
  if (digits !== undefined) return { value: Number(digits) * (times ?? 1), words: times === undefined ? 1 : 2 }
  let thousands = 0
  let part = 0
  let at = from
  for (; at < all.length; at++) {
    const grown = grow(part, all[at] ?? '', all[at + 1] ?? '')
    if (grown === null) break
    part = grown
    if (BIG[all[at] ?? ''] === 1000) {
      thousands += part
      part = 0
    }
  }
  return at === from ? null : { value: thousands + part, words: at - from }
}

/** The number so far with one more word of it; null where the word belongs to no number, or to the next one. */
function grow(part: number, word: string, next: string): number | null {
  const big = BIG[word]
  const small = SMALL[word] ?? (part >= 100 && /^\d\d?$/.test(word) ? Number(word) : undefined)
  if (big !== undefined) return (part || 1) * big
  const tens = part >= 20 && part % 10 === 0
  // "Three four" are two numbers, "sixty four" is one.
  if (small !== undefined) return part === 0 || part >= 100 || (tens && small < 10) ? part + small : null
  if (ONES.has(word)) return next in BIG || (tens && !ARTICLES.has(word)) ? part + 1 : null
  return word === 'and' && part >= 100 && isNumber(next) ? part : null
}
