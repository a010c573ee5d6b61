import { LRUCache } from 'lru-cache'

const LEARNERS_MAX = 500
const ANSWERS_MAX = 50
/** What another process changes without a word to this one is seen after so long. */
const STAY_MS = 30_000

/**
 * Keeps answers for each learner until something happens to them. `overhear` calls back with their id, or with null when it may have missed
 * something.
 */
export function createAnswers({ overhear }: { overhear: (ear: (userId: string | null) => void) => void }) {
  const kept = new LRUCache<string, Map<string, Promise<unknown>>>({ max: LEARNERS_MAX, ttl: STAY_MS })
  overhear((userId) => {
    if (userId === null) kept.clear()
    else kept.delete(userId)
  })

  return {
    /** The answer to a question, found out only if it is not known; one that fails is asked again the next time. */
    ask<Answer>(userId: string, question: readonly unknown[], find: () => Promise<Answer>): Promise<Answer> {
      const key = JSON.stringify(question)
      let own = kept.get(userId)
      if (!own || own.size >= ANSWERS_MAX) {
        own = new Map()
        kept.set(userId, own)
      }
      const known = own.get(key) as Promise<Answer> | undefined
      if (known) return known
      const answers = own
      const answer = find()
      // What is being found out while something happens stands in a map that nobody asks any more.
      answers.set(key, answer)
      answer.catch(() => answers.delete(key))
      return answer
    },
  }
}
