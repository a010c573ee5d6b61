import type { Analyses, AnalysesQuery, Analysis, AnalysisSummary, SpecialistRun } from '@lva/contracts/analysis'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { AnalysisDb } from './analysis-db.ts'
import { SPECIALISTS } from './specialists/specialists.ts'

/** An analysis as it is kept. */
export type Row = Selectable<Tables['analyses']>

/** The statements of an analysis, in the order in which they are told. */
export const keptOf = (db: AnalysisDb, userId: string, id: string) =>
  db
    .selectFrom('analysis_statements')
    .select(['id', 'specialist', 'place', 'text', 'quote', 'found_by', 'due'])
    .where('user_id', '=', userId)
    .where('analysis_id', '=', id)
    .orderBy('place')
    .execute()

/** Reads analyses of one learner. */
export function createReading({ db }: { db: AnalysisDb }) {
  const own = (userId: string) => db.selectFrom('analyses').where('user_id', '=', userId)

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
  }
}

function toSummary(row: Row, statements: number): AnalysisSummary {
  const { id, session_id, from_at: from, to_at: to, cause, state, turns, read, created_at, finished_at } = row
  const kind = session_id === null ? 'period' : 'session'
  return { id, kind, session_id, from, to, cause, state, turns, read, statements, created_at, finished_at }
}
