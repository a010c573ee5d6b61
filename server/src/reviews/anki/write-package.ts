import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { addDays, daysBetween } from '../../days.ts'
import { makeSqlite } from '../../db/made-sqlite.ts'
import { type GivenSchedule, morningOf } from './brought-in.ts'
import { checksum, colRow, DEFAULT_DECK, FIELD_SEPARATOR, NOT_SYNCED, OUR_KIND, SCHEMA } from './schema11.ts'

/** A card on its way out. `guid` is what Anki, and whoever brings it in here again, knows it by; `schedule` null: it was never asked. */
export interface CardOut {
  guid: string
  deck: string
  question: string
  points: string[]
  suspended: boolean
  schedule: GivenSchedule | null
  reviews: Array<{ at: string; rating: number; days: number }>
}

/** What Anki calls the state of a card: its `type` and, unless its owner took it out, its `queue`. */
const [NEW, REVIEW, SUSPENDED] = [0, 2, -1]
const [FIRST_REVIEW, LATER_REVIEW] = [0, 1]
/** Anki's usual ease, in thousandths; where FSRS schedules it is not looked at. */
const EASE = 2_500

interface Made {
  /** The day its days are counted from, and how many minutes the clocks there are behind Greenwich. */
  day: string
  west: number
  /** When it is written, in milliseconds; ids are counted from it downwards, because Anki takes none of the future. */
  at: number
}

/**
 * Writes a package Anki opens, in a thread of its own: a ZIP with the collection and an empty list of pictures and sounds. `path` is a file
 * with a card (`CardOut`) as JSON on each line. Null when there is none.
 */
export default async function writePackage({
  path,
  today,
  west,
  at,
}: {
  path: string
  today: string
  west: number
  at: number
}): Promise<Uint8Array | null> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  const cards = (await Array.fromAsync(lines)).map((line): CardOut => JSON.parse(line))
  if (cards.length === 0) return null
  const days = cards.flatMap(({ schedule }) => schedule?.last_on ?? [])
  const [day = today] = [addDays(today, -1), ...days].sort()
  const zip = new ZipFile()
  const mtime = new Date(at)
  zip.addBuffer(makeSqlite(SCHEMA, tablesOf(cards, { day, west, at })), 'collection.anki2', { mtime })
  zip.addBuffer(Buffer.from('{}'), 'media', { mtime })
  zip.end()
  return await buffer(zip.outputStream)
}

function tablesOf(cards: readonly CardOut[], { day, west, at }: Made) {
  const mod = Math.floor(at / 1_000)
  const idOf = (index: number) => at - cards.length + index
  const names = [...new Set(cards.map(({ deck }) => deck))].filter((name) => name !== '')
  const deckIds = new Map(names.map((name, index) => [name, at - names.length + index]))
  const decks = new Map([...deckIds].map(([name, id]) => [id, name.replaceAll(' › ', '::')]))
  return {
    col: [colRow({ crt: morningOf(day, west), west, mod: at, decks })],
    notes: cards.map(({ guid, question, points }, index) => ({
      ...{ id: idOf(index), guid, mid: OUR_KIND, mod, usn: NOT_SYNCED, tags: '', flags: 0, data: '' },
      flds: [asHtml(question), listOf(points)].join(FIELD_SEPARATOR),
      ...{ sfld: question, csum: checksum(question) },
    })),
    cards: cards.map(({ deck, schedule, suspended }, index) => ({
      ...{ id: idOf(index), nid: idOf(index), did: deckIds.get(deck) ?? DEFAULT_DECK, ord: 0, mod, usn: NOT_SYNCED },
      ...{ type: schedule ? REVIEW : NEW, queue: suspended ? SUSPENDED : schedule ? REVIEW : NEW },
      ...{ due: schedule ? daysBetween(day, schedule.due_on) : index + 1, ivl: schedule ? intervalOf(schedule) : 0 },
      ...{ factor: schedule ? EASE : 0, reps: schedule?.reviews ?? 0, lapses: schedule?.lapses ?? 0 },
      ...{ left: 0, odue: 0, odid: 0, flags: 0 },
      data: schedule ? JSON.stringify({ s: rounded(schedule.stability), d: rounded(schedule.difficulty) }) : '{}',
    })),
    revlog: reviewsOf(cards, idOf),
  }
}

function* reviewsOf(cards: readonly CardOut[], idOf: (index: number) => number) {
  // A review is known by its instant, and there is one at an instant.
  const taken = new Set<number>()
  for (const [index, { reviews }] of cards.entries()) {
    let before = 0
    for (const [place, { at, rating, days }] of reviews.entries()) {
      let id = Date.parse(at)
      while (taken.has(id)) id++
      taken.add(id)
      const ivl = Math.max(1, Math.round(days))
      const type = place === 0 ? FIRST_REVIEW : LATER_REVIEW
      yield { id, cid: idOf(index), usn: NOT_SYNCED, ease: rating, ivl, lastIvl: before, factor: EASE, time: 0, type }
      before = ivl
    }
  }
}

const intervalOf = ({ last_on, due_on }: GivenSchedule) => Math.max(1, daysBetween(last_on, due_on))

/** Anki keeps three places. */
const rounded = (value: number) => Math.round(value * 1_000) / 1_000

const asHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')

const listOf = (points: readonly string[]): string =>
  points.length === 1
    ? asHtml(points[0] ?? '')
    : `<ul>${points.map((point) => `<li>${asHtml(point)}</li>`).join('')}</ul>`
