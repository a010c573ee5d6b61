import { CITATION } from '@lva/contracts/citations'

/**
 * A piece of a reply: `words`, the last word of them in `last`, the number of the source that stands behind it and, in `stop`, what ends the
 * sentence right behind that. At the end of the reply the number is null.
 */
export type Piece = { words: string; last: string; number: number | null; stop: string }

const STOP = /^[.,;:!?…。！？、)\]"”’»]+/
/** A longer word is no reason to hold a number on its line. */
const LONGEST_LAST = 24

/**
 * Cuts a reply where it names a source, as ` [1]`. `isSource` says which numbers are; the others are words like all. The last word before a
 * number and a stop behind it are told apart, so that no line need begin with either.
 */
export function piecesOf(reply: string, isSource: (number: number) => boolean): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const { 0: cited, 1: digits, index } of reply.matchAll(CITATION)) {
    const number = Number(digits)
    if (!isSource(number)) continue
    const stop = reply.slice(index + cited.length).match(STOP)?.[0] ?? ''
    pieces.push({ ...parted(reply.slice(from, index)), number, stop })
    from = index + cited.length + stop.length
  }
  if (from < reply.length) pieces.push({ words: reply.slice(from), last: '', number: null, stop: '' })
  return pieces
}

function parted(words: string): Pick<Piece, 'words' | 'last'> {
  const at = Math.max(...[' ', '\n', '\u00a0'].map((space) => words.lastIndexOf(space))) + 1
  if (words.length - at > LONGEST_LAST) return { words, last: '' }
  return { words: words.slice(0, at), last: words.slice(at) }
}

/** Where on the page the card of a source stands. */
export const cardId = (turnKey: string, number: number): string => `source-${turnKey}-${number}`
