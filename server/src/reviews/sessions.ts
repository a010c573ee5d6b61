import type { DuePrompt } from '@lva/contracts/review-requests'
import type { ReviewSession } from '@lva/contracts/reviews'
import type { Selectable } from 'kysely'
import { daysBetween, localDay } from '../days.ts'
import type { Tables } from '../db/tables.ts'
import type { Facts } from '../facts/facts.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import { outcomeOf } from './outcome.ts'
import type { createQueue, Wanted } from './queue.ts'
import type { AsOf, createReading } from './reading.ts'
import type { ReviewDb, ReviewTrx } from './review-db.ts'
import { hintsOf, say, type ToSay } from './saying.ts'
import { latestIn, ownIn } from './session-rows.ts'
import { begun, isJudged, type Move, State, type Stepped, stepped } from './session-state.ts'
import type { Taking } from './taking.ts'
import type { createWishes } from './wishes.ts'
import { rephrased } from './wording.ts'

/** Questions of one review. */
const QUESTIONS_MAX = 200
/** Prompts of the queue that are looked at together. */
const LOOKED_AT = 20

/** What can still be said when a review is over. */
const AFTERWARDS: ReadonlySet<Move['kind']> = new Set(['override', 'undo', 'explain'])

type Row = Selectable<Tables['review_sessions']>

/** A review as it will be after a step, and what follows from the step; nothing of it is stored yet. */
export interface Plan {
  row: Row
  state: State
  step: Stepped
  said: string
  /** What the step speaks of. */
  about: DuePrompt | null
  over: boolean
}

export type Sessions = ReturnType<typeof createSessions>

