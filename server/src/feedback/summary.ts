import {
  FeedbackKind,
  type FeedbackSummary,
  ImplicitKind,
  type Quality,
  QualityBand,
  type ReplyFeedback,
} from '@lva/contracts/feedback'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { recordOf } from '../records.ts'
import type { FeedbackDb } from './feedback-db.ts'
import { thumbOf } from './judging.ts'
import { bandOf } from './quality.ts'

const REPLIES_MAX = 200
/** Scores of a session that are averaged, and pieces of feedback that are counted. */
const COUNTED_MAX = 5_000

type Given = Selectable<Tables['feedback']>
type Judged = Selectable<Tables['reply_quality']>

/** Tells how the replies of one session were taken. */
export function createSummary({ db }: { db: FeedbackDb }) {
  const givenIn = (userId: string, sessionId: string) =>
    db
      .selectFrom('feedback')
      .selectAll()
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .orderBy('at', 'desc')
      .limit(COUNTED_MAX)
      .execute()
  const judgedIn = (userId: string, sessionId: string) =>
    db
      .selectFrom('reply_quality')
      .selectAll()
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .orderBy('answered_at', 'desc')
      .limit(COUNTED_MAX)
      .execute()

  return async function summary(userId: string, sessionId: string): Promise<FeedbackSummary> {
    const [given, judged, replies] = await Promise.all([
      givenIn(userId, sessionId),
      judgedIn(userId, sessionId),
      db
        .selectFrom('exchanges')
        .select('id')
        .where('user_id', '=', userId)
        .where('session_id', '=', sessionId)
        .where('agent_text', 'is not', null)
        .orderBy('seq', 'desc')
        .limit(REPLIES_MAX)
        .execute(),
    ])
    const ofReply = Map.groupBy(
      given.filter(({ earlier }) => earlier === 0),
      ({ exchange_id }) => exchange_id,
    )
    const scores = new Map(judged.map((row) => [row.exchange_id, row]))
    const explicit = given.filter(({ kind }) => kind === 'explicit')
    const ratings = explicit.flatMap(({ rating }) => rating ?? [])
    return {
      session_id: sessionId,
      counts: recordOf(FeedbackKind.options, (kind) => given.filter((one) => one.kind === kind).length),
      thumbs: {
        up: explicit.filter(({ thumb }) => thumb === 1).length,
        down: explicit.filter(({ thumb }) => thumb === 0).length,
      },
      rating: { value: mean(ratings), n: ratings.length },
      quality: {
        value: mean(judged.map(({ score }) => score)),
        n: judged.length,
        bands: recordOf(QualityBand.options, (band) => judged.filter(({ score }) => bandOf(score) === band).length),
      },
      replies: replies.map(({ id }) => toldOf(id, ofReply.get(id) ?? [], scores.get(id))),
    }
  }
}

function toldOf(id: string, given: readonly Given[], judged: Judged | undefined): ReplyFeedback {
  const said = given.find(({ kind }) => kind === 'explicit')
  const kinds = given.map(({ kind }) => kind)
  return {
    ...{ exchange_id: id, thumb: thumbOf(said?.thumb ?? null), rating: said?.rating ?? null },
    ...{ reason: said?.reason ?? null, comment: said?.comment ?? null, corrected: kinds.includes('correction') },
    noticed: ImplicitKind.options.filter((kind) => kinds.includes(kind)),
    quality: judged ? qualityOf(judged) : null,
  }
}

function qualityOf({ score, relevance, helpfulness, engagement, clarity, accuracy }: Judged): Quality {
  return { score, band: bandOf(score), dimensions: { relevance, helpfulness, engagement, clarity, accuracy } }
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
