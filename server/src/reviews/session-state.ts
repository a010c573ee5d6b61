import { z } from 'zod'

const Id = z.string()
/** An answer nobody can make out is asked for again so often; then the learner is shown what a good one says, and grades it. */
const AGAIN_MAX = 2
/** Reviews that can be taken back one after another. */
const PAST_MAX = 100

/** What became of the last answer; ids and numbers only, because words may go. */
const Last = z.object({
  review: Id.nullable(),
  prompt: Id,
  rating: z.int().nullable(),
  gradedBy: z.enum(['model', 'words', 'self']).nullable(),
  share: z.number().nullable(),
  covered: z.array(Id),
  missing: z.array(Id),
  dueOn: z.string().nullable(),
  days: z.int().nullable(),
  overridden: z.boolean(),
  exchange: Id.nullable(),
  at: z.string(),
})
type Last = z.infer<typeof Last>

/** How far a review is. `queue`: prompts to come, the present one first. `again`: how often the present one was not understood. `seq`: the last turn that was taken for an answer. */
export const State = z.object({
  queue: z.array(Id),
  asked: z.int(),
  recalled: z.int(),
  hints: z.int(),
  // Reviews of an earlier release say only whether.
  again: z.union([z.int(), z.boolean()]).transform(Number),
  toldByWords: z.boolean(),
  last: Last.nullable(),
  past: z.array(z.object({ review: Id, prompt: Id, recalled: z.boolean() })),
  seq: z.int(),
  at: z.string(),
})
export type State = z.infer<typeof State>

/** What is asked now. */
export interface Asked {
  id: string
  points: ReadonlyArray<{ id: string; text: string }>
}

/** How an answer was graded. `recalled` null: it was not understood. */
export interface Graded {
  covered: readonly string[]
  missing: readonly string[]
  share: number | null
  recalled: boolean | null
  by: 'model' | 'words' | 'self'
  /** What the learner said themselves; otherwise 3 when it was recalled, and 1. */
  rating?: number
}

/** What a learner does: answers, or says something instead. */
export type Move =
  | { kind: 'graded'; graded: Graded; reviewId: string }
  | { kind: 'unknown'; reviewId: string }
  | { kind: 'override'; rating: number; reviewId: string }
  | { kind: 'undo' | 'skip' | 'later' | 'hint' | 'repeat' | 'explain' | 'left' | 'stop' }

/** What is to be said about a step. */
export type Saying =
  | 'graded'
  | 'again'
  | 'judge'
  | 'unknown'
  | 'counted'
  | 'changed'
  | 'nothing-to-change'
  | 'undone'
  | 'nothing-to-undo'
  | 'skipped'
  | 'later'
  | 'hint'
  | 'no-hint'
  | 'repeat'
  | 'explain'
  | 'left'
  | 'stopped'

/** A review to be taken down. */
export interface ToTake {
  id: string
  promptId: string
  rating: number
  gradedBy: Graded['by']
  share: number | null
  corrects: string | null
  at: string
}

/** What a move makes of a review. */
export interface Stepped {
  state: State
  saying: Saying
  take: ToTake | null
  undo: { id: string; promptId: string } | null
  /** The learner wants to stop. */
  stops: boolean
}

export function begun(queue: readonly string[], at: string): State {
  return {
    ...{ queue: [...queue], asked: 0, recalled: 0, hints: 0, again: 0, toldByWords: false },
    ...{ last: null, past: [], seq: 0, at },
  }
}

