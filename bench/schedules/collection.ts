import { readFileSync, writeFileSync } from 'node:fs'
import { makeSqlite } from '../../server/src/db/made-sqlite.ts'
import { openUntrustedSqlite } from '../../server/src/db/untrusted-sqlite.ts'
import type { Histories } from '../../server/src/reviews/fitting.ts'
import { createRandom } from '../random.ts'

const DAY_MS = 86_400_000
/** A day of Anki's begins at four in the morning. */
const ROLLOVER_MS = 4 * 3_600_000
/** Kinds of rows that are answers: learning, review, relearning, filtered. The others were moved by hand. */
const ANSWERED = 3
const CARDS = 400
const SEEN = 10
/** Nobody has so many. */
const ROWS_MAX = 5_000_000
const BEGAN = Date.UTC(2024, 0, 8, 7)

/** Whether a file is a database, as a collection of Anki is. */
export const isCollection = (path: string): boolean =>
  readFileSync(path).subarray(0, 15).toString('latin1') === 'SQLite format 3'

/** The reviews of a collection of Anki, card by card, in whole days; several answers on one day are the first of it. Reads only. */
export function collectionReviews(path: string): { reviews: Histories['reviews']; left: number } {
  const file = openUntrustedSqlite(readFileSync(path))
  const rows = [...file.rows('revlog', ['cid', 'id', 'ease', 'type'], { limit: ROWS_MAX, longest: 20 })].map((row) => ({
    ...{ cid: Number(row.cid), id: Number(row.id), ease: Number(row.ease), type: Number(row.type) },
  }))
  file.close()
  const answers = rows.filter(({ ease, type }) => ease >= 1 && ease <= 4 && type <= ANSWERED)
  const reviews = [...Map.groupBy(answers, ({ cid }) => cid).values()].map((all) => {
    const byDay = Map.groupBy(
      all.toSorted((one, other) => one.id - other.id),
      ({ id }) => dayOf(id),
    )
    const firsts = [...byDay.values()].flatMap(([first]) => first ?? [])
    return firsts.map(({ id, ease }, at): [number, number] => [
      ease,
      at === 0 ? 0 : dayOf(id) - dayOf(firsts[at - 1]?.id ?? id),
    ])
  })
  return { reviews, left: rows.length - answers.length }
}

const dayOf = (id: number) => Math.floor((id - ROLLOVER_MS) / DAY_MS)

/**
 * Writes a collection as Anki keeps it (schema 11), of somebody who forgets by a power of time and knows nothing of FSRS: answers of every kind,
 * a second one after ten minutes where something was forgotten, and cards that were moved by hand. Gives the number of rows.
 */
export function writeCollection(path: string, seed: number): number {
  const random = createRandom(seed).next
  const rows = Array.from({ length: CARDS }, (_, card) => livedBy(card, random)).flat()
  const known = new Set<number>()
  // The instant is the key: of two in one millisecond Anki keeps the first, too.
  const revlog = rows.filter(({ id }) => !known.has(id) && known.add(id))
  writeFileSync(path, makeSqlite(SCHEMA, { revlog }))
  return revlog.length
}

const SCHEMA = `create table revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
    ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
  create index ix_revlog_usn on revlog (usn); create index ix_revlog_cid on revlog (cid);`

/** What became of one card. */
function livedBy(card: number, random: () => number) {
  const keeps = 2 + 20 * random()
  const rows: ReturnType<typeof rowOf>[] = []
  let day = Math.floor(random() * 60)
  let ivl = 0
  let factor = 2_500
  for (let seen = 0; seen < SEEN; seen++) {
    const at = BEGAN + day * DAY_MS + Math.floor(random() * 10 * 3_600_000) + card
    const ease = easeOf(ivl === 0 ? 0.6 : (1 + ivl / (keeps * (1 + seen))) ** -0.4, random)
    const lastIvl = ivl
    ivl = ease === 1 ? 1 : Math.max(1, Math.round(ivl === 0 ? 1 + 3 * random() : (ivl * factor) / 1_000))
    factor = Math.max(1_300, factor + (FACTORS[ease] ?? 0))
    const of = { card, ivl, factor }
    rows.push(rowOf(at, { ...of, ease, lastIvl, type: lastIvl === 0 ? 0 : 1 }))
    if (ease === 1) rows.push(rowOf(at + 600_000, { ...of, ease: 3, lastIvl: -600, type: 2 }))
    if (random() < 0.03) rows.push(rowOf(at + 900_000, { ...of, ease: 0, lastIvl: ivl, type: 4 }))
    day += Math.max(1, Math.round(ivl * (0.9 + 0.5 * random())))
  }
  return rows
}

/** What an answer does to the factor of a card in Anki's older scheduler. */
const FACTORS: Record<number, number> = { 1: -200, 2: -150, 4: 150 }

function easeOf(likely: number, random: () => number): number {
  if (random() >= likely) return 1
  const well = random()
  return well < 0.15 ? 2 : well > 0.9 ? 4 : 3
}

function rowOf(
  id: number,
  { card, ...of }: { card: number; ease: number; ivl: number; lastIvl: number; factor: number; type: number },
) {
  return { id, cid: BEGAN - card * 1_000, usn: -1, time: 4_000 + (id % 9_000), ...of }
}
