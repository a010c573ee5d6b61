import { tokens } from '../db/words.ts'
import { DENIES } from '../language/denying.ts'
import { numberAt } from '../language/numbers.ts'
import { sense, senseOfPhrase } from '../language/synonyms.ts'

/** One word of what was said, for comparing. */
export interface Said {
  /** As it was said: lower case, no accents. */
  word: string
  /** What it is compared by; several words can have the same. */
  sense: string
  /** For figures and number words; without its sign. */
  number: number | null
  /** A minus before a number: its sign, or perhaps only between two things ("x minus 5"). */
  minus: 'sign' | 'between' | null
  /** It carries grammar and no matter. */
  light: boolean
  /** "No", "not" or the like stands before it. */
  denied: boolean
  /** Which clause it stands in, as far as there are marks; from 0. */
  clause: number
}

/** Nobody answers longer; what comes after it is not read. Words and ends of clauses count alike. */
const LENGTH_MAX = 6_000
const MARKS_MAX = 1_000

const list = (words: string) => new Set(words.trim().split(/\s+/))

export const FILLERS = list('um umm uh uhm er erm ah hm hmm mm well okay ok like äh ähm euh eh pues えっと あの')
export const LIGHT = list(`
  a an the this that these those it its is are was were be been being am do does did done has have had having i you he she we they them me him us my your
  his her their our of to and or so as if then there here also just really very quite too some any such thing things what which who whom when because
  can could will would may might shall s t d m re ve ll got get gets getting lot lots kind sort mean means called say says said think thought know
  in into im youre hes shes were theyre thats whats theres ive youve weve id youd wed itll youll lets one ones by with for on at from about but
  der die das den dem des ein eine einen einem einer und oder ist sind war waren ich du er sie es wir ihr man sich zu von mit fur auf im am dass weil wenn auch
  el la los las un una unos unas de del y o que es son era se por para con su sus en al lo le les
  le la les un une des du de et ou est sont qui que il elle on ils elles se ce cette ces dans pour par avec sur au aux`)
/** What a denial reaches no further than. */
const TURNS = list('but and so then because although though except aber sondern pero sino mais')
/** So many words of matter behind a denial are denied; fewer where no mark tells where a clause ends. */
const REACH = 3
const REACH_UNMARKED = 2

/** Takes a text apart: numbers become one word, phrases too; fillers go, and what was corrected while speaking counts as it was said last. */
export function read(text: string): Said[] {
  const marks = marked(text.slice(0, LENGTH_MAX)).slice(0, MARKS_MAX)
  return denials(corrected(marks))
}

/** A word, or the end of a clause. */
type Mark = { word: string } | null

// Figures first, with what belongs to them; then words; then what ends a clause.
const PARTS = /\d+(?:[.,]\d+)*|[\p{L}\p{M}]+|[.,;:!?]/gu

/** The sign of a number, as a word; what it is written as. */
const SIGN = '−'
const DASHES = '-−–'

