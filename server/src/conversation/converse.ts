import type { Llm } from '../providers/llm/llm.ts'
import type { Guide } from './guide.ts'
import { buildRequest } from './prompt.ts'

/** The ordinary guide: the language model, or the built-in companion, answers in its manner. */
export function createConverse({
  llm,
  maxTokens,
  temperature,
}: {
  llm: Llm
  maxTokens: number
  temperature?: number | undefined
}): Guide {
  return {
    name: 'converse',
    reply: ({ facts, recent, summary }, { signal }) =>
      llm.stream(buildRequest({ facts, recent, summary, maxTokens, temperature }), { signal }),
  }
}
