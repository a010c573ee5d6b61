import { createAdapting } from './adapting.ts'
import type { Conversation, Withdrawn } from './conversation/conversation.ts'
import type { AnyDb, Db } from './db/open.ts'
import { createFacts, type FactTable } from './facts/facts.ts'
import { createGoals, type GoalTable } from './goals/goals.ts'

type Needs = Omit<Parameters<typeof createFacts>[0] & Parameters<typeof createGoals>[0], 'db' | 'log' | 'mastery'> &
  Omit<Parameters<typeof createAdapting>[0], 'facts'> & {
    db: Db
    conversation: Pick<Conversation, 'turnFinished' | 'sessionFinished' | 'turnsBrought'>
  }

export type Measured = ReturnType<typeof createMeasured>

/** What is measured of learning: what happened, and everything that is counted from it. Each slice is given its own tables. */
export function createMeasured({ db, conversation, ...needs }: Needs) {
  const facts = createFacts({ ...needs, db: db.$pickTables<FactTable>() })
  conversation.turnFinished.subscribe(facts.turns)
  conversation.sessionFinished.subscribe(facts.sessions)
  conversation.turnsBrought.subscribe(facts.brought)
  const goals = createGoals({
    ...{ ...needs, db: db.$pickTables<GoalTable>(), log: facts },
    // Nothing is mastered that was never reviewed.
    mastery: async () => [],
  })
  facts.recorded.subscribe(goals.look)
  const adapting = createAdapting({ ...needs, db, conversation, facts })
  const { feedback, preferences, patterns, obeyed } = adapting
  return {
    ...{ facts, goals, feedback, preferences, obeyed },
    /** What the doors of the house lead to. */
    doors: { goals, feedback, preferences, patterns },
    /** Those that hold something about people. */
    holders: { facts, goals, ...adapting.holders },
    recover: facts.recover,
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
      // Said of corrections only: what is written down for the first time has had no reply yet.
      for (const exchangeId of how?.reply === undefined ? [] : exchangeIds) {
        if (how?.reply) await feedback.dropped(trx, userId, exchangeId)
        await feedback.reworded(trx, userId, exchangeId)
      }
    }) satisfies Withdrawn,

    /** Makes what is derived of one learner anew, from the facts alone, in this order; turns of before there were facts become some first. */
    async rebuild(userId: string): Promise<void> {
      await facts.bring(userId)
      for (const { rebuild } of [facts, goals, preferences]) await rebuild(userId)
    },
  }
}
