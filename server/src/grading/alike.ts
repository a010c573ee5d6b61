import type { Said } from './said.ts'

/** How surely a word stands for another: as it is, nearly as it is written, or as it sounds. */
const NEARLY = 0.85
const BY_SOUND = 0.75
/** Shorter words are alike by chance. */
const SHORTEST = 4
/** So many words may have been cut out of one. */
const PIECES = 3

/** Tells how far a word of a key point is said at a place of an answer, 0–1. */
export type AlikeAt = (wanted: Said, at: number) => number

/** Reads an answer for the words of key points; a recogniser may have cut them up or misheard them. */
export function alikeIn(said: readonly Said[]): AlikeAt {
  // How a word sounds is worked out once.
  const sounds = new Map<string, string>()

  function sound(word: string): string {
    const known = sounds.get(word)
    if (known !== undefined) return known
    const sound = soundOf(word)
    sounds.set(word, sound)
    return sound
  }

  function alike(a: string, b: string): number {
    if (b.length < SHORTEST - 1) return 0
    const longer = Math.max(a.length, b.length)
    const most = longer < 5 ? 0 : longer < 8 ? 1 : longer < 12 ? 2 : 3
    if (most > 0 && a.charAt(0) === b.charAt(0) && distance(a, b, most) <= most) return NEARLY
    return sound(a).length >= 3 && sound(a) === sound(b) ? BY_SOUND : 0
  }

  return (wanted, at) => {
    const one = said[at]
    if (!one) return 0
    if (wanted.number !== null || one.number !== null) return sameNumber(wanted, one) ? 1 : 0
    if (one.sense === wanted.sense || one.word === wanted.word) return 1
    if (wanted.word.length < SHORTEST) return 0
    return alike(wanted.word, one.word) || inPieces(wanted.word, at)
  }

  /** Words that together are one that was cut up. */
  function inPieces(wanted: string, at: number): number {
    let joined = said[at]?.word ?? ''
    for (let piece = 1; piece < PIECES; piece++) {
      joined += said[at + piece]?.word ?? ''
      const fits = joined.length >= wanted.length - 2 && joined.length <= wanted.length + 3
      if (fits && alike(wanted, joined) > 0) return BY_SOUND
    }
    return 0
  }
}

/** Whether two numbers are the same, with their signs. Years are also said short: "eighty nine". */
export function sameNumber(one: Said, other: Said): boolean {
  const [wanted, said] = [one.number, other.number]
  if (wanted === null || said === null) return false
  if (one.minus !== other.minus && one.minus !== 'between' && other.minus !== 'between') return false
  return wanted === said || (wanted >= 1_000 && wanted < 2_100 && said >= 10 && said < 100 && wanted % 100 === said)
}

/** Consonants as they sound; vowels and silent letters go. */
function soundOf(word: string): string {
  return word
    .replace(/ph/g, 'f')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/tion|sion/g, 'xn')
    .replace(/[ckq]+/g, 'k')
    .replace(/[sz]+/g, 's')
    .replace(/[dt]+/g, 't')
    .replace(/[bp]+/g, 'p')
    .replace(/[fv]+/g, 'f')
    .replace(/[gj]+/g, 'g')
    .replace(/[aeiouyhw]/g, '')
    .replace(/(.)\1+/g, '$1')
}

/** Edits from one word to another, neighbours swapped included; stops counting above `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  // What is the same at both ends costs nothing.
  let from = 0
  while (from < a.length && a.charCodeAt(from) === b.charCodeAt(from)) from += 1
  let [toA, toB] = [a.length, b.length]
  for (; toA > from && toB > from && a.charCodeAt(toA - 1) === b.charCodeAt(toB - 1); toA -= 1) toB -= 1
  if (toA === from || toB === from) return toA + toB - 2 * from
  return editsOf(a.slice(from, toA), b.slice(from, toB), most)
}

function editsOf(a: string, b: string, most: number): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, n) => n)
  let row: number[] = []
  for (let i = 1; i <= a.length; i++) {
    // Farther from the diagonal there are more edits than that.
    const [low, high] = [Math.max(1, i - most), Math.min(b.length, i + most)]
    row[low - 1] = low === 1 ? i : most + 1
    row[high + 1] = most + 1
    let fewest = i
    for (let j = low; j <= high; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      const least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      row[j] = areSwapped(a, i, b, j) ? Math.min(least, (before[j - 2] ?? 0) + 1) : least
      fewest = Math.min(fewest, row[j] ?? 0)
    }
    if (fewest > most) return most + 1
    ;[before, last, row] = [last, row, before]
  }
  return last[b.length] ?? most + 1
}

const areSwapped = (a: string, i: number, b: string, j: number) =>
  i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
