import type { AnyFact, Fact, FactKind } from '@lva/contracts/facts'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { FactDb } from './fact-db.ts'

const PAGE = 500

/** Which facts are wanted. `from` included, `to` excluded (instants); `after`: what comes after one of them in their order. */
export interface FactsQuery<Kind extends FactKind> {
  kinds: readonly Kind[]
  from?: Date | string | undefined
  to?: Date | string | undefined
  subjectId?: string | undefined
  after?: Pick<Fact, 'at' | 'seq'> | undefined
  limit?: number
}

/** Reads facts in the order in which they happened; what arrived late stands where it belongs. */
export function createReading({ db }: { db: FactDb }) {
  async function of<Kind extends FactKind>(
    userId: string,
    { kinds, from, to, subjectId, after, limit = PAGE }: FactsQuery<Kind>,
    trx: FactDb = db,
  ): Promise<AnyFact<Kind>[]> {
    if (kinds.length === 0) return []
    const rows = await trx
      .selectFrom('facts')
      .selectAll()
      .where('user_id', '=', userId)
      .where('kind', 'in', kinds)
      .$if(from !== undefined, (query) => query.where('at', '>=', instant(from)))
      .$if(to !== undefined, (query) => query.where('at', '<', instant(to)))
      .$if(subjectId !== undefined, (query) => query.where('subject_id', '=', subjectId ?? ''))
      .$if(after !== undefined, (query) =>
        query.where(({ eb, and, or }) =>
          or([eb('at', '>', after?.at ?? ''), and([eb('at', '=', after?.at ?? ''), eb('seq', '>', after?.seq ?? 0)])]),
        ),
      )
      .orderBy('at')
      .orderBy('seq')
      .limit(limit)
      .execute()
    return rows.map((row) => asFact(row) as AnyFact<Kind>)
  }

  return {
    of,

    /** All of them, a page at a time. */
    async *pages<Kind extends FactKind>(
      userId: string,
      query: Omit<FactsQuery<Kind>, 'after' | 'limit'>,
    ): AsyncGenerator<AnyFact<Kind>[]> {
      for (let after: AnyFact<Kind> | undefined; ; ) {
        const page: AnyFact<Kind>[] = await of(userId, { ...query, after })
        if (page.length > 0) yield page
        if (page.length < PAGE) return
        after = page.at(-1)
      }
    },
  }
}

/** A row as the fact it is. */
export function asFact({ user_id, cancels, data, ...row }: Selectable<Tables['facts']>): AnyFact {
  return { ...row, data: JSON.parse(data) as never }
}

function instant(at: Date | string | undefined): string {
  return new Date(at ?? 0).toISOString()
}
