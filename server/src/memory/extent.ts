import type { ExpressionBuilder, Kysely } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Tables } from '../db/tables.ts'

type ExtentTables = Pick<Tables, 'exchanges' | 'sessions' | 'passages'>
type ExtentDb = Kysely<ExtentTables>

/** How many texts of one sort a learner has, and the first and last of them by number. */
export interface Extent {
  count: number
  first: number
  last: number
}

// One statement: every reply asks for it.
const extents = fixed((db: ExtentDb, { userId }: { userId: string }) => {
  const end = (eb: ExpressionBuilder<ExtentTables, 'sessions'>, order: 'asc' | 'desc') =>
    eb.selectFrom('exchanges').select('seq').where('user_id', '=', userId).orderBy('seq', order).limit(1)
  const brought = (eb: ExpressionBuilder<ExtentTables, 'sessions'>) =>
    eb.selectFrom('passages').where('passages.user_id', '=', userId)
  return db
    .selectFrom('sessions')
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>('exchange_count'), eb.lit(0)).as('turns'),
      end(eb, 'asc').as('first'),
      end(eb, 'desc').as('last'),
      brought(eb)
        .select((of) => of.fn.countAll<number>().as('count'))
        .as('passages'),
      brought(eb)
        .select((of) => of.fn.min<number | null>('passages.seq').as('first'))
        .as('first_passage'),
      brought(eb)
        .select((of) => of.fn.max<number | null>('passages.seq').as('last'))
        .as('last_passage'),
    ])
    .where('user_id', '=', userId)
})

/** How many turns and passages there are to look through; for a guess at how many texts hold a word that very many do. */
export async function extentsOf(db: ExtentDb, userId: string): Promise<{ said: Extent; brought: Extent }> {
  const [row] = await extents(db, { userId })
  return {
    said: { count: Number(row?.turns ?? 0), first: row?.first ?? 0, last: row?.last ?? 0 },
    brought: { count: Number(row?.passages ?? 0), first: row?.first_passage ?? 0, last: row?.last_passage ?? 0 },
  }
}

/** How many texts hold a word. Where only the newest holders are known, they are taken to be as thick before. */
export function holders(
  { held, full }: { held: ReadonlyMap<number, number>; full: boolean },
  { said, brought }: { said: Extent; brought: Extent },
): number {
  if (!full) return held.size
  const turns: number[] = []
  const passages: number[] = []
  for (const seq of held.keys()) (seq > 0 ? turns : passages).push(Math.abs(seq))
  return guessed(turns, said) + guessed(passages, brought)
}

function guessed(seqs: readonly number[], { count, first, last }: Extent): number {
  if (seqs.length === 0) return 0
  let oldest = last
  for (const seq of seqs) if (seq < oldest) oldest = seq
  return Math.min(count, Math.round((seqs.length * (last - first + 1)) / (last - oldest + 1)) || count)
}
