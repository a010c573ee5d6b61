import type {
  Analyses,
  AnalysesQuery,
  Analysis,
  AnalysisState,
  AnalysisSummary,
  SpecialistRun,
} from '@lva/contracts/analysis'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { AnalysisDb, AnalysisTrx } from './analysis-db.ts'
import { guarded } from './guard.ts'
import type { Standing } from './merging.ts'
import { SPECIALISTS } from './specialists/specialists.ts'
import { composed } from './synthesis.ts'

type Row = Selectable<Tables['analyses']>

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
  const own = (userId: string) => db.selectFrom('analyses').where('user_id', '=', userId)

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

  const keptOf = (trx: AnalysisDb, userId: string, id: string) =>
    trx
      .selectFrom('analysis_statements')
      .select(['id', 'specialist', 'place', 'text', 'quote', 'found_by', 'due'])
      .where('user_id', '=', userId)
      .where('analysis_id', '=', id)
      .orderBy('place')
      .execute()

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
    return guarded(statements, there).kept as Standing[]
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

  async function counts(userId: string, ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectFrom('analysis_statements')
      .select((eb) => ['analysis_id', eb.fn.countAll<number>().as('count')])
      .where('user_id', '=', userId)
      .where('analysis_id', 'in', ids)
      .groupBy('analysis_id')
      .execute()
    return new Map(rows.map(({ analysis_id, count }) => [analysis_id, Number(count)]))
  }

  return {
    row: (userId: string, id: string) => own(userId).selectAll().where('id', '=', id).executeTakeFirst(),

    /** The one about a session or a stretch of time. */
    about: (userId: string, about: string) => own(userId).selectAll().where('about', '=', about).executeTakeFirst(),

    /** How many of a learner's wait or are being made. */
    async open(userId: string): Promise<number> {
      const { count } = await own(userId)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('state', 'in', ['waiting', 'running'])
        .executeTakeFirstOrThrow()
      return Number(count)
    },

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

    /** What an analysis says; null when there is none of that id of this learner. */
    async one(userId: string, id: string): Promise<Analysis | null> {
      const row = await own(userId).selectAll().where('id', '=', id).executeTakeFirst()
      if (!row) return null
      const statements = await keptOf(db, userId, id)
      const pointed = await db
        .selectFrom('analysis_turns as t')
        .innerJoin('analysis_statements as s', (join) =>
          join.onRef('s.id', '=', 't.statement_id').onRef('s.user_id', '=', 't.user_id'),
        )
        .innerJoin('exchanges as e', (join) =>
          join.onRef('e.id', '=', 't.exchange_id').onRef('e.user_id', '=', 't.user_id'),
        )
        .select(['t.statement_id', 'e.id', 'e.session_id', 'e.said_at'])
        .where('t.user_id', '=', userId)
        .where('s.analysis_id', '=', id)
        .orderBy('t.statement_id')
        .orderBy('t.place')
        .execute()
      const told = statements.flatMap(({ id, specialist, text, quote, found_by, due }) => {
        const turns = pointed.filter(({ statement_id }) => statement_id === id)
        const [first] = turns
        if (!first) return []
        const exchange_ids = turns.map((turn) => turn.id)
        const place = { session_id: first.session_id, timestamp: first.said_at }
        return [{ specialist, statement: { text, exchange_ids, quote, ...place, by: found_by, due } }]
      })
      return {
        ...toSummary(row, told.length),
        synthesis: row.synthesis ? { text: row.synthesis, by: row.synthesis_by } : null,
        sections: SPECIALISTS.map(({ name }) => ({
          name,
          statements: told.filter(({ specialist }) => specialist === name).map(({ statement }) => statement),
        })).filter(({ statements }) => statements.length > 0),
        specialists: JSON.parse(row.specialists) as SpecialistRun[],
      }
    },

    async list(userId: string, { kind, session_id, before, limit }: AnalysesQuery): Promise<Analyses> {
      const rows = await own(userId)
        .selectAll()
        .$if(kind !== undefined, (query) => query.where('session_id', kind === 'session' ? 'is not' : 'is', null))
        .$if(session_id !== undefined, (query) => query.where('session_id', '=', session_id ?? ''))
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const shown = rows.slice(0, limit)
      const statements = await counts(
        userId,
        shown.map(({ id }) => id),
      )
      const analyses = shown.map((row) => toSummary(row, statements.get(row.id) ?? 0))
      return { analyses, count: analyses.length, more: rows.length > limit }
    },

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

function toSummary(row: Row, statements: number): AnalysisSummary {
  const { id, session_id, from_at: from, to_at: to, cause, state, turns, read, created_at, finished_at } = row
  const kind = session_id === null ? 'period' : 'session'
  return { id, kind, session_id, from, to, cause, state, turns, read, statements, created_at, finished_at }
}
