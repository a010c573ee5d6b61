import type { AnyFact, Fact, FactKind } from '@lva/contracts/facts'
import type { Selectable } from 'kysely'
import { fixed } from '../db/fixed.ts'
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

interface Wanted {
  userId: string
  kinds: readonly FactKind[]
  from: string | undefined
  to: string | undefined
  subjectId: string | undefined
  afterAt: string | undefined
  afterSeq: number | undefined
  limit: number
}

const wantedOf = fixed((db: FactDb, { userId, kinds, from, to, subjectId, afterAt, afterSeq, limit }: Wanted) =>
  db
    .selectFrom('facts')
    .selectAll()
    .where('user_id', '=', userId)
    .where('kind', 'in', kinds)
    .$if(from !== undefined, (query) => query.where('at', '>=', from as string))
    .$if(to !== undefined, (query) => query.where('at', '<', to as string))
    .$if(subjectId !== undefined, (query) => query.where('subject_id', '=', subjectId as string))
    .$if(afterAt !== undefined, (query) =>
      query.where(({ eb, and, or }) =>
        or([
          eb('at', '>', afterAt as string),
          and([eb('at', '=', afterAt as string), eb('seq', '>', afterSeq as number)]),
        ]),
      ),
    )
    .orderBy('at')
    .orderBy('seq')
    .limit(limit),
)

/** Reads facts in the order in which they happened; what arrived late stands where it belongs. */
export function createReading({ db }: { db: FactDb }) {
  async function of<Kind extends FactKind>(
    userId: string,
    { kinds, from, to, subjectId, after, limit = PAGE }: FactsQuery<Kind>,
    trx: FactDb = db,
  ): Promise<AnyFact<Kind>[]> {
    if (kinds.length === 0) return []
    const rows = await wantedOf(trx, {
      ...{ userId, kinds, from: instant(from), to: instant(to), subjectId },
      ...{ afterAt: after?.at, afterSeq: after?.seq, limit },
    })
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

const instant = (at: Date | string | undefined) => (at === undefined ? undefined : new Date(at).toISOString())
