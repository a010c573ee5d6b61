import type { AnalysisState, SpecialistRun } from '@lva/contracts/analysis'
import type { AnalysisDb, AnalysisTrx } from './analysis-db.ts'
import { guarded } from './guard.ts'
import type { Standing } from './merging.ts'
import { keptOf, type Row } from './reading.ts'
import { composed } from './synthesis.ts'

/** What an analysis ends with. `synthesis` null: rules compose it. */
export interface Result {
  turns: number
  read: number
  specialists: readonly SpecialistRun[]
  statements: readonly Standing[]
  synthesis: string | null
}

/** Keeps analyses: statements with the turns they point at, and a paragraph that never holds more than they do. */
export function createKeeping({ db, newId, now }: { db: AnalysisDb; newId: () => string; now: () => Date }) {
  async function clear(trx: AnalysisDb, userId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const statements = trx
      .selectFrom('analysis_statements')
      .select('id')
      .where('user_id', '=', userId)
      .where('analysis_id', 'in', ids)
    await trx
      .deleteFrom('analysis_turns')
      .where('user_id', '=', userId)
      .where('statement_id', 'in', statements)
      .execute()
    await trx.deleteFrom('analysis_statements').where('user_id', '=', userId).where('analysis_id', 'in', ids).execute()
  }

  /** What still stands of the statements: of turns that are there with the same words at this moment. */
  async function stillStanding(trx: AnalysisTrx, userId: string, statements: readonly Standing[]): Promise<Standing[]> {
    const ids = [...new Set(statements.flatMap(({ turns }) => turns))]
    if (ids.length === 0) return []
    const rows = await trx
      .selectFrom('exchanges')
      .select(['id', 'user_text as said'])
      .where('user_id', '=', userId)
      .where('id', 'in', ids)
      .execute()
    const there = new Map(rows.map((row) => [row.id, row]))
    return guarded(statements, there).kept
  }

  /** Makes the paragraph of an analysis anew of what it still says. */
  async function recompose(trx: AnalysisDb, userId: string, id: string) {
    const { language } = await trx
      .selectFrom('analyses')
      .select('language')
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return trx
      .updateTable('analyses')
      .set({ synthesis: composed(await keptOf(trx, userId, id), language), synthesis_by: 'rules' })
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .returning(['id', 'session_id', 'state'])
      .executeTakeFirstOrThrow()
  }

  return {
    /** A new one that waits, or the one there is about the same, which waits again and shows what it said until then. */
    wait: (
      trx: AnalysisDb,
      userId: string,
      { about, ...asked }: Pick<Row, 'about' | 'session_id' | 'from_at' | 'to_at' | 'cause' | 'language'>,
    ): Promise<Row> =>
      trx
        .insertInto('analyses')
        .values({ id: newId(), user_id: userId, about, ...asked, state: 'waiting', created_at: now().toISOString() })
        .onConflict((conflict) =>
          conflict
            .columns(['user_id', 'about'])
            .doUpdateSet({ ...asked, state: 'waiting', created_at: now().toISOString() }),
        )
        .returningAll()
        .executeTakeFirstOrThrow(),

    /** Says how far one is; false when it is gone. */
    async state(userId: string, id: string, state: AnalysisState): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('analyses')
        .set({ state })
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /**
     * Keeps what came out, in the place of what was there. A turn that went or was corrected meanwhile takes its statements with it, and
     * a paragraph a model worded with them. False when the analysis is gone.
     */
    finish: (
      userId: string,
      id: string,
      { turns, read, specialists, statements, synthesis }: Result,
    ): Promise<boolean> =>
      db.transaction().execute(async (trx) => {
        const standing = await stillStanding(trx, userId, statements)
        const whole = synthesis !== null && standing.length === statements.length
        const row = await trx
          .updateTable('analyses')
          .set({
            ...{ turns, read, state: 'done', specialists: JSON.stringify(specialists) },
            ...{ synthesis: whole ? synthesis : '', synthesis_by: 'model', finished_at: now().toISOString() },
          })
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst()
        if (!row) return false
        await clear(trx, userId, [id])
        for (const [place, { specialist, text, quote, by, due, turns: named }] of standing.entries()) {
          const statement = newId()
          await trx
            .insertInto('analysis_statements')
            .values({
              ...{ id: statement, user_id: userId, analysis_id: id, specialist, place, text, quote, found_by: by },
              due: due ?? null,
            })
            .execute()
          await trx
            .insertInto('analysis_turns')
            .values(
              named.map((exchange_id, place) => ({
                ...{ id: newId(), user_id: userId, statement_id: statement, exchange_id, place },
              })),
            )
            .execute()
        }
        if (!whole) await recompose(trx, userId, id)
        return true
      }),

    /** Removes one with all it says, in the caller's transaction; undefined when there was none. */
    async remove(trx: AnalysisDb, userId: string, id: string) {
      await clear(trx, userId, [id])
      return trx
        .deleteFrom('analyses')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returning(['id', 'session_id'])
        .executeTakeFirst()
    },

    /** Removes those of sessions in which nothing is left when these turns go, or are gone. */
    async removeEmptied(trx: AnalysisDb, userId: string, exchangeIds: readonly string[]) {
      const gone = await trx
        .deleteFrom('analyses')
        .where('user_id', '=', userId)
        .where('session_id', 'is not', null)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('exchanges as e')
                .select('e.id')
                .whereRef('e.user_id', '=', 'analyses.user_id')
                .whereRef('e.session_id', '=', 'analyses.session_id')
                .where('e.id', 'not in', exchangeIds),
            ),
          ),
        )
        .returning(['id', 'session_id'])
        .execute()
      await clear(
        trx,
        userId,
        gone.map(({ id }) => id),
      )
      return gone
    },

    /**
     * Takes back every statement that points at one of these turns, and has the paragraphs of what is left; resolves with the analyses that
     * say less now.
     */
    async withdraw(
      trx: AnalysisDb,
      userId: string,
      exchangeIds: readonly string[],
    ): Promise<Array<Pick<Row, 'id' | 'session_id' | 'state'>>> {
      if (exchangeIds.length === 0) return []
      const rows = await trx
        .selectFrom('analysis_turns as t')
        .innerJoin('analysis_statements as s', (join) =>
          join.onRef('s.id', '=', 't.statement_id').onRef('s.user_id', '=', 't.user_id'),
        )
        .select(['s.id', 's.analysis_id'])
        .where('t.user_id', '=', userId)
        .where('t.exchange_id', 'in', exchangeIds)
        .execute()
      const statements = [...new Set(rows.map(({ id }) => id))]
      if (statements.length === 0) return []
      for (const [table, column] of [
        ['analysis_turns', 'statement_id'],
        ['analysis_statements', 'id'],
      ] as const)
        await trx.deleteFrom(table).where('user_id', '=', userId).where(column, 'in', statements).execute()
      const touched = [...new Set(rows.map(({ analysis_id }) => analysis_id))]
      return Promise.all(touched.map((id) => recompose(trx, userId, id)))
    },

    recompose,

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      for (const table of ['analysis_turns', 'analysis_statements', 'analyses'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}
