import { z } from 'zod'
import type { UntrustedSqlite } from '../../db/untrusted-sqlite.ts'
import { type Collection, readable, storable } from './collection.ts'
import { write } from './notes.ts'
import {
  CARDS_MAX,
  type Card,
  CHARACTERS_MAX,
  type Left,
  PackageError,
  type PastReview,
  REVIEWS_MAX,
  type Read,
  type Schedule,
} from './package.ts'
import { OUR_KIND } from './schema11.ts'

/** Longer than that is no card; the note is left out. */
const NOTE_BYTES_MAX = 64 * 1024
/** What a card is known by is kept no longer than that. */
const KEY_MAX = 200
/** Between the fields of a note. */
const FIELD_SEPARATOR = '\u001f'
/** Due days are counted from when the collection was made and due instants are seconds; no collection is so old. */
const DAYS_MAX = 1_000_000
/** What is larger than anybody's numbers comes as this. */
const INTERVAL_DAYS_MAX = 36_500
const TIMES_MAX = 1_000_000
/** Nobody reviewed anything with Anki before then. */
const EARLIEST_MS = Date.UTC(2000, 0, 1)
const EASE = 1_000
const DAY_SECONDS = 86_400

/** What Anki's `type`, `queue` and kinds of reviews mean (rslib/src/card/mod.rs, rslib/src/revlog/mod.rs). */
const NEW = 0
const SUSPENDED = -1
const LEARNING_QUEUE = 1
const FILTERED_REVIEW = 3
const MANUAL_REVIEW = 4

const Times = z
  .int()
  .min(0)
  .transform((times) => Math.min(times, TIMES_MAX))
const NoteRow = z.object({
  ...{ id: z.int(), guid: z.string().transform(storable).catch(''), mid: z.int() },
  flds: z.string().transform(storable).nullable(),
})
const CardRow = z.object({
  ...{ id: z.int(), nid: z.int(), did: z.int(), ord: z.int().min(0).max(10_000), type: z.int(), queue: z.int() },
  ...{ due: z.int(), ivl: z.number(), factor: z.number(), reps: Times, lapses: Times },
  ...{ odue: z.int(), odid: z.int(), data: z.string().catch('') },
})
const ReviewRow = z.object({
  id: z.int().min(EARLIEST_MS),
  cid: z.int(),
  ease: z.int(),
  ivl: z.number(),
  factor: z.number(),
  type: z.int(),
})
/** What FSRS remembers of a card (rslib/src/storage/card/data.rs). */
const Memory = z.object({ s: z.number().min(0.001).max(36_500), d: z.number().min(1).max(10) })

type CardRow = z.infer<typeof CardRow>

/** So many cards are handed on at once. */
const PAGE = 200

/**
 * Reads the cards of a collection, some at a time, with what was asked of each and how many hundredths are read. What cannot be made sense of
 * is counted in `left`. Throws PackageError `damaged` and `too-large`.
 */
export function* readCards(file: UntrustedSqlite, collection: Collection, left: Left): Generator<Read> {
  for (const [table, most] of [
    ['notes', CARDS_MAX],
    ['cards', CARDS_MAX],
    ['revlog', REVIEWS_MAX],
  ] as const)
    if (file.has(table) && file.count(table) > most) throw new PackageError('too-large')
  const notes = new Map(rowsOf(file, NoteRow, 'notes').map((note) => [note.id, note]))
  const rows = rowsOf(file, CardRow, 'cards')
  left.unreadable += file.count('cards') - rows.length
  const reviews = reviewsOf(file)
  const known = new Set<string>()
  let characters = 0
  let cards: Card[] = []
  for (const [index, row] of rows.entries()) {
    if (cards.length === PAGE) {
      yield { percent: Math.floor((index / rows.length) * 100), cards }
      cards = []
    }
    const note = notes.get(row.nid)
    const kind = note && collection.kinds.get(note.mid)
    const which = `${row.nid}:${row.ord}`
    if (!note || !kind || known.has(which)) {
      left.unreadable++
      continue
    }
    known.add(which)
    const written = note.flds === null ? 'long' : write(kind, note.flds.split(FIELD_SEPARATOR), row.ord)
    if (typeof written === 'string') {
      left[written]++
      continue
    }
    const card: Card = {
      key: keyOf(note, row.ord),
      deck: collection.decks.get(row.odid || row.did) ?? '',
      ...written,
      suspended: row.queue === SUSPENDED,
      schedule: scheduleOf(row),
      reviews: reviews.get(row.id) ?? [],
    }
    characters += charactersOf(card)
    if (characters > CHARACTERS_MAX) throw new PackageError('too-large')
    cards.push(card)
  }
  yield { percent: 100, cards }
}

const charactersOf = ({ key, deck, question, points }: Card): number =>
  points.reduce((sum, point) => sum + point.length, key.length + deck.length + question.length)

function rowsOf<T extends Record<string, unknown>>(
  file: UntrustedSqlite,
  shape: z.ZodType<T> & { shape: object },
  table: string,
): T[] {
  const columns = Object.keys(shape.shape)
  if (!file.has(table, columns)) throw new PackageError('damaged')
  return readable(shape, file.rows(table, columns, { limit: REVIEWS_MAX, longest: NOTE_BYTES_MAX }))
}

/** A note of ours has one card, and its guid is what that is known by here; others have several. */
function keyOf({ id, guid, mid }: z.infer<typeof NoteRow>, ord: number): string {
  if (mid === OUR_KIND && guid !== '') return storable(guid.slice(0, KEY_MAX))
  return `${storable(guid.slice(0, KEY_MAX - 10)) || id}:${ord}`
}

/** The reviews of each card, the earliest first. Rescheduling by hand and looking at cards ahead of time are none. */
function reviewsOf(file: UntrustedSqlite): Map<number, PastReview[]> {
  const reviews = new Map<number, PastReview[]>()
  for (const { id: at, cid, ease: rating, ivl, factor, type } of rowsOf(file, ReviewRow, 'revlog')) {
    const looked = type >= MANUAL_REVIEW || (type === FILTERED_REVIEW && factor === 0)
    if (rating < 1 || rating > 4 || looked) continue
    const of = reviews.get(cid) ?? []
    of.push({ at, rating, days: daysOf(ivl) })
    reviews.set(cid, of)
  }
  for (const of of reviews.values()) of.sort((a, b) => a.at - b.at)
  return reviews
}

function scheduleOf(row: CardRow): Schedule | null {
  if (row.type === NEW) return null
  // A card that is lent to a filtered deck remembers when it is due at home.
  const due = row.odid !== 0 && row.odue !== 0 ? row.odue : row.due
  const { data: memory } = Memory.safeParse(parsed(row.data))
  return {
    due: row.queue === LEARNING_QUEUE || due > DAYS_MAX ? { at: due } : { day: due },
    days: daysOf(row.ivl),
    ease: row.factor > 0 ? row.factor / EASE : null,
    ...{ stability: memory?.s ?? null, difficulty: memory?.d ?? null },
    ...{ reps: row.reps, lapses: row.lapses },
  }
}

/** An interval of Anki's: below zero it is seconds. */
const daysOf = (interval: number): number =>
  Math.min(interval > 0 ? interval : -interval / DAY_SECONDS, INTERVAL_DAYS_MAX)

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
