import { sentencesOf } from '../../language/words.ts'
import { ANNOUNCING, AT, LINKING, LINKS, TOLD_AS, TOLD_OF } from './general-words.ts'
import { plain, wordsIn } from './plain-words.ts'

/** So many digits in a row, however they are set apart, are a number of somebody's: a telephone, an account, a card. */
const DIGITS_MAX = 6
/** From so many characters on, letters and figures in a jumble are a key. */
const JUMBLE_MIN = 12
/** "ada lovelace at mail example dot org": so many words before the "at", and between it and the "dot". */
const NAME_WORDS = 3
const HOST_WORDS = 4
/** "… is my home wifi password": so many words of its own before the name of a secret. */
const NAMED_BY_MAX = 2

const DIGIT = /\p{Nd}/u
const NUMBER = /\p{Nd}(?:(?:[\s().,/\u2010-\u2015+-]{0,3}|\s(?:and|und|et|y|e)\s)\p{Nd})*/giu
const KEY_PREFIX =
  /(?:^|[^\p{L}\p{N}])(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[abpr]|akia|asia|eyj|aiza|bearer|ssh-)[-_]?\w{6}/iu

/** What of these texts leaves under no circumstances, by its words: see {@link plain}. Pure. */
export function privateIn(texts: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const text of texts) {
    const seen = text.normalize('NFKC')
    for (const run of seen.match(NUMBER) ?? []) if (isLong(run)) addWords(found, run)
    for (const piece of seen.split(/\s+/)) if (DIGIT.test(piece) && looksLikeKey(piece)) addWords(found, piece)
    addSpeltAddresses(found, seen)
    if (wordsIn(seen).some((word) => ANNOUNCING.has(plain(word)))) addAnnounced(found, seen)
  }
  return found
}

function addWords(found: Set<string>, text: string) {
  for (const word of wordsIn(text)) {
    found.add(plain(word))
    for (const part of word.split(/[-_]/)) found.add(plain(part))
  }
}

/** More digits than a year, a price or a population has. Years side by side are none. */
function isLong(run: string): boolean {
  const groups = run.match(/\p{Nd}+/gu) ?? []
  if (groups.length <= 3 && groups.every((group) => /^(?:1\d|20|21)\d\d$/.test(group))) return false
  return groups.reduce((digits, group) => digits + [...group].length, 0) > DIGITS_MAX
}

function looksLikeKey(piece: string): boolean {
  if (KEY_PREFIX.test(piece)) return true
  const letters = piece.match(/\p{L}/gu)?.length ?? 0
  const digits = piece.match(/\p{N}/gu)?.length ?? 0
  if (letters + digits >= JUMBLE_MIN && letters > 0 && digits > 1) return true
  // A sign within letters and figures is how passwords are made.
  return digits > 0 && letters > 0 && /[$%&*!^~=]/.test(piece.slice(0, -1))
}

/** "ada at example dot org", and "ada at example.org". */
function addSpeltAddresses(found: Set<string>, text: string) {
  const words = wordsIn(text.replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, ' dot '))
  const keys = words.map(plain)
  for (const [dot, key] of keys.entries()) {
    const ats = AT.get(key)
    if (!ats) continue
    const near = Math.max(0, dot - HOST_WORDS)
    const at = near + keys.slice(near, dot).findLastIndex((word) => ats.has(word))
    if (at < near) continue
    const parts = words.slice(Math.max(0, at - NAME_WORDS), dot + 2)
    for (const part of parts) if (!LINKING.has(plain(part)) && !ats.has(plain(part))) addWords(found, part)
  }
}

/**
 * Everything behind "my password is", to the end of the sentence, and before "is my password", from its beginning: a secret may have several
 * words, and be said in a roundabout way.
 */
function addAnnounced(found: Set<string>, text: string) {
  // Behind a colon the line goes on.
  for (const sentence of sentencesOf(text.replace(/[:=]\s+/g, ': '))) {
    const words = wordsIn(sentence)
    const at = words.findIndex((word) => ANNOUNCING.has(plain(word)))
    const name = words[at]
    if (name === undefined) continue
    const behind = words.slice(at + 1)
    const told =
      behind.some((word) => LINKS.has(plain(word))) ||
      /['’]s$/i.test(name) ||
      /[:=]/.test(sentence.slice(sentence.indexOf(name))) ||
      DIGIT.test(behind.find((word) => !isGlue(word)) ?? '')
    for (const word of [...toldBefore(words.slice(0, at)), ...(told ? behind : [])])
      if (!isGlue(word)) addWords(found, word)
  }
}

/** Of the words before the name of a secret those that may be it. */
function toldBefore(words: readonly string[]): string[] {
  const isTold = (word: string, at: number) =>
    TOLD_OF.has(plain(word)) || (TOLD_AS.has(plain(word)) && LINKING.has(plain(words[at + 1] ?? '')))
  const link = words.findLastIndex(isTold)
  const between = words.slice(link + 1).filter((word) => !isGlue(word))
  return link > 0 && between.length <= NAMED_BY_MAX ? words.slice(0, link) : []
}

const isGlue = (word: string) => LINKING.has(plain(word)) || LINKS.has(plain(word))
