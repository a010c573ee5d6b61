/** Letters of other scripts that look like Latin ones. */
const LOOKALIKES: Record<string, string> = {
  ...{
    а: 'a',
    е: 'e',
    о: 'o',
    р: 'p',
    с: 'c',
    у: 'y',
    х: 'x',
    і: 'i',
    ј: 'j',
    ѕ: 's',
    ԁ: 'd',
    һ: 'h',
    ո: 'n',
    т: 't',
    м: 'm',
    к: 'k',
    н: 'h',
    в: 'b',
  },
  ...{ α: 'a', ο: 'o', ε: 'e', ι: 'i', ν: 'v', ρ: 'p', τ: 't', υ: 'u', κ: 'k' },
}
const LEET: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' }
/** Characters that take no room, and marks that turn the direction of writing. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]/gu
const TAGS = /[\u{e0020}-\u{e007e}]/gu
const ENCODED_MIN = 40

/**
 * A text as its reader is meant to see it: without unseen characters, with letters that only look like Latin ones, digits among letters
 * and blanks between letters undone. `hidden` is what the page does not show: tag characters, and texts in base64.
 */
export function plainly(text: string): { plain: string; hidden: string[] } {
  const hidden: string[] = []
  const tagged = text
    .match(TAGS)
    ?.map((sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0xe0000))
    .join('')
  if (tagged) hidden.push(tagged)
  const seen = text.normalize('NFKC').replace(TAGS, '').replace(UNSEEN, '')
  for (const [encoded] of seen.matchAll(/[A-Za-z0-9+/]{40,4000}={0,2}/g)) {
    const decoded = Buffer.from(encoded.slice(0, ENCODED_MIN * 100), 'base64').toString('utf8')
    if (/^[\x20-\x7e\s]+$/.test(decoded)) hidden.push(decoded)
  }
  return { plain: together(seen.replace(/\S+/gu, undisguised)), hidden }
}

/** A word in which scripts, or letters and digits, are mixed. A word of one script is what it is. */
function undisguised(word: string): string {
  if (!/[a-z]/i.test(word)) return word
  const latin = /[а-яіјѕԁһոαοειντυκ]/iu.test(word)
    ? word.replace(/\p{L}/gu, (letter) => LOOKALIKES[letter.toLowerCase()] ?? letter)
    : word
  return /\d\p{L}/u.test(latin) && !/^\d+\p{L}{1,2}$/u.test(latin)
    ? latin.replace(/[013457]/g, (sign) => LEET[sign] ?? sign)
    : latin
}

/** "i g n o r e  t h i s" written together: single letters with one blank between, words with more. */
function together(text: string): string {
  return text.replace(/(?<!\p{L})\p{L}(?: \p{L}){3,80}(?!\p{L})/gu, (letters) => letters.replaceAll(' ', ''))
}
