import { createAdapting } from './adapting.ts'
import type { Conversation, Guide, Withdrawn } from './conversation/conversation.ts'
import type { AnyDb, Db } from './db/open.ts'
import { createFacts, type FactTable } from './facts/facts.ts'
import { createGoals, type GoalTable } from './goals/goals.ts'
import { createGrading } from './grading/grading.ts'
import { createInsights, type InsightTable } from './insights/insights.ts'
import { createAnki } from './reviews/anki/anki.ts'
import { createReviews, type ReviewTable } from './reviews/reviews.ts'
import { createTutoring } from './tutoring/tutoring.ts'

type Needs = Omit<
  Parameters<typeof createFacts>[0] & Parameters<typeof createGoals>[0] & Parameters<typeof createReviews>[0],
  'db' | 'log' | 'mastery' | 'ordinarily' | 'facts' | 'takeTurn' | 'grade' | 'givenAway'
> &
  Pick<Parameters<typeof createGrading>[0], 'llmFor' | 'log'> &
  Pick<Parameters<typeof createAnki>[0], 'folder'> &
  Pick<Parameters<typeof createInsights>[0], 'overhear'> &
  Omit<Parameters<typeof createAdapting>[0], 'facts' | 'guides' | 'lessonsSince'> & {
    db: Db
    /** Those that lead turns; what is measured here adds its own. */
    guides: Guide[]
    conversation: Pick<Conversation, 'turnFinished' | 'sessionFinished' | 'turnsBrought' | 'takeTurn' | 'converse'>
  }

export type Measured = ReturnType<typeof createMeasured>

/** What is measured of learning: what happened, and everything that is counted from it. Each slice is given its own tables. */
export function createMeasured({ db, conversation, guides, ...needs }: Needs) {
  const facts = createFacts({ ...needs, db: db.$pickTables<FactTable>() })
  conversation.turnFinished.subscribe(facts.turns)
  conversation.sessionFinished.subscribe(facts.sessions)
  conversation.turnsBrought.subscribe(facts.brought)
  const grading = createGrading(needs)
  const reviews = createReviews({
    ...needs,
    ...{ db: db.$pickTables<ReviewTable>(), facts, ...grading, takeTurn: conversation.takeTurn },
  })
  conversation.sessionFinished.subscribe(reviews.fromSession)
  const tutoring = createTutoring({ ...needs, ...grading, db: db.$pickTables<'lessons'>(), facts, reviews })
  guides.push(tutoring.guide, reviews.guide)
  const anki = createAnki({ ...needs, outside: reviews.outside, factId: facts.idOf })
  const goals = createGoals({
    ...needs,
    ...{
      db: db.$pickTables<GoalTable>(),
      log: facts,
      mastery: reviews.mastery,
      ordinarily: conversation.converse.reply,
    },
  })
  facts.recorded.subscribe(goals.look)
  conversation.turnFinished.subscribe(goals.farewell.said)
  guides.push(goals.farewell.guide)
  const adapting = createAdapting({
    ...{ ...needs, db, conversation, facts, guides },
    lessonsSince: tutoring.spansSince,
  })
  const { feedback, preferences, patterns, obeyed } = adapting
  const insights = createInsights({
    ...needs,
    ...{ db: db.$pickTables<InsightTable>(), count: facts.count, streak: goals.streak, reviews },
  })
  // Numbers are new at once; what stands out in them is looked for when somebody rests.
  facts.recorded.subscribe(insights.find, {
    when: ({ kinds }) => kinds.some((kind) => kind === 'session-end' || kind === 'review-session'),
    key: ({ userId }) => userId,
  })
  return {
    ...{ facts, goals, feedback, preferences, obeyed },
    /** What the doors of the house lead to. */
    doors: { anki, goals, reviews, feedback, preferences, patterns, insights },
    /** Those that hold something about people. */
    holders: { facts, goals, reviews, tutoring, insights, ...adapting.holders },
    recover: facts.recover,
    /** They bring back what an export holds of them. */
    bringBack: {
      ...{ facts: facts.bringBack, goals: goals.bringBack, reviews: reviews.bringBack },
      feedback: feedback.bringBack,
    },
    /** They hear what turns speak of. */
    followers: {
      spoken: facts.spoken,
      async merged(trx: AnyDb, ...concepts: [userId: string, from: string, into: string]) {
        await facts.merged(trx, ...concepts)
        await goals.merged(trx, ...concepts)
      },
    },

    /** Turns go, or have other words: what leads to them is taken out, and what was said of replies that go is about earlier ones then. */
    withdraw: (async (trx, userId, exchangeIds, how) => {
      await facts.withdraw(trx, userId, exchangeIds, how)
      await reviews.withdraw(trx, userId, exchangeIds, how)
      // Said of corrections only: what is written down for the first time has had no reply yet.
      for (const exchangeId of how?.reply === undefined ? [] : exchangeIds) {
        if (how?.reply) await feedback.dropped(trx, userId, exchangeId)
        await feedback.reworded(trx, userId, exchangeId)
      }
    }) satisfies Withdrawn,

    /** Makes what is derived of one learner anew, from the facts alone, in this order; turns of before there were facts become some first. */
    async rebuild(userId: string): Promise<void> {
      await facts.bring(userId)
      for (const { rebuild } of [facts, reviews, goals, preferences]) await rebuild(userId)
    },
  }
}
