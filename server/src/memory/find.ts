import type { PassageFilters, PassageIndex, PassageKind } from '../db/passage-index.ts'
import type { WordFilters, WordIndex } from '../db/word-index.ts'
import { createAround } from './around.ts'
import { extentsOf, holders } from './extent.ts'
import { createIndexes, type Scope } from './indexes.ts'
import { createLookUp, type LookedUp } from './look-up.ts'
import type { MemoryDb } from './memory-db.ts'
import type { Period } from './periods.ts'
import type { Question } from './question.ts'
import { isEmpty } from './question.ts'
import { type Ranked, rank, type Sought } from './rank.ts'
import type { Nearest } from './vectors/nearest.ts'

/** Texts whose surroundings are looked at where it is not said: those that hold the most telling words, and those nearest in meaning. */
const SEEDS = 64
/** A word that more of the texts hold than this says nothing about what stands beside them. */
const COMMON_SHARE = 0.1
const COMMON_MIN = 10
/** A past of fewer texts says little about how rare a word is. */
const TEXTS_MIN = 100

const NOTHING: Found = { ranked: [], looked: [] }

export type Find = ReturnType<typeof createFind>

/** What can be found: a turn, or a passage of what the learner brought. */
export type FoundKind = 'turn' | PassageKind

/** What is looked through. Passages belong to no session, so that none are found within one. */
export interface FindFilters extends WordFilters {
  kinds: readonly FoundKind[]
  /** Of documents and pictures only these; at least one. */
  sources?: readonly string[] | undefined
  /** Texts whose surroundings are looked at; fewer cost less and find less. */
  seeds?: number
}

/** What is meant, as a model read it, and how much its words and its meaning count. */
export interface Meaning {
  model: string
  /** Of length 1. */
  vector: Float32Array
  weight: number
  wordsWeight: number
}

/** What was found, best first, and what was looked for. */
export interface Found {
  ranked: Ranked[]
  looked: LookedUp[]
}

/**
 * Finds the turns and passages of one learner that belong to a question, by words, by what stands around them, and by `meaning`. The indexes say who
 * holds which word; everything else is decided in `rank`, so that it is the same on both engines.
 */
