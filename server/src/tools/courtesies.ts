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
const LONGEST = 12_000

/** An utterance without what is said around it: `said` as it was said, `plain` in lower case; both are of one length. */
export interface Bare {
  said: string
  plain: string
}

/** An utterance without courtesies, marks and blanks around it. Pure, and linear in its length. */
export function bare(text: string, language: Language): Bare {
  // A comma between digits belongs to their number, a colon to a time.
  const said = text
    .slice(0, LONGEST)
    .normalize('NFC')
    .replace(/[’‘]/g, "'")
    .replace(/[,:;](?=\s|$)/g, ' ')
    .replace(/[¿¡"“”„«»]/g, ' ')
  const lower = said.toLowerCase()
  const plain = lower.length === said.length ? lower : null
  let [from, to] = [0, said.length]
  const own = plain ?? said
  const trim = () => {
    while (from < to && /\s/.test(own.charAt(from))) from += 1
    while (to > from && isClosing(own, to - 1)) to -= 1
  }
  trim()
  for (let found: string | undefined, n = 0; n < 6; n++) {
    found = before[language].find((phrase) => own.startsWith(`${phrase} `, from))
    if (!found) break
    from += found.length
    trim()
  }
  for (let found: string | undefined, n = 0; n < 3; n++) {
    found = behind[language].find((phrase) => own.slice(from, to).endsWith(` ${phrase}`))
    if (!found) break
    to -= found.length
    trim()
  }
  return { said: said.slice(from, to), plain: own.slice(from, to) }
}

/** Blanks and closing marks; what stands behind a digit at once may be a factorial. */
function isClosing(text: string, at: number): boolean {
  const sign = text.charAt(at)
  if (sign === '!') return !/[\d)!]/.test(text.charAt(at - 1))
  return /[\s?.…=,;:。？！]/.test(sign)
}
