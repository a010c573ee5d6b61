import { Specialist, SpecialistRun } from '@lva/contracts/analysis'
import { SessionId } from '@lva/contracts/conversation'
import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import { type Columns, type IdOf, Moment } from '../exported.ts'
import type { AnalysisDb } from './analysis-db.ts'
import type { createKeeping } from './keeping.ts'

const ANALYSES_MAX = 5_000
const Count = z.int().min(0).max(1_000_000)
const Place = z.int().min(0).max(1_000)
const By = z.enum(['rules', 'model'])

/** An analysis as the export has it. Its paragraph is made anew of the statements that come back. */
const Exported = z.object({
  ...{ id: Id, about: text({ min: 1, max: 200 }), session_id: SessionId.nullable(), from_at: Moment, to_at: Moment },
  ...{ cause: z.enum(['asked', 'session-end', 'weekly']), state: z.enum(['waiting', 'running', 'done', 'failed']) },
  ...{ turns: Count, read: Count, specialists: z.array(SpecialistRun).max(50), created_at: Moment },
  ...{ finished_at: Moment.nullable(), language: z.enum(['en', 'de', 'es', 'fr']) },
} satisfies Columns<Tables['analyses'], 'user_id' | 'synthesis' | 'synthesis_by'>)
const Statement = z.object({
  ...{ id: Id, analysis_id: Id, specialist: Specialist, place: Place, text: text({ min: 1, max: 700 }) },
  ...{ quote: text({ min: 1, max: 600 }), found_by: By, due: z.iso.date().nullable() },
} satisfies Columns<Tables['analysis_statements'], 'user_id'>)
const Turn = z.object({
  ...{ id: Id, statement_id: Id, exchange_id: Id, place: Place },
} satisfies Columns<Tables['analysis_turns'], 'user_id'>)

/** Brings analyses back, after the turns they point at: what is quoted nowhere here does not come back. */
export function createBringBack({
  db,
  keeping,
}: {
  db: AnalysisDb
  keeping: Pick<ReturnType<typeof createKeeping>, 'recompose'>
}) {
  const isOwn = async (table: 'analyses' | 'analysis_statements', userId: string, id: string) =>
    (await db.selectFrom(table).select('id').where('user_id', '=', userId).where('id', '=', id).executeTakeFirst()) !==
    undefined

  return {
    async analyses(userId: string, given: readonly unknown[], idOf: IdOf): Promise<{ refused: number }> {
      const some = given.slice(0, ANALYSES_MAX).flatMap((one) => Exported.safeParse(one).data ?? [])
      // What was only waiting there is asked for again.
      for (const { specialists, ...row } of some.filter(({ state }) => state === 'done'))
        await db
          .insertInto('analyses')
          .values({ ...row, id: idOf(row.id), user_id: userId, specialists: JSON.stringify(specialists) })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      return { refused: given.length - some.length }
    },

    async statements(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void> {
      for (const { id, analysis_id, ...row } of given.flatMap((one) => Statement.safeParse(one).data ?? [])) {
        if (!(await isOwn('analyses', userId, idOf(analysis_id)))) continue
        await db
          .insertInto('analysis_statements')
          .values({ ...row, id: idOf(id), analysis_id: idOf(analysis_id), user_id: userId })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
    },

    /** Only turns that are this learner's; of the first of a statement the words have to hold its quotation. */
    async turns(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void> {
      for (const { id, statement_id, exchange_id, place } of given.flatMap((one) => Turn.safeParse(one).data ?? [])) {
        const turn = await db
          .selectFrom('exchanges')
          .select('user_text')
          .where('user_id', '=', userId)
          .where('id', '=', idOf(exchange_id))
          .executeTakeFirst()
        const statement = await db
          .selectFrom('analysis_statements')
          .select('quote')
          .where('user_id', '=', userId)
          .where('id', '=', idOf(statement_id))
          .executeTakeFirst()
        if (!turn || !statement || (place === 0 && !turn.user_text.includes(statement.quote))) continue
        const ids = { id: idOf(id), statement_id: idOf(statement_id), exchange_id: idOf(exchange_id) }
        await db
          .insertInto('analysis_turns')
          .values({ ...ids, user_id: userId, place })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
    },

    /** After everything is back: what points at no turn of here goes, and the paragraphs are made of what is left. */
    async finish(userId: string): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const quoted = trx
          .selectFrom('analysis_turns')
          .select('statement_id')
          .where('user_id', '=', userId)
          .where('place', '=', 0)
        await trx
          .deleteFrom('analysis_statements')
          .where('user_id', '=', userId)
          .where('id', 'not in', quoted)
          .execute()
        const anew = await trx
          .selectFrom('analyses')
          .select('id')
          .where('user_id', '=', userId)
          .where('state', '=', 'done')
          .where('synthesis', '=', '')
          .execute()
        for (const { id } of anew) await keeping.recompose(trx, userId, id)
      })
    },
  }
}
