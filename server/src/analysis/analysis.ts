import {
  ANALYSED_DAYS_MAX,
  type Analyses,
  type AnalysesQuery,
  type Analysis,
  type NewAnalysis,
} from '@lva/contracts/analysis'
import { z } from 'zod'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Asked } from '../jobs/kind.ts'
import { ownLanguageOf } from '../language/tags.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { AnalysisDb, AnalysisTables, AnalysisTrx } from './analysis-db.ts'
import { createBringBack } from './bring-back.ts'
import { createGathering, type Sources, type Stretch } from './gathering.ts'
import { createKeeping } from './keeping.ts'
import { createLooking } from './looking.ts'
import { createReading } from './reading.ts'
import { lastWeek } from './week.ts'

/** The tables it reads and writes. */
export type AnalysisTable = keyof AnalysisTables

/** A session with fewer turns says for itself what came out of it. */
export const SESSION_TURNS_MIN = 4
/** Fewer turns in a week are told by their sessions. */
const WEEK_TURNS_MIN = 8
/** The graph takes a session in before that. */
const AFTER_SESSION_MS = 3 * 60_000
const ATTEMPTS = 3
/** As many of a learner's may wait at once. */
const OPEN_MAX = 5
const DAY_MS = 86_400_000

const OfAnalysis = z.object({ userId: z.string(), analysisId: z.string() })
const OfSession = z.object({ userId: z.string(), sessionId: z.string() })

export type AnalysisKeeper = ReturnType<typeof createAnalysis>

/**
 * Says what came out of a session or a stretch of time, in statements that each point at the turns they were said in. On demand a configured
 * model looks as well; what is made by itself, after sessions and weeks, is made by rules, and uses up nobody's day.
 */
