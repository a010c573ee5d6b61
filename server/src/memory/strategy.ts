import type { SearchRequest } from '@lva/contracts/search'
import { isEmpty, type Question } from './question.ts'

/** How much the two orders count where both are looked at. Read off bench/retrieval with a small sentence model. */
const BOTH = { weight: 0.15, wordsWeight: 1 }

/**
 * How much of a search is looked for by meaning; null: nothing. `adaptive` looks at both, but where words are quoted, or one is still being
 * typed, only they can be meant.
 */
export function weighed(
  strategy: SearchRequest['strategy'],
  question: Question,
): { weight: number; wordsWeight: number } | null {
  if (strategy === 'keyword' || isEmpty(question)) return null
  if (strategy === 'semantic') return { weight: 1, wordsWeight: 0 }
  const typing = question.beginning && question.terms.length === 1
  if (strategy === 'adaptive' && (typing || question.phrases.length > 0 || question.terms.length === 0)) return null
  return BOTH
}