/** What a move makes of a review in which `asked` is asked now. Pure. */
export function stepped(state: State, move: Move, { asked, at }: { asked: Asked | null; at: string }): Stepped {
  const still: Stepped = { state: { ...state, at }, saying: 'repeat', take: null, undo: null, stops: false }
  switch (move.kind) {
    case 'graded':
      return asked ? graded(still, asked, move.graded, move.reviewId) : still
    case 'unknown': {
      const nothing = { covered: [], missing: asked?.points.map(({ id }) => id) ?? [], share: 0, recalled: false }
      if (!asked) return still
      return { ...graded(still, asked, { ...nothing, by: 'self' }, move.reviewId), saying: 'unknown' }
    }
    case 'override':
      return asked && isJudged(state)
        ? graded(still, asked, { ...BY_THEMSELVES, recalled: move.rating > 1, rating: move.rating }, move.reviewId)
        : overridden(still, move.rating, move.reviewId)
    case 'undo':
      return undone(still)
    case 'skip':
      return { ...still, state: moved(still.state, state.queue.slice(1)), saying: 'skipped' }
    case 'later':
      return {
        ...still,
        state: moved(still.state, [...state.queue.slice(1), ...state.queue.slice(0, 1)]),
        saying: 'later',
      }
    case 'hint': {
      const more = state.hints < (asked?.points.length ?? 0)
      return {
        ...still,
        state: { ...still.state, hints: state.hints + (more ? 1 : 0) },
        saying: more ? 'hint' : 'no-hint',
      }
    }
    case 'stop':
      return { ...still, saying: 'stopped', stops: true }
    default:
      return { ...still, saying: move.kind }
  }
}

/** What is asked was not understood so often that the learner grades it. Pure. */
export const isJudged = ({ again }: Pick<State, 'again'>) => again > AGAIN_MAX

const BY_THEMSELVES = { covered: [], missing: [], share: null, by: 'self' as const }

const moved = (state: State, queue: string[]): State => ({ ...state, queue, hints: 0, again: 0 })

function graded(still: Stepped, asked: Asked, grade: Graded, reviewId: string): Stepped {
  const { state } = still
  const { covered, missing, share, recalled, by } = grade
  // Nobody fails for what was not understood, and whoever has seen the answer grades what they said before.
  if (isJudged(state) && by !== 'self')
    return { ...still, state: moved(state, state.queue.slice(1)), saying: 'skipped' }
  if (recalled === null) {
    const again = state.again + 1
    return { ...still, state: { ...state, again }, saying: again > AGAIN_MAX ? 'judge' : 'again' }
  }
  const rating = grade.rating ?? (recalled ? 3 : 1)
  const last: Last = {
    ...{
      review: reviewId,
      prompt: asked.id,
      rating,
      gradedBy: by,
      share,
      covered: [...covered],
      missing: [...missing],
    },
    ...{ dueOn: null, days: null, overridden: false, exchange: null, at: state.at },
  }
  return {
    ...still,
    saying: 'graded',
    take: { id: reviewId, promptId: asked.id, rating, gradedBy: by, share, corrects: null, at: state.at },
    state: {
      ...moved(
        state,
        state.queue.filter((id) => id !== asked.id),
      ),
      ...{ asked: state.asked + 1, recalled: state.recalled + (rating > 1 ? 1 : 0), last },
      past: [...state.past, { review: reviewId, prompt: asked.id, recalled: rating > 1 }].slice(-PAST_MAX),
    },
  }
}

function overridden(still: Stepped, rating: number, reviewId: string): Stepped {
  const { state } = still
  const { last } = state
  if (!last?.review || last.rating === null) return { ...still, saying: 'nothing-to-change' }
  if (last.rating === rating || (rating === 3 && last.rating > 1)) return { ...still, saying: 'counted' }
  const was = last.rating > 1
  const is = rating > 1
  return {
    ...still,
    saying: 'changed',
    take: {
      ...{ id: reviewId, promptId: last.prompt, rating, gradedBy: 'self', share: last.share },
      // It was answered when it was answered.
      ...{ corrects: last.review, at: last.at },
    },
    state: {
      ...state,
      recalled: state.recalled + Number(is) - Number(was),
      last: { ...last, review: reviewId, rating, gradedBy: 'self', overridden: true },
      past: state.past.map((one) => (one.review === last.review ? { ...one, review: reviewId, recalled: is } : one)),
    },
  }
}

function undone(still: Stepped): Stepped {
  const { state } = still
  const back = state.past.at(-1)
  if (!back) return { ...still, saying: 'nothing-to-undo' }
  const queue = [back.prompt, ...state.queue.filter((id) => id !== back.prompt)]
  return {
    ...still,
    saying: 'undone',
    undo: { id: back.review, promptId: back.prompt },
    state: {
      ...moved(state, queue),
      ...{ asked: state.asked - 1, recalled: state.recalled - Number(back.recalled), last: null },
      past: state.past.slice(0, -1),
    },
  }
}
