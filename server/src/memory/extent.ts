import type { ExpressionBuilder, Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** How many texts of one sort a learner has, and the first and last of them by number. */
export interface Extent {
  count: number
  first: number
  last: number
}

/** How much there is to look through; for a guess at how many texts hold a word that very many do. */
export async function extentOfTurns(
  db: Kysely<Pick<Tables, 'exchanges' | 'sessions'>>,
  userId: string,
): Promise<Extent> {
  // One statement: every reply asks for it.
  const end = (eb: ExpressionBuilder<Pick<Tables, 'exchanges' | 'sessions'>, 'sessions'>, order: 'asc' | 'desc') =>
    eb.selectFrom('exchanges').select('seq').where('user_id', '=', userId).orderBy('seq', order).limit(1)
  const { turns, first, last } = await db
    .selectFrom('sessions')
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>('exchange_count'), eb.lit(0)).as('turns'),
      end(eb, 'asc').as('first'),
      end(eb, 'desc').as('last'),
    ])
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return { count: Number(turns), first: first ?? 0, last: last ?? 0 }
}

/** The same of passages. */
export async function extentOfPassages(db: Kysely<Pick<Tables, 'passages'>>, userId: string): Promise<Extent> {
  const { count, first, last } = await db
    .selectFrom('passages')
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      eb.fn.min<number | null>('seq').as('first'),
      eb.fn.max<number | null>('seq').as('last'),
    ])
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return { count: Number(count), first: first ?? 0, last: last ?? 0 }
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