/** Reviews that are under way: one step after the other, each planned without changing anything, and then kept as a whole. */
export function createSessions({
  db,
  facts,
  queue,
  reading,
  taking,
  wishes,
  grown,
  now,
  newId,
}: {
  db: ReviewDb
  facts: Pick<Facts, 'record' | 'idOf'>
  queue: ReturnType<typeof createQueue>
  reading: ReturnType<typeof createReading>
  taking: Taking
  wishes: ReturnType<typeof createWishes>
  /** More was reviewed: what schedules rest on may be found anew. */
  grown: (trx: ReviewTrx, userId: string) => Promise<void>
  now: () => Date
  newId: () => string
}) {
  async function asOf({ userId, timezone }: Learner): Promise<AsOf & { newPerDay: number }> {
    const { scheduler, new_per_day } = await wishes.of(userId)
    return { today: localDay(now(), timezone), scheduler, newPerDay: new_per_day }
  }

  const open = (userId: string): Promise<Row | undefined> =>
    ownIn(db, userId).where('ended_at', 'is', null).executeTakeFirst()

  /** What is asked now: the first of the queue that can still be asked. Whatever cannot is passed over. */
  async function present(learner: Learner, state: State): Promise<{ asked: DuePrompt | null; queue: string[] }> {
    const of = await asOf(learner)
    for (let from = 0; from < state.queue.length; from += LOOKED_AT) {
      const found = await reading.asked(learner.userId, state.queue.slice(from, from + LOOKED_AT), of)
      const asked = found.find(({ points, schedule }) => points.length > 0 && schedule.due_on <= of.today)
      if (asked) return { asked, queue: state.queue.slice(state.queue.indexOf(asked.id)) }
    }
    return { asked: null, queue: [] }
  }

  async function lastOf(userId: string, { last }: State) {
    if (!last) return null
    const prompt = await db
      .selectFrom('review_prompts')
      .select(['id', 'item_id', 'text'])
      .where('user_id', '=', userId)
      .where('id', '=', last.prompt)
      .executeTakeFirst()
    const points = prompt ? await reading.pointsOf(userId, prompt.item_id) : []
    return { last, prompt, points }
  }

  async function nextDue(userId: string): Promise<string | null> {
    const row = await db
      .selectFrom('review_cards')
      .select((eb) => eb.fn.min('due_on').as('due_on'))
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row?.due_on ?? null
  }

  async function words(learner: Learner, state: State, saying: ToSay['saying'], asked: DuePrompt | null) {
    const found = await lastOf(learner.userId, state)
    const textOf = (ids: readonly string[]) =>
      found?.points.flatMap(({ id, text }) => (ids.includes(id) ? text : [])) ?? []
    return say({
      ...{ saying, language: learner.locale, question: asked ? wordsOf(asked) : null },
      ...{ asked: state.asked, recalled: state.recalled, left: state.queue.length },
      last: found && {
        recalled: (found.last.rating ?? 1) > 1,
        ...{ missing: textOf(found.last.missing), covered: found.last.covered.length, days: found.last.days },
        points: found.points.map(({ text }) => text),
      },
      ...{ points: asked?.points.map(({ text }) => text) ?? [], hints: state.hints },
      byWords: found?.last.gradedBy === 'words' && !state.toldByWords,
      nextOn: saying === 'nothing-due' ? await nextDue(learner.userId) : null,
    })
  }

  return {
    present,

    open,

    /** The latest review that took place in a conversation. */
    latestIn: async (userId: string, sessionId: string): Promise<Row | undefined> =>
      (await latestIn(db, { userId, sessionId }))[0],

    /** Throws Problem `not-found`, also for somebody else's. */
    async one(userId: string, id: string): Promise<Row> {
      const row = await ownIn(db, userId).where('id', '=', id).executeTakeFirst()
      if (!row) throw new Problem('not-found', 'There is no such review, or it is not yours.')
      return row
    },

    /** Begins one; nothing is stored yet. The open one goes on instead, in this conversation. */
    async plan(
      learner: Learner,
      where: Omit<Wanted, 'limit'> & { sessionId: string; limit?: number | null | undefined },
    ): Promise<Plan> {
      const { userId } = learner
      const at = now().toISOString()
      const there = await open(userId)
      const ids = there
        ? stateOf(there).queue
        : await queue.dueIds(userId, await asOf(learner), { ...where, limit: where.limit ?? QUESTIONS_MAX })
      const state = there ? { ...stateOf(there), at } : begun(ids, at)
      const found = await present(learner, state)
      const next = { ...state, queue: found.queue }
      const fresh = { user_id: userId, began_at: at, ended_at: null, version: 0, state: JSON.stringify(next) }
      const row = there ?? { id: newId(), ...fresh, session_id: where.sessionId }
      const nothing = found.asked === null
      return {
        ...{ row: { ...row, session_id: where.sessionId }, state: next, about: found.asked, over: nothing },
        step: { state: next, saying: 'repeat', take: null, undo: null, stops: nothing },
        said: await words(learner, next, nothing ? 'nothing-due' : 'begin', found.asked),
      }
    },

    /** What a move would make of a review. Changes nothing. Throws Problem `session-ended` when it is over and the move needs a question. */
    async next(learner: Learner, row: Row, move: Move): Promise<Plan> {
      if (row.ended_at !== null && !AFTERWARDS.has(move.kind)) throw ended()
      // There is one open review at most.
      if (row.ended_at !== null && move.kind === 'undo' && (await open(learner.userId))) throw ended()
      const before = stateOf(row)
      const found = await present(learner, before)
      const step = stepped({ ...before, queue: found.queue }, move, { asked: found.asked, at: now().toISOString() })
      const seen = step.take ? await taking.look(db, learner, { ...step.take, at: new Date(step.take.at) }) : null
      const state = withDay(step.state, seen?.dueOn ?? null, localDay(now(), learner.timezone))
      // What is taken back is asked again, although its card still stands where the review put it.
      const after = step.undo ? await askedAgain(learner, step.undo.promptId, state) : await present(learner, state)
      // One that is over goes on only where something is taken back.
      const over = step.stops || after.asked === null || (row.ended_at !== null && step.undo === null)
      const said = await words(learner, { ...state, queue: after.queue }, step.saying, over ? null : after.asked)
      const told = state.toldByWords || state.last?.gradedBy === 'words'
      return {
        ...{ row, step, said, about: found.asked, over },
        state: { ...state, queue: after.queue, toldByWords: told },
      }
    },

    /** Keeps a step, in its transaction. False: another one came between, and nothing was changed. */
    async keep(
      trx: ReviewTrx,
      learner: Learner,
      { row, step, state, over }: Plan,
      turn: { sessionId: string | null; exchangeId: string | null; seq: number | null },
    ): Promise<boolean> {
      const { userId } = learner
      const at = now().toISOString()
      const exchange = state.last?.exchange ?? turn.exchangeId
      const last = state.last && step.take ? { ...state.last, exchange } : state.last
      const next = { ...state, seq: Math.max(state.seq, turn.seq ?? 0), last }
      const kept = await put(trx, userId, row, { state: next, endedAt: over ? at : null })
      if (!kept) return false
      if (step.undo) await taking.undo(trx, userId, step.undo)
      if (step.take) {
        const taken = await taking.take(trx, learner, {
          ...{ ...step.take, at: new Date(step.take.at), reviewSession: row.id },
          ...{ sessionId: turn.sessionId, exchangeId: exchange },
        })
        if (taken && step.take.corrects) await example(trx, userId, row, step)
      }
      await tell(trx, userId, { row, step, state, over })
      return true
    },

    /** A review as it is told. `said`: what was just said; what is asked now otherwise. */
    async view(learner: Learner, row: Row, said: string | null = null): Promise<ReviewSession> {
      const state = stateOf(row)
      const { asked, queue: left } = row.ended_at === null ? await present(learner, state) : { asked: null, queue: [] }
      const found = await lastOf(learner.userId, state)
      return {
        ...{ id: row.id, session_id: row.session_id, began_at: row.began_at, ended_at: row.ended_at },
        question: asked && {
          ...{ prompt_id: asked.id, item_id: asked.item_id, concept: asked.concept, kind: asked.kind },
          ...{ text: wordsOf(asked), points: asked.points, asked_again: state.again > 0 },
          hints: hintsOf({ points: asked.points.map(({ text }) => text), hints: state.hints }),
        },
        last: found && outcomeOf(found),
        said: said ?? (await words(learner, { ...state, queue: left }, isJudged(state) ? 'judge' : 'repeat', asked)),
        ...{ asked: state.asked, recalled: state.recalled, left: left.length },
      }
    },
  }

  /** Writes down that a review is over. One that is over and changes once more is told anew: of its facts the latest counts. */
  async function tell(trx: ReviewTrx, userId: string, { row, step, state, over }: Omit<Plan, 'said' | 'about'>) {
    const changes = row.ended_at === null ? over && state.asked > 0 : step.take !== null || step.undo !== null
    if (!changes) return
    await facts.record(trx, {
      ...{ id: facts.idOf('review-session', `${row.id} ${row.version}`), userId, kind: 'review-session', at: now() },
      ...{ subjectId: row.id, data: { items: state.asked, recalled: state.recalled } },
    })
    if (over) await grown(trx, userId)
  }

  /** Stores where a review stands; false: somebody else has begun one, or gone on with it, at this very moment. */
  async function put(trx: ReviewTrx, userId: string, row: Row, to: { state: State; endedAt: string | null }) {
    const { id, session_id, began_at, version } = row
    const stored = { session_id, ended_at: to.endedAt, version: version + 1, state: JSON.stringify(to.state) }
    const kept =
      version === 0
        ? await trx
            .insertInto('review_sessions')
            .values({ id, user_id: userId, began_at, ...stored })
            .onConflict((conflict) => conflict.doNothing())
            .returning('id')
            .executeTakeFirst()
        : await trx
            .updateTable('review_sessions')
            .set(stored)
            .where('user_id', '=', userId)
            .where('id', '=', id)
            .where('version', '=', version)
            .returning('id')
            .executeTakeFirst()
    return kept !== undefined
  }

  async function askedAgain(learner: Learner, promptId: string, state: State) {
    const [asked = null] = await reading.asked(learner.userId, [promptId], await asOf(learner))
    return asked ? { asked, queue: state.queue } : await present(learner, state)
  }

  /** What the learner says of a grade is kept beside what was graded, without the words. */
  async function example(trx: ReviewTrx, userId: string, row: Row, { take }: Stepped): Promise<void> {
    const { last } = stateOf(row)
    if (!take || !last?.exchange || !last.gradedBy || last.rating === null || last.overridden) return
    await trx
      .insertInto('review_examples')
      .values({
        ...{ id: newId(), user_id: userId, prompt_id: last.prompt, exchange_id: last.exchange },
        ...{ graded_by: last.gradedBy, share: last.share, graded: last.rating, told: take.rating, at: take.at },
      })
      .execute()
  }
}

const ended = () => new Problem('session-ended', 'This review is over. Begin another.')

/** How far a review is. */
export function stateOf({ state }: Pick<Row, 'state'>): State {
  return State.parse(JSON.parse(state))
}

/** The words a prompt is asked in this time. */
const wordsOf = ({ kind, text, concept, schedule }: DuePrompt) => rephrased({ kind, text, concept }, schedule.reviews)

function withDay(state: State, dueOn: string | null, today: string): State {
  if (!state.last || dueOn === null) return state
  return { ...state, last: { ...state.last, dueOn, days: Math.max(0, daysBetween(today, dueOn)) } }
}
