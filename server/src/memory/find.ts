import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { WordFilters, WordIndex } from '../db/word-index.ts'
import { createLookUp, extent, type LookedUp } from './look-up.ts'
import type { Period } from './periods.ts'
import type { Question } from './question.ts'
import { isEmpty } from './question.ts'
import { type Passage, type Ranked, rank, type Sought } from './rank.ts'

/** Turns whose surroundings are looked at: those that hold the most telling words. */
const SEEDS = 64
/** How many turns before and after one are looked at. */
const REACH = 2
/** A word that more of the turns hold than this says nothing about the turns beside them. */
const COMMON_SHARE = 0.1
const COMMON_MIN = 10
/** A past of fewer turns says little about how rare a word is. */
const TURNS_MIN = 100

export type FindDb = Kysely<Pick<Tables, 'exchanges' | 'sessions'>>

/** What was found, best first, and what was looked for. */
export interface Found {
  ranked: Ranked[]
  looked: LookedUp[]
}

/**
 * Finds the turns of one learner that belong to a question, by words and by what stands around them. The index says who holds which word;
 * everything else is decided in `rank`, so that it is the same on both engines.
 */
export function createFind({ db, words }: { db: FindDb; words: WordIndex }) {
  const lookUp = createLookUp({ words })

  return async function find(userId: string, question: Question, asked: WordFilters): Promise<Found> {
    const filters = await reaching(userId, asked)
    if (isEmpty(question) || filters === null) return { ranked: [], looked: [] }
    const looked = await lookUp(userId, question, filters)
    const { period } = question
    if (period) await addPeriod(userId, looked, period, asked)
    const { turns, first, last } = await extent(db, userId)
    const sought = looked.map((one): Sought => {
      const holders = Math.min(turns, one.full ? guessed(one.held, { turns, first, last }) : one.held.size)
      return {
        text: one.text,
        rarity: Math.log(1 + (Math.max(turns, TURNS_MIN) - holders + 0.5) / (holders + 0.5)),
        common: holders > Math.max(COMMON_MIN, turns * COMMON_SHARE),
        held: one.held,
      }
    })
    const seeds = mostTelling(sought, SEEDS)
    if (period) seeds.push(...(await seedsIn(userId, period, asked, sought)))
    const passages = await around(userId, [...new Set(seeds)], filters)
    return { ranked: rank(passages, sought, period), looked }
  }

  /** The filters with what they reach, where there are any; null when nothing meets them. */
  async function reaching(userId: string, filters: WordFilters): Promise<WordFilters | null> {
    const { sessionId, after, before } = filters
    if (sessionId === undefined && after === undefined && before === undefined) return filters
    const within = await words.reach(userId, { sessionId, after, before })
    return within && { ...filters, within }
  }

  /** Adds turns of the time that was asked for that hold a word, however many newer ones do. */
  async function addPeriod(userId: string, looked: LookedUp[], period: Period, asked: WordFilters) {
    const many = looked.filter(({ full }) => full)
    const filters = many.length > 0 ? await reaching(userId, narrowedTo(period, asked)) : null
    if (filters === null) return
    for (const { phrase, as, held } of many) {
      const wordings = phrase ? [{ words: as }] : as.map((word) => ({ words: [word] }))
      for (const { seq } of await words.holding(userId, [wordings], { limit: SEEDS, filters }))
        held.set(seq, Math.max(held.get(seq) ?? 0, 1))
    }
  }

  async function seedsIn(userId: string, period: Period, filters: WordFilters, sought: Sought[]): Promise<number[]> {
    const { after, before, sessionId, beforeSeq } = narrowedTo(period, filters)
    const rows = await db
      .selectFrom('exchanges')
      .select('seq')
      .where('user_id', '=', userId)
      .where('said_at', '>=', after)
      .where('said_at', '<', before)
      .$if(sessionId !== undefined, (query) => query.where('session_id', '=', sessionId ?? ''))
      .$if(beforeSeq !== undefined, (query) => query.where('seq', '<', beforeSeq ?? 0))
      .orderBy('said_at', 'desc')
      .limit(sought.length === 0 ? SEEDS : SEEDS * 10)
      .execute()
    const inTime = rows.map(({ seq }) => seq)
    if (sought.length === 0) return inTime
    const there = new Set(inTime)
    return mostTelling(
      sought.map((one) => ({ ...one, held: new Map([...one.held].filter(([seq]) => there.has(seq))) })),
      SEEDS,
    )
  }

  /** The seeds and the turns around them, as far as the filters let them be seen. */
  async function around(userId: string, seeds: number[], filters: WordFilters): Promise<Map<number, Passage>> {
    const passages = new Map<number, Passage>()
    let wanted = seeds
    for (let step = 0; step <= REACH && wanted.length > 0; step++) {
      for (const passage of await read(userId, wanted)) passages.set(passage.seq, passage)
      wanted = [...new Set([...passages.values()].flatMap(({ before, after }) => [before, after]))].filter(
        (seq) => seq !== null && !passages.has(seq),
      ) as number[]
    }
    for (const [seq, { at }] of passages)
      if (at < (filters.after ?? '') || at >= (filters.before ?? '~') || seq >= (filters.beforeSeq ?? Infinity))
        passages.delete(seq)
    return passages
  }

  async function read(userId: string, seqs: number[]): Promise<Passage[]> {
    return db
      .selectFrom('exchanges as e')
      .select((eb) => [
        'e.seq',
        'e.session_id as session',
        'e.said_at as at',
        eb.fn<number>('length', ['e.user_text']).as('length'),
        eb
          .selectFrom('exchanges as b')
          .select((eb) => eb.fn.max<number | null>('b.seq').as('seq'))
          .where('b.user_id', '=', userId)
          .whereRef('b.session_id', '=', 'e.session_id')
          .whereRef('b.seq', '<', 'e.seq')
          .as('before'),
        eb
          .selectFrom('exchanges as a')
          .select((eb) => eb.fn.min<number | null>('a.seq').as('seq'))
          .where('a.user_id', '=', userId)
          .whereRef('a.session_id', '=', 'e.session_id')
          .whereRef('a.seq', '>', 'e.seq')
          .as('after'),
      ])
      .where('e.user_id', '=', userId)
      .where('e.seq', 'in', seqs)
      .execute()
  }
}

function narrowedTo({ from, to }: Period, filters: WordFilters) {
  const [after, before] = [from.toISOString(), to.toISOString()]
  return {
    ...filters,
    after: filters.after !== undefined && filters.after > after ? filters.after : after,
    before: filters.before !== undefined && filters.before < before ? filters.before : before,
  }
}

/** How many turns hold a word of which only the newest holders are known: they are taken to be as dense before. */
function guessed(
  held: ReadonlyMap<number, number>,
  { turns, first, last }: Awaited<ReturnType<typeof extent>>,
): number {
  let oldest = last
  for (const seq of held.keys()) if (seq < oldest) oldest = seq
  return Math.round((held.size * (last - first + 1)) / (last - oldest + 1)) || turns
}

/** The turns that hold the most of what tells something; of equal ones the newest. */
function mostTelling(sought: readonly Sought[], limit: number): number[] {
  const told = new Map<number, number>()
  for (const { rarity, held } of sought)
    for (const [seq, weight] of held) told.set(seq, (told.get(seq) ?? 0) + rarity * weight)
  return [...told]
    .sort((a, b) => b[1] - a[1] || b[0] - a[0])
    .slice(0, limit)
    .map(([seq]) => seq)
}
