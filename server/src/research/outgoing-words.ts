import { stem } from '../db/stem.ts'
import { isNumber } from '../language/numbers.ts'
import { isStopWord } from '../language/stop-words.ts'
import { ANNOUNCING, GENERAL, LINKING } from './general-words.ts'

/** A query has no more words, so that not much can be told by choosing them. */
const WORDS_MAX = 24
/** Of words that nobody said, even general ones. */
const GENERAL_MAX = 3
/** A word is no longer; what is, is a key, an address or nothing that is looked up. */
const WORD_MAX = 40
/** So much of what was said is read, the latest first, in characters. */
const SAID_MAX = 30_000
/** So many digits in a row, however they are set apart, are a number of somebody's: a telephone, an account, a card. */
const DIGITS_MAX = 6
/** From so many characters on, letters and figures in a jumble are a key. */
const JUMBLE_MIN = 12

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’\-_][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*(?:\+{2}|#)?/gu
const WIDE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u
/** What a learner wrote without blanks that holds one of these is an address or a handle. */
const ADDRESS = /@|:\/\/|\bwww\.|\\|\.\w+\//i
const KEY_PREFIX =
  /(?:^|[^\p{L}\p{N}])(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[abpr]|akia|asia|eyj|aiza|bearer|ssh-)[-_]?\w{6}/iu

/** What of a query may leave the house. */
export interface Outgoing {
  /** Empty: nothing may. */
  query: string
  /** Words that were kept here, as they stood in the query. */
  dropped: string[]
}

/** A word, by what it is compared by. */
function plain(word: string): string {
  if (/^[A-Za-z0-9-]+$/.test(word)) return word.toLowerCase()
  const bare = word
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFKC')
  return bare.replace(/['’]/g, '').toLowerCase()
}

/**
 * The words of a query that may leave the house: those the learner said in this conversation (`said`), in the spelling they said them in, and
 * a few general words of research. So a page that makes a model ask for something can send out nothing it was not told aloud in this very
 * conversation. Never: e-mail addresses, links, long numbers, what looks like a key, and what follows "my password is", even where they were
 * said. Pure.
 */
export function outgoingWords(query: string, said: readonly string[]): Outgoing {
  const known = knownIn(said)
  const kept = privateIn([query, ...said])
  const words: string[] = []
  const used = new Set<string>()
  const dropped: string[] = []
  let general = 0
  const asSaid = (word: string, key: string) => {
    const own = kept.has(key) || word.length > WORD_MAX ? undefined : known(key)
    if (own !== undefined || kept.has(key) || !GENERAL.has(key) || general === GENERAL_MAX) return own
    general += 1
    return key
  }
  for (const word of wordsIn(withoutAddresses(query, dropped))) {
    const key = plain(word)
    if (used.has(key)) continue
    const leaves = asSaid(word, key)
    if (leaves !== undefined) {
      used.add(key)
      words.push(leaves)
      // The glue between words is missed by nobody.
    } else if (!isStopWord(key) || isNumber(key)) dropped.push(word)
    if (words.length === WORDS_MAX) break
  }
  return { query: words.some((word) => !isStopWord(plain(word))) ? words.join(' ') : '', dropped }
}

const wordsIn = (text: string): string[] => text.normalize('NFKC').match(WORD) ?? []

/** How a word was said, if it or another form of it was. */
function knownIn(said: readonly string[]): (key: string) => string | undefined {
  const forms = new Map<string, string>()
  const texts = latest(said)
  const wide = texts.join('\n')
  const learn = (part: string) => {
    const key = plain(part)
    if (!forms.has(key)) forms.set(key, part)
  }
  for (const text of texts)
    for (const word of wordsIn(withoutAddresses(text, []))) {
      learn(word)
      if (/[-_]/.test(word)) word.split(/[-_]/).forEach(learn)
    }
  let stems: Map<string, string> | undefined
  const otherForm = (key: string): string | undefined => {
    if (/\d/.test(key) || isNumber(key)) return undefined
    stems ??= new Map([...forms].filter(([form]) => !isNumber(form)).map(([form, word]) => [stem(form), word]))
    return stems.get(stem(key))
  }
  return (key) => forms.get(key) ?? otherForm(key) ?? (WIDE.test(key) && wide.includes(key) ? key : undefined)
}

/** What is read of what was said, the latest first. */
function latest(said: readonly string[]): string[] {
  let left = SAID_MAX
  const texts: string[] = []
  for (const text of said.toReversed()) {
    if (left <= 0) break
    texts.push(text.slice(0, left).normalize('NFKC'))
    left -= text.length
  }
  return texts
}

function withoutAddresses(text: string, dropped: string[]): string {
  return text
    .split(/\s+/)
    .filter((piece) => {
      if (!ADDRESS.test(piece)) return true
      dropped.push(piece.slice(0, 80))
      return false
    })
    .join(' ')
}

/** What of these texts leaves under no circumstances, by its words. */
function privateIn(texts: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const seen of latest(texts)) {
    for (const run of seen.match(/\d(?:[\s().,/\u2010-\u2015+-]{0,3}\d)*/gu) ?? [])
      if (isLong(run)) addWords(found, run)
    const pieces = seen.split(/\s+/)
    for (const piece of pieces) if (/\d/.test(piece) && looksLikeKey(piece)) addWords(found, piece)
    if (wordsIn(seen).some((word) => ANNOUNCING.has(plain(word)))) addAnnounced(found, pieces)
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
  const groups = run.match(/\d+/g) ?? []
  if (groups.length <= 3 && groups.every((group) => /^(?:1\d|20|21)\d\d$/.test(group))) return false
  return groups.join('').length > DIGITS_MAX
}

function looksLikeKey(piece: string): boolean {
  if (KEY_PREFIX.test(piece)) return true
  const letters = piece.match(/\p{L}/gu)?.length ?? 0
  const digits = piece.match(/\p{N}/gu)?.length ?? 0
  if (letters + digits >= JUMBLE_MIN && letters > 0 && digits > 1) return true
  // A sign within letters and figures is how passwords are made.
  return digits > 0 && letters > 0 && /[$%&*!^~=]/.test(piece.slice(0, -1))
}

/** The word behind "my password is", and the one behind that: it may have been said in two. */
function addAnnounced(found: Set<string>, pieces: readonly string[]) {
  for (const [at, piece] of pieces.entries()) {
    if (!wordsIn(piece).some((word) => ANNOUNCING.has(plain(word)))) continue
    let linked = false
    for (const next of pieces.slice(at + 1, at + 7)) {
      const [word = ''] = wordsIn(next)
      if (LINKING.has(plain(word))) {
        linked ||= ['is', 'was', 'its', 'ist', 'war', 'lautet', 'est', 'es', 'era'].includes(plain(word))
        continue
      }
      if (linked || /[:=]$/.test(piece) || /\d/.test(next)) addWords(found, next)
      break
    }
  }
}
