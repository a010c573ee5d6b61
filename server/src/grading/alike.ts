import type { Said } from './said.ts'

/** How surely a word stands for another: as it is, nearly as it is written, or as it sounds. */
const NEARLY = 0.85
const BY_SOUND = 0.75
/** Shorter words are alike by chance. */
const SHORTEST = 4
/** So many words may have been cut out of one. */
const PIECES = 3

/** How far a word of a key point is said at a place of an answer, 0–1; a recogniser may have cut it up or misheard it. */
export function alikeAt(wanted: Said, said: readonly Said[], at: number): number {
  const one = said[at]
  if (!one) return 0
  if (wanted.number !== null || one.number !== null) return sameNumber(wanted.number, one.number) ? 1 : 0
  if (one.sense === wanted.sense || one.word === wanted.word) return 1
  if (wanted.word.length < SHORTEST) return 0
  const whole = alike(wanted.word, one.word)
  if (whole > 0) return whole
  let joined = one.word
  for (let piece = 1; piece < PIECES; piece++) {
    joined += said[at + piece]?.word ?? ''
    if (
      joined.length >= wanted.word.length - 2 &&
      joined.length <= wanted.word.length + 3 &&
      alike(wanted.word, joined) > 0
    )
      return BY_SOUND
  }
  return 0
}

/** Years are also said short: "eighty nine". */
export function sameNumber(wanted: number | null, said: number | null): boolean {
  if (wanted === null || said === null) return false
  return wanted === said || (wanted >= 1_000 && wanted < 2_100 && said >= 10 && said < 100 && wanted % 100 === said)
}

function alike(a: string, b: string): number {
  if (b.length < SHORTEST - 1) return 0
  const longer = Math.max(a.length, b.length)
  const most = longer < 5 ? 0 : longer < 8 ? 1 : longer < 12 ? 2 : 3
  if (most > 0 && a.charAt(0) === b.charAt(0) && distance(a, b, most) <= most) return NEARLY
  const sound = soundOf(a)
  return sound.length >= 3 && sound === soundOf(b) ? BY_SOUND : 0
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
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1)
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1))
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    if (Math.min(...row) > most) return most + 1
    before = last
    last = row
  }
  return last[b.length] ?? most + 1
}