export function createAnalysis({
  db,
  jobs,
  now,
  newId,
  publish,
  learnerOf,
  wantsAnalyses,
  everybody,
  ...needs
}: {
  db: AnalysisDb
  jobs: Pick<Jobs, 'kind' | 'recurring' | 'cancel'>
  now: () => Date
  newId: () => string
  publish: Publish
  learnerOf: (userId: string) => Promise<Learner | null>
  /** Whether a learner wants sessions and weeks to be looked through by themselves. */
  wantsAnalyses: (userId: string) => Promise<boolean>
  everybody: () => AsyncIterable<{ userId: string }>
} & Sources &
  Parameters<typeof createLooking>[0]) {
  const keeping = createKeeping({ db, newId, now })
  const reading = createReading({ db })
  const gathering = createGathering({ db, ...needs })
  const look = createLooking({ ...needs, now })
  const analyse = jobs.kind('analyse', OfAnalysis, { maxAttempts: ATTEMPTS, places: 2 })
  const ofSession = jobs.kind('analyse-session', OfSession)

  const changed = (
    userId: string,
    { id, session_id }: { id: string; session_id: string | null },
    state: 'waiting' | 'running' | 'done' | 'failed' | 'gone',
    [done, of] = [0, 0],
  ) => publish(userId, { type: 'analysis-changed', analysis_id: id, session_id, state, done, of })

  async function begin({ userId, locale }: Learner, stretch: Stretch, cause: 'asked' | 'session-end' | 'weekly') {
    const span = await spanOf(userId, stretch)
    if (!span) throw new Problem('not-found', 'There is no such session, or it is not yours.')
    const row = await db.transaction().execute(async (trx) => {
      const waiting = await keeping.wait(trx, userId, {
        ...span,
        about: aboutOf(stretch),
        cause,
        language: ownLanguageOf(locale),
      })
      await analyse.enqueue(trx, { userId, analysisId: waiting.id }, { key: waiting.id })
      return waiting
    })
    changed(userId, row, 'waiting')
    return row
  }

  async function spanOf(userId: string, stretch: Stretch) {
    if (!('sessionId' in stretch)) return { session_id: null, from_at: stretch.from, to_at: stretch.to }
    const session = await db
      .selectFrom('sessions')
      .select(['started_at', 'last_at'])
      .where('user_id', '=', userId)
      .where('session_id', '=', stretch.sessionId)
      .executeTakeFirst()
    return session && { session_id: stretch.sessionId, from_at: session.started_at, to_at: session.last_at }
  }

  async function one(userId: string, id: string): Promise<Analysis> {
    const analysis = await reading.one(userId, id)
    if (!analysis) throw new Problem('not-found', 'There is no such analysis, or it is not yours.')
    return analysis
  }

  analyse.does(async ({ userId, analysisId }, { attempt, signal }) => {
    const learner = await learnerOf(userId)
    const row = await reading.row(userId, analysisId)
    if (!learner || !row || !(await keeping.state(userId, analysisId, 'running'))) return
    changed(userId, row, 'running')
    const stretch = row.session_id === null ? { from: row.from_at, to: row.to_at } : { sessionId: row.session_id }
    try {
      const material = await gathering.material(learner, stretch, signal)
      const outcome = await look(learner, material, {
        ...{ asksModel: row.cause === 'asked', signal },
        onDone: (done, of) => changed(userId, row, 'running', [done, of]),
      })
      const turns = await gathering.count(userId, stretch)
      const specialists = outcome.found.map(({ run }) => run)
      const result = { turns, read: material.turns.length, specialists, ...outcome }
      if (await keeping.finish(userId, analysisId, result))
        changed(userId, row, 'done', [specialists.length, specialists.length])
    } catch (error) {
      const over = attempt >= ATTEMPTS && !signal.aborted
      if (over && (await keeping.state(userId, analysisId, 'failed'))) changed(userId, row, 'failed')
      throw error
    }
  })

  ofSession.does(async ({ userId, sessionId }) => {
    const learner = await learnerOf(userId)
    if (!learner || !(await wantsAnalyses(userId))) return
    const turns = await gathering.count(userId, { sessionId })
    const known = await reading.about(userId, aboutOf({ sessionId }))
    // What a model was asked for stands until more has been said.
    if (turns < SESSION_TURNS_MIN || (known?.state === 'done' && known.turns === turns)) return
    if (known?.state === 'waiting' || known?.state === 'running') return
    await begin(learner, { sessionId }, 'session-end')
  })

  // By noon UTC it is Monday everywhere.
  jobs.recurring('analyse-weeks', '23 12 * * 1', async ({ signal }) => {
    for await (const { userId } of everybody()) {
      signal.throwIfAborted()
      const learner = await learnerOf(userId)
      if (!learner || !(await wantsAnalyses(userId))) continue
      const week = lastWeek(now(), learner.timezone)
      const known = await reading.about(userId, aboutOf(week))
      if (!known && (await gathering.count(userId, week)) >= WEEK_TURNS_MIN) await begin(learner, week, 'weekly')
    }
  })

  return {
    /** What is done when a session is over: subscribe it. */
    ofSession: {
      enqueue: (
        trx: Parameters<typeof ofSession.enqueue>[0],
        { userId, sessionId }: z.infer<typeof OfSession>,
        asked: Asked = {},
      ) => ofSession.enqueue(trx, { userId, sessionId }, { ...asked, inMs: AFTER_SESSION_MS }),
    },
    /** Takes in again what was exported. */
    bringBack: createBringBack({ db, keeping }),

    /**
     * Has a session or a stretch of time analysed; what is asked for while it waits or is made is that one. Throws Problem `not-found`,
     * `nothing-said`, `bad-request` for a stretch that ends before it begins or is too long, and `too-many-requests`.
     */
    async create(learner: Learner, asked: NewAnalysis): Promise<Analysis> {
      const { userId } = learner
      const stretch = stretchOf(asked)
      const known = await reading.about(userId, aboutOf(stretch))
      if (known?.state === 'waiting' || known?.state === 'running') return one(userId, known.id)
      if (!(await spanOf(userId, stretch)))
        throw new Problem('not-found', 'There is no such session, or it is not yours.')
      if ((await gathering.count(userId, stretch)) === 0)
        throw new Problem('nothing-said', 'Nothing was said there that could be looked through.')
      if ((await reading.open(userId)) >= OPEN_MAX)
        throw new Problem('too-many-requests', 'Several of these are being made already. Ask again in a moment.', {
          retryAfter: 10,
        })
      return one(userId, (await begin(learner, stretch, 'asked')).id)
    },

    list: (userId: string, query: AnalysesQuery): Promise<Analyses> => reading.list(userId, query),

    one,

    /** Throws Problem `not-found`, also for somebody else's. */
    async remove(userId: string, id: string): Promise<void> {
      const gone = await db.transaction().execute(async (trx) => {
        await jobs.cancel(trx, [id])
        return keeping.remove(trx, userId, id)
      })
      if (!gone) throw new Problem('not-found', 'There is no such analysis, or it is not yours.')
      changed(userId, gone, 'gone')
    },

    /**
     * Turns go or have other words, in the transaction that does it: what pointed at them goes, the paragraphs are made anew of what is left,
     * and with the last turn of a session its analysis goes.
     */
    async withdraw(
      trx: AnalysisTrx,
      userId: string,
      exchangeIds: readonly string[],
      { anew = false, same = false } = {},
    ): Promise<void> {
      if (same || exchangeIds.length === 0) return
      for (const less of await keeping.withdraw(trx, userId, exchangeIds)) changed(userId, less, less.state)
      if (anew) return
      for (const gone of await keeping.removeEmptied(trx, userId, exchangeIds)) changed(userId, gone, 'gone')
    },

    erase: keeping.erase,
  }
}

const aboutOf = (stretch: Stretch): string =>
  'sessionId' in stretch ? `session ${stretch.sessionId}` : `from ${stretch.from} to ${stretch.to}`

function stretchOf(asked: NewAnalysis): Stretch {
  if ('session_id' in asked) return { sessionId: asked.session_id }
  const [from, to] = [new Date(asked.from), new Date(asked.to)]
  if (to <= from) throw new Problem('bad-request', 'This stretch of time ends before it begins.')
  if (to.getTime() - from.getTime() > ANALYSED_DAYS_MAX * DAY_MS)
    throw new Problem('bad-request', `At most ${ANALYSED_DAYS_MAX} days can be looked through at once.`)
  return { from: from.toISOString(), to: to.toISOString() }
}
