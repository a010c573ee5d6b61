import { SessionId } from '@lva/contracts/conversation'
import { MEMORY_TEXT_MAX, MemoryKind } from '@lva/contracts/memories'
import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import { Flag, type IdOf, Moment } from '../exported.ts'
import type { Kind } from '../jobs/kind.ts'
import type { MemoryDb } from './memory-db.ts'
import { contentOf } from './statements.ts'
import { MEMORIES_MAX } from './store.ts'

/** As many go in one transaction, so that nobody else waits long. */
const ROWS_AT_ONCE = 50

const Place = z.int().min(0).max(200_000)

/** A memory as the export has it; of a forgotten one there are no words. */
const Exported = z.object({
  id: Id,
  kind: MemoryKind,
  topic: text({ max: 80 }),
  slot: text({ max: 80 }).nullable(),
  value: text({ max: 200 }),
  text: text({ max: MEMORY_TEXT_MAX }),
  valid_from: Moment,
  valid_to: Moment.nullable(),
  ended_by: Id.nullable(),
  pinned: Flag,
  edited: Flag,
  forgotten: Flag,
  created_at: Moment,
})
const Source = z.object({
  ...{ id: Id, memory_id: Id, exchange_id: Id, session_id: SessionId, said_at: Moment },
  ...{ span_start: Place, span_end: Place },
})
const Session = z.object({
  ...{ session_id: SessionId, asked_through: z.int().min(0), paused: Flag },
  // There are exports of before there was one.
  proposed_through: z.int().min(0).default(0),
})

/**
 * Brings back what was remembered, with the places it was said in; `learn` reads the turns that came back, for the graph, and learns nothing
 * twice from a place it knows.
 */
export function createBringBack({ db, learn }: { db: MemoryDb; learn: Pick<Kind<{ userId: string }>, 'enqueue'> }) {
  return {
    async memories(userId: string, given: readonly unknown[], idOf: IdOf): Promise<{ added: number; refused: number }> {
      const some = given.flatMap((one) => Exported.safeParse(one).data ?? [])
      const { count } = await db
        .selectFrom('memories')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow()
      const fitting = some.slice(0, Math.max(0, MEMORIES_MAX - Number(count)))
      let added = 0
      for (let at = 0; at < fitting.length; at += ROWS_AT_ONCE) {
        const rows = fitting.slice(at, at + ROWS_AT_ONCE).map((row) => ({
          ...{ ...row, id: idOf(row.id), user_id: userId, words: ` ${contentOf(row.text).join(' ')} ` },
          ended_by: row.ended_by && idOf(row.ended_by),
        }))
        const there = await db
          .insertInto('memories')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .execute()
        added += there.length
      }
      return { added, refused: given.length - fitting.length }
    },

    /** Where they were said: only in turns, and of memories, that are this learner's. */
    async sources(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void> {
      for (const { id, memory_id, exchange_id, ...row } of given.flatMap((one) => Source.safeParse(one).data ?? [])) {
        const [memoryId, exchangeId] = [idOf(memory_id), idOf(exchange_id)]
        const memory = await db
          .selectFrom('memories')
          .select('id')
          .where('user_id', '=', userId)
          .where('id', '=', memoryId)
          .executeTakeFirst()
        const turn = await db
          .selectFrom('exchanges')
          .select(['session_id', 'user_text'])
          .where('user_id', '=', userId)
          .where('id', '=', exchangeId)
          .executeTakeFirst()
        if (!memory || !turn || row.span_end > turn.user_text.length || row.span_start >= row.span_end) continue
        await db
          .insertInto('memory_sources')
          .values({
            ...{ ...row, session_id: turn.session_id, user_id: userId },
            ...{ id: idOf(id), memory_id: memoryId, exchange_id: exchangeId },
          })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
    },

    /** From which sessions nothing may be learnt, and which a model was told of already. */
    async sessions(userId: string, given: readonly unknown[]): Promise<void> {
      for (const { session_id, asked_through, proposed_through, paused } of given.flatMap(
        (one) => Session.safeParse(one).data ?? [],
      )) {
        const last = await db
          .selectFrom('exchanges')
          .select((eb) => eb.fn.max<number | null>('seq').as('seq'))
          .where('user_id', '=', userId)
          .where('session_id', '=', session_id)
          .executeTakeFirst()
        if (!last?.seq) continue
        await db
          .insertInto('memory_sessions')
          .values({
            ...{ user_id: userId, session_id, paused },
            asked_through: asked_through > 0 ? Number(last.seq) : 0,
            proposed_through: proposed_through > 0 ? Number(last.seq) : 0,
          })
          .onConflict((conflict) => conflict.columns(['user_id', 'session_id']).doNothing())
          .execute()
      }
    },

    /** After everything is back: what was said nowhere here is not remembered. */
    async finish(userId: string): Promise<void> {
      await db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('memories')
          .where('user_id', '=', userId)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('memory_sources as s')
                  .select('s.id')
                  .whereRef('s.user_id', '=', 'memories.user_id')
                  .whereRef('s.memory_id', '=', 'memories.id'),
              ),
            ),
          )
          .execute()
        await learn.enqueue(trx, { userId }, { key: userId })
      })
    },
  }
}
