import type { Conversation } from './conversation/conversation.ts'
import type { AnyDb, Db } from './db/open.ts'
import { createFacts, type FactTable } from './facts/facts.ts'
import { createGoals, type GoalTable } from './goals/goals.ts'

type Needs = Omit<Parameters<typeof createFacts>[0] & Parameters<typeof createGoals>[0], 'db' | 'log' | 'mastery'> & {
  db: Db
  conversation: Pick<Conversation, 'turnFinished' | 'sessionFinished' | 'turnsBrought'>
}

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
  return {
    facts,
    goals,
    /** Those that hold something about people. */
    holders: { facts, goals },
    recover: facts.recover,
    withdraw: facts.withdraw,
    /** They hear what turns speak of. */
    followers: {
      spoken: facts.spoken,
      async merged(trx: AnyDb, ...concepts: [userId: string, from: string, into: string]) {
        await facts.merged(trx, ...concepts)
        await goals.merged(trx, ...concepts)
      },
    },

    /** Makes what is derived of one learner anew, from the facts alone, in this order; turns of before there were facts become some first. */
    async rebuild(userId: string): Promise<void> {
      await facts.bring(userId)
      for (const { rebuild } of [facts, goals]) await rebuild(userId)
    },
  }
}
