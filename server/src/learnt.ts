import type { Settings } from '@lva/contracts/accounts'
import { type AnalysisTable, createAnalysis, SESSION_TURNS_MIN } from './analysis/analysis.ts'
import type { Conversation } from './conversation/conversation.ts'
import type { Db } from './db/open.ts'
import { createKnowledge, type GraphTable } from './knowledge/knowledge.ts'
import { createMemories, type MemoryTable } from './memories/memories.ts'

type Needs = Omit<
  Parameters<typeof createKnowledge>[0] & Parameters<typeof createMemories>[0] & Parameters<typeof createAnalysis>[0],
  'db' | 'graph' | 'wantsMemories' | 'documentsOf' | 'knowledge' | 'replaced' | 'wantsAnalyses'
> & {
  db: Db
  sessionFinished: Conversation['sessionFinished']
  settingsOf: (userId: string) => Promise<Settings>
}

/**
 * What is learnt from sessions that are over: what learners say of themselves, what they speak of, and what came out of it. Each slice is
 * given its own tables.
 */
export function createLearnt({ db, sessionFinished, settingsOf, ...needs }: Needs) {
  const knowledge = createKnowledge({
    ...{ ...needs, db: db.$pickTables<GraphTable>() },
    async documentsOf(userId, ids) {
      const owned = db.selectFrom('documents').select('id').where('user_id', '=', userId)
      return (await owned.where('id', 'in', ids).execute()).map(({ id }) => id)
    },
  })
  const memories = createMemories({
    ...needs,
    ...{ db: db.$pickTables<MemoryTable>(), graph: knowledge },
    wantsMemories: async (userId) => (await settingsOf(userId)).memories,
  })
  sessionFinished.subscribe(memories.learn, { key: ({ userId }) => userId })
  const analysis = createAnalysis({
    ...needs,
    ...{ db: db.$pickTables<AnalysisTable>(), knowledge, replaced: memories.replaced },
    wantsAnalyses: async (userId) => (await settingsOf(userId)).analyses,
  })
  sessionFinished.subscribe(analysis.ofSession, { when: ({ turns }) => turns >= SESSION_TURNS_MIN })
  return { knowledge, memories, analysis }
}
