import type { Llm } from '../providers/llm/llm.ts'
import type { Guide } from './guide.ts'
import { buildRequest } from './prompt.ts'
import type { Strategy } from './strategy.ts'

/** The ordinary guide: the language model, or the built-in companion, answers in its manner. */
export function createConverse({
  llm,
  maxTokens,
  temperature,
  strategy,
}: {
  llm: Llm
  maxTokens: number
  temperature?: number | undefined
  /** Undefined: the one that fits each turn. */
  strategy?: Strategy | undefined
}): Guide {
  return {
    name: 'converse',
    reply: ({ facts, recent, summary }, { signal }) =>
      llm.stream(buildRequest({ facts, recent, summary, strategy, maxTokens, temperature }), { signal }),
  }
}
