import type { SearchRequest } from '@lva/contracts/search'
import type { Meaning } from './find.ts'
import type { Question } from './question.ts'

/** How much the two orders count where both are looked at. Read off bench/retrieval with a small sentence model. */
const BOTH = { weight: 0.15, wordsWeight: 1 }

/**
 * What of a search is looked for by meaning; null: nothing. `adaptive` looks at both, but where words are quoted, or one is still being
 * typed, only they can be meant.
 */
export function meaningOf(strategy: SearchRequest['strategy'], text: string, question: Question): Meaning | null {
  if (strategy === 'keyword') return null
  if (strategy === 'semantic') return { text, weight: 1, wordsWeight: 0 }
  const typing = question.beginning && question.terms.length === 1
  if (strategy === 'adaptive' && (typing || question.phrases.length > 0 || question.terms.length === 0)) return null
  return { text, ...BOTH }
}
