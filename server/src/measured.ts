import type { Conversation } from './conversation/conversation.ts'
import type { Db } from './db/open.ts'
import { createFacts, type FactTable } from './facts/facts.ts'

type Needs = Omit<Parameters<typeof createFacts>[0], 'db'> & {
  db: Db
  conversation: Pick<Conversation, 'turnFinished' | 'sessionFinished' | 'turnsBrought'>
}

/** What is measured of learning: what happened, and everything that is counted from it. Each slice is given its own tables. */
export function createMeasured({ db, conversation, ...needs }: Needs) {
  const facts = createFacts({ ...needs, db: db.$pickTables<FactTable>() })
  conversation.turnFinished.subscribe(facts.turns)
  conversation.sessionFinished.subscribe(facts.sessions)
  conversation.turnsBrought.subscribe(facts.brought)
  return {
    facts,
    /** Those that hold something about people. */
    holders: { facts },
    recover: facts.recover,
    withdraw: facts.withdraw,
    /** They hear what turns speak of. */
    followers: { spoken: facts.spoken, merged: facts.merged },

    /** Makes what is derived of one learner anew, from the facts alone, in this order; turns of before there were facts become some first. */
    async rebuild(userId: string): Promise<void> {
      await facts.bring(userId)
      for (const { rebuild } of [facts]) await rebuild(userId)
    },
  }
}
