import { setImmediate as breath } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Engine } from '../../db/engine.ts'
import type { Tables } from '../../db/tables.ts'
import { TEXTS_MAX } from '../../providers/embeddings/embeddings.ts'

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

/**
 * What of a learner has no vector of this model, a few at a time: the turn that was said or changed, and then the newest first, because that
 * is searched for the most. Older ones are looked at for as long as something is missing, or, for the `whole` of it, to the end: after
 * each turn of a long past that would be most of the work.
 */
export async function* unembedded(
  db: VectorsDb,
  userId: string,
  { model, exchangeId, whole }: { model: string; exchangeId?: string | undefined; whole: boolean },
): AsyncGenerator<Unembedded[]> {
  const turns = () =>
    db
      .selectFrom('exchanges as e')
      .select(['e.seq', 'e.user_text', 'e.agent_text'])
      .where('e.user_id', '=', userId)
      .where('e.state', 'in', SETTLED)
      .where('e.user_text', '!=', '')
      .where(({ not, exists }) => not(exists(ofTurn(db, model))))
      .orderBy('e.seq', 'desc')
  const own = exchangeId === undefined ? [] : await turns().where('e.id', '=', exchangeId).execute()
  if (own.length > 0) yield own.map(turn)
  yield* newestFirst('exchanges', async (from, to) =>
    (await turns().where('e.seq', '>=', from).where('e.seq', '<', to).execute()).map(turn),
  )
  yield* newestFirst('passages', async (from, to) => {
    const passages = await db
      .selectFrom('passages as p')
      .select(['p.seq', 'p.title', 'p.text'])
      .where('p.user_id', '=', userId)
      .where('p.seq', '>=', from)
      .where('p.seq', '<', to)
      .where(({ not, exists }) => not(exists(ofPassage(db, model))))
      .orderBy('p.seq', 'desc')
      .execute()
    return passages.map((row) => ({ turn: null, passage: row.seq, text: textOfPassage(row) }))
  })

  async function* newestFirst(
    table: 'exchanges' | 'passages',
    missing: (from: number, to: number) => Promise<Unembedded[]>,
  ): AsyncGenerator<Unembedded[]> {
    for (let to = Number.MAX_SAFE_INTEGER; ; await breath()) {
      const some = await db
        .selectFrom(table)
        .select('seq')
        .where('user_id', '=', userId)
        .where('seq', '<', to)
        .orderBy('seq', 'desc')
        .limit(TEXTS_MAX)
        .execute()
      const from = some.at(-1)?.seq
      if (from === undefined) return
      const found = await missing(from, to)
      if (found.length > 0) yield found
      else if (!whole) return
      to = from
    }
  }
}

/**
 * What a vector would be made of now; undefined when it has gone, or somebody is changing it. Where others write at the same time
 * (PostgreSQL), it stays as it is until the transaction ends; nobody is waited for, so that nobody waits in a circle.
 */
export async function textNow(
  { trx, engine }: { trx: VectorsDb; engine: Engine },
  userId: string,
  { turn, passage }: Pick<Unembedded, 'turn' | 'passage'>,
): Promise<string | undefined> {
  const held = engine === 'postgres'
  if (turn !== null) {
    const row = await trx
      .selectFrom('exchanges')
      .select(['user_text', 'agent_text'])
      .where('seq', '=', turn)
      .where('user_id', '=', userId)
      .$if(held, (query) => query.forShare().skipLocked())
      .executeTakeFirst()
    return row && textOfTurn(row)
  }
  const row = await trx
    .selectFrom('passages')
    .select(['title', 'text'])
    .where('seq', '=', passage)
    .where('user_id', '=', userId)
    .$if(held, (query) => query.forShare().skipLocked())
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

const turn = (row: { seq: number; user_text: string; agent_text: string | null }): Unembedded => ({
  ...{ turn: row.seq, passage: null, text: textOfTurn(row) },
})

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