function marked(text: string): Mark[] {
  const marks: Mark[] = []
  const bare = text.replace(/['’]/g, '')
  let filled = false
  let end = -1
  for (const { 0: part, index } of bare.matchAll(PARTS)) {
    // In "1939-1945" it stands between two parts, and is no sign.
    const signed = DASHES.includes(bare.charAt(index - 1) || ' ') && end < index - 1
    end = index + part.length
    const ends = /^[.,;:!?]$/.test(part)
    // The pauses around an "um" end nothing.
    if (ends && filled) continue
    filled = FILLERS.has(part.toLowerCase())
    if (filled && marks.at(-1) === null) marks.pop()
    if (filled) continue
    if (ends) marks.push(null)
    else if (/^\d/.test(part)) {
      if (signed) marks.push({ word: SIGN })
      marks.push({ word: part.replace(/,(?=\d{3}(?:\D|$))/g, '') })
    } else marks.push(...tokens(part).map((word) => ({ word })))
  }
  return marks
}

/** Words that take back what was said just before. */
const TAKES_BACK = [
  ['no', 'wait'],
  ['no', 'sorry'],
  ['no', 'not'],
  ['wait', 'no'],
  ['i', 'meant'],
  ['or', 'rather'],
]
/** What was taken back, where nothing tells where it began. */
const TAKEN_BACK = 6
/** Behind it, what may be said anew. */
const LOOKED_AT = 12

/**
 * Takes out what its speaker took back: from the word that is said anew ("the left atrium, no, the right atrium"), or the clause. A "no" by
 * itself takes back only between two pauses.
 */
function corrected(marks: readonly Mark[]): Mark[] {
  const left: Mark[] = []
  for (let at = 0; at < marks.length; at++) {
    const length = takesBack(marks, at)
    if (length === 0) {
      left.push(marks[at] ?? null)
      continue
    }
    at += length - 1
    const next = marks.slice(at + 1, at + 1 + LOOKED_AT).filter((mark) => mark !== null)
    const words = new Set(next.slice(0, 4).map(({ word }) => word))
    while (left.at(-1) === null) left.pop()
    const before = left.slice(-TAKEN_BACK)
    const again = before.findIndex((mark) => mark !== null && words.has(mark.word))
    const clause = before.lastIndexOf(null)
    const from = again >= 0 ? again : clause >= 0 ? clause + 1 : Math.max(0, before.length - 2)
    left.splice(left.length - before.length + from)
  }
  return left
}

function takesBack(marks: readonly Mark[], at: number): number {
  const words = [marks[at]?.word, marks[at + 1]?.word]
  const [one, two] = words
  if (one === undefined) return 0
  if (TAKES_BACK.some(([a, b]) => a === one && b === two)) return two === 'not' ? 1 : 2
  const length = one === 'no' && two === 'no' ? 2 : 1
  const paused = at > 0 && marks[at - 1] === null && marks[at + length] === null
  return paused && (one === 'no' || one === 'sorry') ? length : 0
}

function denials(marks: readonly Mark[]): Said[] {
  const said: Said[] = []
  const words = marks.map((mark) => mark?.word ?? '')
  const far = marks.includes(null) ? REACH : REACH_UNMARKED
  let reach = 0
  let clause = 0
  for (let at = 0; at < marks.length; ) {
    const { length, ...one } = wordAt(words, at)
    at += length
    if (one.word === '') clause += 1
    if (one.word === '' || TURNS.has(one.word)) reach = 0
    if (one.word === 'instead' || (one.word === 'than' && said.at(-1)?.word === 'rather')) reach = far
    if (one.word === '') continue
    if (DENIES.has(one.word) && !ADDS.has(words[at] ?? '')) {
      reach = far
      continue
    }
    const denied = reach > 0 && !one.light
    said.push({ ...one, denied, clause })
    if (denied) reach -= 1
  }
  return said
}

/** "Not only", "not just" deny nothing. */
const ADDS = new Set(['only', 'just', 'nur', 'solo', 'seulement'])

function wordAt(words: readonly string[], at: number): Omit<Said, 'denied' | 'clause'> & { length: number } {
  const word = words[at] ?? ''
  const signed = isSign(words, at) ? 1 : 0
  const number = spokenNumber(words, at + signed) ?? (signed && ONES.has(words[at + 1] ?? '') ? ONE : null)
  if (number) {
    const length = number.words + signed
    const minus = signed ? 'sign' : isBetween(words, at, at + length) ? 'between' : null
    return { word, sense: `${signed ? '-' : ''}${number.value}`, number: number.value, minus, light: false, length }
  }
  for (const length of [3, 2]) {
    const phrase = senseOfPhrase(words.slice(at, at + length).join(' '))
    if (phrase !== undefined) return { word, sense: phrase, number: null, minus: null, light: false, length }
  }
  return { word, sense: sense(word), number: null, minus: null, light: LIGHT.has(word), length: 1 }
}

const MINUS = new Set(['minus', 'negative', 'moins', 'menos'])
/** "Au moins cinq" is no number below zero. */
const AT_LEAST = new Set(['au', 'al', 'lo', 'o', 'ou'])
const BELOW = new Set(['below', 'unter', 'bajo', 'sous'])
/** By itself it is no number, because everything is. */
const ONES = new Set(['one', 'eins', 'uno', 'un'])
const ONE = { value: 1, words: 1 }

/** Whether a word is the sign of the number behind it: behind a word of matter it may also stand between the two. */
function isSign(words: readonly string[], at: number): boolean {
  const before = words[at - 1] ?? ''
  // "A" may be a thing from which something is taken.
  const free = before === '' || (before.length > 1 && LIGHT.has(before) && !AT_LEAST.has(before))
  return words[at] === SIGN || (free && MINUS.has(words[at] ?? ''))
}

/** "X minus five", and "five degrees below zero". */
const isBetween = (words: readonly string[], from: number, to: number) =>
  MINUS.has(words[from - 1] ?? '') || words.slice(to, to + 2).some((word) => BELOW.has(word))

/** Also decimals ("zero point eight"), years ("nineteen eighty nine") and digits one by one ("four oh four"). */
function spokenNumber(words: readonly string[], at: number): { value: number; words: number } | null {
  const written = words[at] ?? ''
  if (/^\d+\.\d+$/.test(written)) return { value: Number(written), words: 1 }
  const first = written === 'point' ? { value: 0, words: 0 } : numberAt(words, at)
  if (!first) return null
  const next = at + first.words
  if (words[next] === 'point') {
    const digits = digitsAt(words, next + 1)
    return digits ? { value: Number(`${first.value}.${digits.text}`), words: first.words + 1 + digits.words } : null
  }
  if (words[next] === 'oh' || words[next] === 'o') {
    const last = numberAt(words, next + 1)
    if (last && last.value < 10 && first.value < 10)
      return { value: first.value * 100 + last.value, words: first.words + 1 + last.words }
  }
  const rest = numberAt(words, next)
  if (
    rest &&
    first.value >= 10 &&
    first.value <= 20 &&
    rest.value >= 10 &&
    rest.value < 100 &&
    words[next] !== undefined
  )
    return { value: first.value * 100 + rest.value, words: first.words + rest.words }
  return first.words > 0 ? first : null
}

function digitsAt(words: readonly string[], from: number): { text: string; words: number } | null {
  let text = ''
  let at = from
  for (; at < words.length && text.length < 6; at++) {
    const word = words[at] ?? ''
    const digit = word === 'oh' || word === 'o' ? 0 : (numberAt([word], 0)?.value ?? null)
    if (digit === null || digit > 9) break
    text += digit
  }
  return text ? { text, words: at - from } : null
}
