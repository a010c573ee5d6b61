import { isSpace } from './characters.ts'
import { createClauseEnds, type Place } from './clause-ends.ts'
import { languageOf } from './language.ts'

/** Longest first piece, in characters, where it can be cut at all. */
const FIRST_MAX = 40
/** Later pieces are as many clauses as it takes to get here, so that the voice need not begin anew for every comma. */
const ENOUGH = 40
/** A later piece that would grow past this ends at its last clause; */
const CLAUSES_MAX = 120
/** and one without a clause to end at is cut between words here. */
const WORDS_MAX = 200
/** How long the first piece may take from the first token, and how long a whole clause waits for the next. */
const PATIENCE_MS = 120

/**
 * Cuts a reply that is still being written into pieces for the voice: the first at the first clause boundary, at 40 characters or
 * 120 ms after the first token, whichever is first; later ones at clause boundaries. Never within a number, an abbreviation, an
 * address or code. Joined, the pieces are the reply but for white space at its end. `atMs` never goes back. A piece may hold nothing
 * to be said, such as a line of dashes.
 */
export function createClauses(language: string) {
  const ends = createClauseEnds(languageOf(language))
  let text = ''
  /** Where the piece begins that is being gathered. */
  let begun = 0
  let first = true
  let firstTokenAt: number | null = null
  /** The places found, in order, with the time each was found; those before `head` are behind us. */
  const places: (Place & { atMs: number })[] = []
  let head = 0

  function read(piece: string, atMs: number, end = false) {
    text += piece
    for (const place of ends.read(piece, { end })) places.push({ ...place, atMs })
  }

  function takeReady(atMs: number): string[] {
    const pieces: string[] = []
    for (;;) {
      const place = placeByLength() ?? dueAlready(atMs)
      if (place === undefined) return pieces
      pieces.push(takeUpTo(place.at))
    }
  }

  function takeUpTo(at: number): string {
    const piece = text.slice(begun, at)
    begun = at
    first = false
    while ((places[head]?.at ?? Number.POSITIVE_INFINITY) <= at) head++
    return piece
  }

  /** Where the piece ends by its length, whatever the time. */
  function placeByLength(): Place | undefined {
    let start = begun
    while (isSpace(text.charAt(start))) start++
    const near = places.slice(head, head + WORDS_MAX).filter((place) => place.at - start <= WORDS_MAX)
    const length = (place: Place) => place.at - start
    const decided = ends.decided() - start
    return (
      (first ? firstOf(near, length, decided) : laterOf(near, length, decided)) ??
      (decided > (first ? FIRST_MAX : WORDS_MAX) ? places[head] : undefined)
    )
  }

  /** Where the piece ends because it has waited long enough. */
  function dueAlready(atMs: number): Place | undefined {
    const due = dueAt()
    if (due === null || atMs < due) return undefined
    return places.slice(head).findLast((place) => first || place.clause)
  }

  /** When `tick` will have a piece although nothing more comes; null while there is none to have. */
  function dueAt(): number | null {
    if (first) return firstTokenAt === null || head === places.length ? null : firstTokenAt + PATIENCE_MS
    const clause = places.slice(head).find((place) => place.clause)
    return clause ? clause.atMs + PATIENCE_MS : null
  }

  return {
    /** More of the reply; answers with the pieces that are ready. */
    push(piece: string, atMs: number): string[] {
      if (firstTokenAt === null && piece.trim() !== '') firstTokenAt = atMs
      read(piece, atMs)
      return takeReady(atMs)
    },
    /** Nothing came, but time went by. */
    tick: (atMs: number): string[] => takeReady(atMs),
    dueAt,
    /** The reply is over; answers with what is left. */
    end(): string[] {
      read('', 0, true)
      const pieces = takeReady(Number.NEGATIVE_INFINITY)
      const rest = text.slice(begun).trimEnd()
      begun = text.length
      head = places.length
      return rest === '' ? pieces : [...pieces, rest]
    },
  }
}

/** Places as far as the longest piece reaches, how long each would make the piece, and up to where there are no others. */
type Choice = [near: Place[], length: (place: Place) => number, decided: number]

function firstOf(...[near, length, decided]: Choice): Place | undefined {
  const clause = near.find((place) => place.clause)
  if (clause && length(clause) <= FIRST_MAX) return clause
  return decided > FIRST_MAX ? near.findLast((place) => length(place) <= FIRST_MAX) : undefined
}

function laterOf(...[near, length, decided]: Choice): Place | undefined {
  const enough = near.find((place) => place.clause && length(place) >= ENOUGH)
  if (enough && length(enough) <= CLAUSES_MAX) return enough
  if (decided > CLAUSES_MAX) {
    const clause = near.findLast((place) => place.clause && length(place) <= CLAUSES_MAX) ?? enough
    if (clause) return clause
  }
  return decided > WORDS_MAX ? near.at(-1) : undefined
}

/** The clauses of a whole text; joined they are the text. */
export function clausesOf(text: string, language: string): string[] {
  const ends = createClauseEnds(languageOf(language)).read(text, { end: true })
  const cuts = ends.filter(({ clause }) => clause).map(({ at }) => at)
  return [0, ...cuts].map((from, i) => text.slice(from, cuts[i])).filter((clause) => clause !== '')
}
