import type { Llm } from '../providers/llm/llm.ts'
import type { Guide } from './guide.ts'
import { buildRequest } from './prompt.ts'
import type { Strategy } from './strategy.ts'

/** The ordinary guide: the language model, or the built-in companion, answers in its manner. */
export function createConverse({
  llmFor,
  maxTokens,
  temperature,
  strategy,
}: {
  llmFor: (userId: string) => Llm
  maxTokens: number
  temperature?: number | undefined
  /** Undefined: the one that fits each turn. */
  strategy?: Strategy | undefined
}): Guide {
  return {
    name: 'converse',
    reply: ({ userId, facts, recent, summary }, { signal }) =>
      llmFor(userId).stream(buildRequest({ facts, recent, summary, strategy, maxTokens, temperature }), { signal }),
  }
}
