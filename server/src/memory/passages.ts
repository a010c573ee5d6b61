import { setImmediate as breath } from 'node:timers/promises'
import type { PassagePlace } from '@lva/contracts/search'
import type { Kysely } from 'kysely'
import type { PassageIndex, PassageKind } from '../db/passage-index.ts'
import type { Tables } from '../db/tables.ts'
import type { Kind } from '../jobs/kind.ts'

// As for turns: the word index takes removals in within milliseconds, and others write between two transactions.
const ROWS_AT_ONCE = 10

/** A piece of a document, or what a picture shows. Those of one source are kept in the order they stand there. */
export interface Passage {
  /** The same whenever the same piece is kept, so that a second time adds nothing. */
  id: string
  userId: string
  kind: PassageKind
  sourceId: string
  title: string
  place: PassagePlace
  text: string
  /** RFC 3339, UTC. */
  createdAt: string
}

/** Pieces of what a learner brought, found by the same search as what was said. Whoever has the documents or pictures writes them here. */
export function createPassages({
  db,
  passages: index,
  embed,
}: {
  db: Kysely<Tables>
  passages: PassageIndex
  /** Has their vectors made, where there is a model. */
  embed: Pick<Kind<{ userId: string }>, 'enqueue'> | null
}) {
  async function remove(
    trx: Kysely<Tables>,
    userId: string,
    { sourceId, limit }: { sourceId?: string; limit?: number },
  ): Promise<number> {
    const rows = await trx
      .deleteFrom('passages')
      .where('user_id', '=', userId)
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('passages')
          .select('id')
          .where('user_id', '=', userId)
          .$if(sourceId !== undefined, (query) => query.where('source_id', '=', sourceId ?? ''))
          .$if(limit !== undefined, (query) => query.limit(limit ?? 0)),
      )
      .returning(['seq', 'text'])
      .execute()
    for (const { seq, text } of rows) await index.remove(trx, { seq, userId, text })
    return rows.length
  }

  return {
    /** Keeps passages with their words, in the transaction of their source; those that are kept already stay as they are. */
    async keep(trx: Kysely<Tables>, kept: readonly Passage[]): Promise<void> {
      for (const { id, userId, kind, sourceId, title, place, text, createdAt } of kept) {
        const row = await trx
          .insertInto('passages')
          .values({
            ...{ id, user_id: userId, kind, source_id: sourceId, title, text, created_at: createdAt },
            place: JSON.stringify(place),
          })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('seq')
          .executeTakeFirst()
        if (row) await index.add(trx, { seq: row.seq, userId, text })
      }
      for (const userId of new Set(kept.map(({ userId }) => userId)))
        await embed?.enqueue(trx, { userId }, { key: userId })
    },

    /**
     * Takes the passages of one source out, at most `limit` of them, and resolves with how many went. A large document goes in several
     * transactions, because others write between them.
     */
    forget(
      trx: Kysely<Tables>,
      { userId, sourceId, limit }: { userId: string; sourceId: string; limit?: number },
    ): Promise<number> {
      return remove(trx, userId, { sourceId, ...(limit === undefined ? {} : { limit }) })
    },

    /** Removes all passages of one learner. */
    async erase(userId: string): Promise<void> {
      const some = () => db.transaction().execute((trx) => remove(trx, userId, { limit: ROWS_AT_ONCE }))
      while ((await some()) > 0) await breath()
      await index.forget(db, userId)
    },
  }
}
