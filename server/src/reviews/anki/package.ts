/** What a package of Anki may hold; one that holds more is not read. */
export const PACKAGE_BYTES_MAX = 250 * 1024 ** 2
export const COLLECTION_BYTES_MAX = 100 * 1024 ** 2
export const CARDS_MAX = 50_000
/** All its cards together; they are held in memory until the last of them is read. */
export const CHARACTERS_MAX = 40_000_000
export const REVIEWS_MAX = 500_000

/** Which of Anki's three ways of writing a collection was found. */
export type Kind = 'anki2' | 'anki21' | 'anki21b'

/** Why a file cannot be read as a package. */
export type BadPackage =
  | 'not-a-package'
  | 'damaged'
  | 'encrypted'
  | 'too-large'
  | 'too-new'
  | 'no-cards'
  | 'too-much-work'

/** Thrown where a package cannot be read, for a reason its owner understands. */
export class PackageError extends Error {
  readonly reason: BadPackage
  constructor(reason: BadPackage, options: { cause?: unknown } = {}) {
    super(`A package cannot be read: ${reason}.`, options)
    this.name = 'PackageError'
    this.reason = reason
  }
}

/** One review as Anki wrote it down: `at` in milliseconds, `rating` 1 (again) to 4 (easy), `days` until the next one was due. */
export interface PastReview {
  at: number
  rating: number
  days: number
}

/**
 * When a card is due: on a day counted from the day its collection was made, or at an instant (in seconds) while it is being learned. `ease`
 * is 2.5 for 250 %; `stability` and `difficulty` are there where Anki's FSRS was used.
 */
export interface Schedule {
  due: { day: number } | { at: number }
  days: number
  ease: number | null
  stability: number | null
  difficulty: number | null
  reps: number
  lapses: number
}

/** One card: something asked and something answered, as text. `key` says which one it is, in whatever package it comes. */
export interface Card {
  key: string
  deck: string
  question: string
  points: string[]
  /** Taken out of the schedule by its owner. */
  suspended: boolean
  /** Null: it was never asked. */
  schedule: Schedule | null
  reviews: PastReview[]
}

/** What a package is, beside its cards. Days are counted from the day on which `at` (seconds) was, `west` minutes west of Greenwich; null: unknown. */
export interface Package {
  kind: Kind
  created: { at: number; west: number | null }
  /** What was not taken, and how often. */
  left: Left
}

/** How much of a package is read, and some more of its cards. */
export interface Read {
  percent: number
  cards: Card[]
}

/** Cards without any words, cards that are too long, rows nobody can make sense of, and pictures and sounds. */
export interface Left {
  wordless: number
  long: number
  unreadable: number
  media: number
}
