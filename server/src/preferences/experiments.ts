import type { NewExperiment, StyleExperiment } from '@lva/contracts/preferences'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import type { createEvidence, PreferenceDb } from './evidence.ts'
import { WISH_WEIGHT } from './observations.ts'

const WEEK_MS = 7 * 86_400_000
const SHOWN = 10

/** What is measured of a stretch of time, `to` excluded: the scores of its replies, and how much of what was reviewed was recalled. */
export interface Measures {
  qualities(userId: string, from: Date, to: Date): Promise<number[]>
  recalls(userId: string, from: Date, to: Date): Promise<{ hits: number; n: number }>
}

type Row = Selectable<Tables['style_experiments']>

/** Styles that are tried for a week, openly, and compared with the week before. */
export function createExperiments({
  db,
  evidence,
  measures,
  now,
  newId,
}: {
  db: PreferenceDb
  evidence: ReturnType<typeof createEvidence>
  measures: Measures
  now: () => Date
  newId: () => string
}) {
  async function told(userId: string, row: Row): Promise<StyleExperiment> {
    const began = new Date(row.began_at)
    const over = new Date(row.ended_at && row.ended_at < row.ends_at ? row.ended_at : row.ends_at)
    const before = new Date(began.getTime() - WEEK_MS)
    const [qualityBefore, quality, recallBefore, recall] = await Promise.all([
      measures.qualities(userId, before, began),
      measures.qualities(userId, began, over),
      measures.recalls(userId, before, began),
      measures.recalls(userId, began, over),
    ])
    const { compareMeans, compareShares } = await import('./comparing.ts')
    return {
      ...{ id: row.id, preference: row.preference, toward: row.toward === 1 ? 1 : 0 },
      ...{ began_at: row.began_at, ends_at: row.ends_at, running: isRunning(row, now()) },
      kept: row.kept === null ? null : row.kept === 1,
      compared: [
        { measure: 'quality', ...compareMeans(qualityBefore, quality) },
        { measure: 'recall', ...compareShares(recallBefore, recall) },
      ],
    }
  }

  async function rows(userId: string, limit: number): Promise<Row[]> {
    return db
      .selectFrom('style_experiments')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('began_at', 'desc')
      .limit(limit)
      .execute()
  }

  return {
    /** The one that runs, if any. */
    async running(userId: string): Promise<Row | null> {
      return (await rows(userId, 1)).find((row) => isRunning(row, now())) ?? null
    },

    /** The latest first. */
    async list(userId: string): Promise<StyleExperiment[]> {
      return Promise.all((await rows(userId, SHOWN)).map((row) => told(userId, row)))
    },

    /** Begins a week. Throws Problem `already-running` while another one runs. */
    async begin(userId: string, { preference, toward }: NewExperiment): Promise<StyleExperiment> {
      const at = now()
      const row = await db.transaction().execute(async (trx) => {
        // What nobody decided about makes room.
        await trx
          .updateTable('style_experiments')
          .set((eb) => ({ ended_at: eb.ref('ends_at') }))
          .where('user_id', '=', userId)
          .where('ended_at', 'is', null)
          .where('ends_at', '<=', at.toISOString())
          .execute()
        return trx
          .insertInto('style_experiments')
          .values({
            ...{ id: newId(), user_id: userId, preference, toward, began_at: at.toISOString() },
            ...{ ends_at: new Date(at.getTime() + WEEK_MS).toISOString(), ended_at: null, kept: null },
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst()
      })
      if (!row) throw new Problem('already-running', 'One style at a time: end the one that you are trying first.')
      return told(userId, row)
    },

    /** Ends one, and keeps its style or goes back. Throws Problem `not-found`, also for somebody else's. */
    async end(userId: string, id: string, { keep }: { keep: boolean }): Promise<StyleExperiment> {
      const at = now().toISOString()
      const row = await db.transaction().execute(async (trx) => {
        const ended = await trx
          .updateTable('style_experiments')
          .set((eb) => ({ kept: keep ? 1 : 0, ended_at: eb.fn.coalesce('ended_at', eb.val(at)) }))
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .where('kept', 'is', null)
          .returningAll()
          .executeTakeFirst()
        if (ended && keep)
          await evidence.add(trx, userId, {
            ...{ preference: ended.preference, source: 'experiment' as const, toward: ended.toward },
            ...{ weight: WISH_WEIGHT, at },
          })
        return ended
      })
      if (!row) throw new Problem('not-found', 'There is no such week to decide about, or it is not yours.')
      return told(userId, row)
    },
  }
}

function isRunning({ ended_at, ends_at }: Row, now: Date): boolean {
  return ended_at === null && ends_at > now.toISOString()
}
