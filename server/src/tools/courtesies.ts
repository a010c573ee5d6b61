import type { Language } from '../language/stop-words.ts'

/** What may stand around something that is asked for, and is no part of it. */
const BEFORE: Record<Language, string> = {
  en: 'please, hey, hi, hello, ok, okay, so, and, well, now, then, um, uh, can you, could you, would you, will you, tell me, do you know, i want to know, i would like to know, quickly, just, also, companion',
  de: 'bitte, hey, hallo, ok, okay, also, und, nun, dann, äh, kannst du, könntest du, kannst du mir sagen, sag mir, weißt du, ich möchte wissen, mal, du',
  fr: "s'il te plaît, s'il vous plaît, hé, salut, bonjour, ok, alors, et, bon, euh, peux-tu, pouvez-vous, peux-tu me dire, dis-moi, sais-tu, est-ce que tu peux",
  es: 'por favor, oye, hola, ok, vale, bueno, y, pues, eh, puedes, podrías, puedes decirme, dime, sabes',
}
const BEHIND: Record<Language, string> = {
  en: 'please, now, right now, for me, thanks, thank you, then, exactly, equal, equals',
  de: 'bitte, jetzt, gerade, danke, dann, genau, denn, mal, um, aus',
  fr: "s'il te plaît, s'il vous plaît, maintenant, merci, exactement, alors",
  es: 'por favor, ahora, ahora mismo, gracias, exactamente, entonces',
}

const split = (lists: Record<Language, string>): Record<Language, string[]> => ({
  ...{ en: longestFirst(lists.en), de: longestFirst(lists.de), fr: longestFirst(lists.fr), es: longestFirst(lists.es) },
})
const longestFirst = (list: string) => list.split(', ').sort((a, b) => b.length - a.length)
const before = split(BEFORE)
const behind = split(BEHIND)

/** Longest utterance that is looked at, in characters: nobody asks for a sum or a date in more. */
export const LONGEST = 12_000
/** Nobody is more polite, in phrases before and behind. */
const AROUND_MAX = 6

/**
 * An utterance in a language, without what is said around what it asks for: `said` as it was said, `plain` in lower case, both of one length, and
 * `words` of it. `at`: where that begins in the whole `text`, which has the same length up to there.
 */
export interface Utterance {
  text: string
  language: Language
  said: string
  plain: string
  words: readonly string[]
  at: number
}

/** An utterance without courtesies, marks and blanks around it. Pure, and linear in its length. */
export function bare(text: string, language: Language): Utterance {
  // A comma between digits belongs to their number, a colon to a time.
  const said = text
    .slice(0, LONGEST)
    .normalize('NFC')
    .replace(/[’‘]/g, "'")
    .replace(/[,:;](?=\s|$)|[¿¡"“”„«»]/g, ' ')
  const lower = said.toLowerCase()
  const own = lower.length === said.length ? lower : said
  let [from, to] = trimmed(own, 0, said.length)
  for (let n = 0; n < AROUND_MAX; n++) {
    const found = before[language].find(
      (phrase) => own.startsWith(phrase, from) && own.charAt(from + phrase.length) === ' ',
    )
    if (!found) break
    ;[from, to] = trimmed(own, from + found.length, to)
  }
  for (let n = 0; n < AROUND_MAX; n++) {
    const found = behind[language].find(
      (phrase) => own.endsWith(phrase, to) && own.charAt(to - phrase.length - 1) === ' ' && to - phrase.length > from,
    )
    if (!found) break
    ;[from, to] = trimmed(own, from, to - found.length)
  }
  const plain = own.slice(from, to)
  return { text, language, said: said.slice(from, to), plain, words: plain.split(/\s+/).filter(Boolean), at: from }
}

function trimmed(text: string, begin: number, end: number): [from: number, to: number] {
  let [from, to] = [begin, end]
  while (from < to && /\s/.test(text.charAt(from))) from += 1
  while (to > from && isClosing(text, to - 1)) to -= 1
  return [from, to]
}

/** Blanks and closing marks; what stands behind a digit at once may be a factorial. */
function isClosing(text: string, at: number): boolean {
  const sign = text.charAt(at)
  if (sign === '!') return !/[\d)!]/.test(text.charAt(at - 1))
  return /[\s?.…=,;:。？！]/.test(sign)
}