export function createFind({
  db,
  words,
  passages,
  nearest,
}: {
  db: MemoryDb
  words: WordIndex
  passages: PassageIndex
  nearest: Nearest['nearest']
}) {
  const indexes = createIndexes({ words, passages })
  const lookUp = createLookUp(indexes)
  const around = createAround({ db })

  return async function find(
    userId: string,
    question: Question,
    asked: FindFilters,
    meaning: Meaning | null = null,
  ): Promise<Found> {
    if (isEmpty(question)) return NOTHING
    const { said, brought } = await extentsOf(db, userId)
    const { seeds: most = SEEDS } = asked
    const scope = await scopeOf(userId, asked, { any: brought.count > 0 })
    if (!scope.turns && !scope.passages) return NOTHING
    const [near, looked] = await Promise.all([
      meaning && nearest(userId, { ...meaning, scope, limit: most }),
      lookUp(userId, question, scope),
    ])
    const meant = meaning && near && { ...meaning, near: new Map(near.map(({ seq, likeness }) => [seq, likeness])) }
    const { period } = question
    const dated = period && (await scopeOf(userId, narrowedTo(period, asked), { any: brought.count > 0 }))
    if (dated) await addDated(userId, looked, dated)
    const texts = said.count + brought.count
    const sought = looked.map((one): Sought => {
      const count = Math.min(texts, holders(one, { said, brought }))
      return {
        text: one.text,
        rarity: Math.log(1 + (Math.max(texts, TEXTS_MIN) - count + 0.5) / (count + 0.5)),
        common: count > Math.max(COMMON_MIN, texts * COMMON_SHARE),
        held: one.held,
      }
    })
    const seeds = mostTelling(sought, most)
    if (dated) seeds.push(...(await seedsIn(userId, dated, sought)))
    seeds.push(...(meant?.near.keys() ?? []))
    const candidates = await around(userId, [...new Set(seeds)], scope)
    return { ranked: rank(candidates, sought, { period, meant }), looked }
  }

  /** What of the two is looked through, and what the filters reach where there are any; null where nothing meets them. */
  async function scopeOf(
    userId: string,
    { kinds, sources, seeds: _, ...filters }: FindFilters,
    { any }: { any: boolean },
  ): Promise<Scope> {
    const { sessionId, after, before } = filters
    const brought = kinds.filter((kind) => kind !== 'turn')
    const passages =
      any && brought.length > 0 && sessionId === undefined ? { kinds: brought, sources, after, before } : null
    if (!kinds.includes('turn')) return { turns: null, passages }
    if (sessionId === undefined && after === undefined && before === undefined) return { turns: filters, passages }
    const within = await words.reach(userId, { sessionId, after, before })
    return { turns: within && { ...filters, within }, passages }
  }

  /** Adds texts of the time that was asked for that hold a word, however many newer ones do. */
  async function addDated(userId: string, looked: LookedUp[], scope: Scope) {
    for (const { phrase, as, held, full } of looked) {
      if (!full) continue
      const wordings = phrase ? [{ words: as }] : as.map((word) => ({ words: [word] }))
      const { hits } = await indexes.holding(userId, [wordings], { limit: SEEDS, scope })
      for (const { seq } of hits) held.set(seq, Math.max(held.get(seq) ?? 0, 1))
    }
  }

  async function seedsIn(userId: string, { turns, passages }: Scope, sought: Sought[]): Promise<number[]> {
    const limit = sought.length === 0 ? SEEDS : SEEDS * 10
    // Asked for nothing but a time, somebody means what was said then, unless they look at documents only.
    const inTime = [
      ...(turns ? await turnsIn(userId, turns, limit) : []),
      ...(passages && (sought.length > 0 || !turns) ? await passagesIn(userId, passages, limit) : []),
    ]
    if (sought.length === 0) return inTime
    const there = new Set(inTime)
    return mostTelling(
      sought.map((one) => ({ ...one, held: new Map([...one.held].filter(([seq]) => there.has(seq))) })),
      SEEDS,
    )
  }

  async function turnsIn(
    userId: string,
    { after = '', before = '~', sessionId, beforeSeq }: WordFilters,
    limit: number,
  ) {
    const rows = await db
      .selectFrom('exchanges')
      .select('seq')
      .where('user_id', '=', userId)
      .where('said_at', '>=', after)
      .where('said_at', '<', before)
      .$if(sessionId !== undefined, (query) => query.where('session_id', '=', sessionId ?? ''))
      .$if(beforeSeq !== undefined, (query) => query.where('seq', '<', beforeSeq ?? 0))
      .orderBy('said_at', 'desc')
      .limit(limit)
      .execute()
    return rows.map(({ seq }) => seq)
  }

  async function passagesIn(
    userId: string,
    { kinds, sources, after = '', before = '~' }: PassageFilters,
    limit: number,
  ) {
    const rows = await db
      .selectFrom('passages')
      .select('seq')
      .where('user_id', '=', userId)
      .where('kind', 'in', kinds)
      .$if(sources !== undefined, (query) => query.where('source_id', 'in', sources ?? []))
      .where('created_at', '>=', after)
      .where('created_at', '<', before)
      .orderBy('created_at', 'desc')
      .limit(limit)
      .execute()
    return rows.map(({ seq }) => -seq)
  }
}

function narrowedTo({ from, to }: Period, filters: FindFilters) {
  const [after, before] = [from.toISOString(), to.toISOString()]
  return {
    ...filters,
    after: filters.after !== undefined && filters.after > after ? filters.after : after,
    before: filters.before !== undefined && filters.before < before ? filters.before : before,
  }
}

/** The texts that hold the most of what tells something; of equal ones the newest. */
function mostTelling(sought: readonly Sought[], limit: number): number[] {
  const told = new Map<number, number>()
  for (const { rarity, held } of sought)
    for (const [seq, weight] of held) told.set(seq, (told.get(seq) ?? 0) + rarity * weight)
  return [...told]
    .sort((a, b) => b[1] - a[1] || b[0] - a[0])
    .slice(0, limit)
    .map(([seq]) => seq)
}
