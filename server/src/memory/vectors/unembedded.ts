import { setImmediate as breath } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../db/tables.ts'

/** Something that has no vector of a model yet. `turn` or `passage` is its number. */
export interface Unembedded {
  turn: number | null
  passage: number | null
  text: string
}

export type VectorsDb = Kysely<Pick<Tables, 'vectors' | 'exchanges' | 'passages'>>

const ROWS_AT_ONCE = 2_000
/** Words of a turn that may still change are embedded when they no longer do. */
const SETTLED = ['answered', 'interrupted', 'captured'] as const

/** What of a learner has no vector of this model, the newest first, because that is searched for the most. */
export async function unembedded(
  db: VectorsDb,
  userId: string,
  { model, limit }: { model: string; limit: number },
): Promise<Unembedded[]> {
  const turns = await db
    .selectFrom('exchanges as e')
    .select(['e.seq', 'e.user_text', 'e.agent_text'])
    .where('e.user_id', '=', userId)
    .where('e.state', 'in', SETTLED)
    .where('e.user_text', '!=', '')
    .where(({ not, exists }) => not(exists(ofTurn(db, model))))
    .orderBy('e.seq', 'desc')
    .limit(limit)
    .execute()
  const found = turns.map((row) => ({ turn: row.seq, passage: null, text: textOfTurn(row) }))
  if (found.length === limit) return found
  const passages = await db
    .selectFrom('passages as p')
    .select(['p.seq', 'p.title', 'p.text'])
    .where('p.user_id', '=', userId)
    .where(({ not, exists }) => not(exists(ofPassage(db, model))))
    .orderBy('p.seq', 'desc')
    .limit(limit - found.length)
    .execute()
  return [...found, ...passages.map((row) => ({ turn: null, passage: row.seq, text: textOfPassage(row) }))]
}

/** What a vector would be made of now; undefined when it has gone. */
export async function textNow(
  db: VectorsDb,
  userId: string,
  { turn, passage }: Pick<Unembedded, 'turn' | 'passage'>,
): Promise<string | undefined> {
  if (turn !== null) {
    const row = await db
      .selectFrom('exchanges')
      .select(['user_text', 'agent_text'])
      .where('seq', '=', turn)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row && textOfTurn(row)
  }
  const row = await db
    .selectFrom('passages')
    .select(['title', 'text'])
    .where('seq', '=', passage)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row && textOfPassage(row)
}

/**
 * Learners of whom something has no vector of this model. All that there is is looked through, a little at a time, because others use the
 * one connection.
 */
export async function waitingLearners(db: VectorsDb, model: string): Promise<Set<string>> {
  const waiting = new Set<string>()
  const end = async (table: 'exchanges' | 'passages') =>
    (
      await db
        .selectFrom(table)
        .select((eb) => eb.fn.max<number | null>('seq').as('seq'))
        .executeTakeFirst()
    )?.seq ?? 0
  for (let from = await end('exchanges'); from > 0; from -= ROWS_AT_ONCE) {
    const turns = await db
      .selectFrom('exchanges as e')
      .select('e.user_id')
      .distinct()
      .where('e.seq', '>', from - ROWS_AT_ONCE)
      .where('e.seq', '<=', from)
      .where('e.state', 'in', SETTLED)
      .where('e.user_text', '!=', '')
      .where(({ not, exists }) => not(exists(ofTurn(db, model))))
      .execute()
    for (const { user_id } of turns) waiting.add(user_id)
    await breath()
  }
  for (let from = await end('passages'); from > 0; from -= ROWS_AT_ONCE) {
    const passages = await db
      .selectFrom('passages as p')
      .select('p.user_id')
      .distinct()
      .where('p.seq', '>', from - ROWS_AT_ONCE)
      .where('p.seq', '<=', from)
      .where(({ not, exists }) => not(exists(ofPassage(db, model))))
      .execute()
    for (const { user_id } of passages) waiting.add(user_id)
    await breath()
  }
  return waiting
}

const textOfTurn = ({ user_text, agent_text }: { user_text: string; agent_text: string | null }) =>
  agent_text ? `${user_text}\n${agent_text}` : user_text

const textOfPassage = ({ title, text }: { title: string; text: string }) => `${title}\n${text}`

const ofTurn = (db: VectorsDb, model: string) =>
  db
    .selectFrom('vectors as v')
    .select(sql`1`.as('one'))
    .where('v.model', '=', model)
    .where('v.turn', '=', sql.ref<number>('e.seq'))

const ofPassage = (db: VectorsDb, model: string) =>
  db
    .selectFrom('vectors as v')
    .select(sql`1`.as('one'))
    .where('v.model', '=', model)
    .where('v.passage', '=', sql.ref<number>('p.seq'))
