import type { Llm } from '../providers/llm/llm.ts'
import type { Led } from './guide.ts'
import { buildRequest } from './prompt.ts'
import type { Strategy } from './strategy.ts'
import type { ToolBox } from './tool-box.ts'
import { toolLoop } from './tool-loop.ts'

/** The ordinary guide: the language model, or the built-in companion, answers in its manner. */
export function createConverse({
  llmFor,
  tools,
  maxTokens,
  temperature,
  strategy,
  now,
}: {
  llmFor: (userId: string) => Llm
  /** What a model may call. Undefined: nothing. */
  tools?: ToolBox | undefined
  maxTokens: number
  temperature?: number | undefined
  /** Undefined: the one that fits each turn. */
  strategy?: Strategy | undefined
  now: () => Date
}): Led {
  return {
    name: 'converse',
    reply(context, replying) {
      const { userId, facts, recent, summary } = context
      const llm = llmFor(userId)
      const request = buildRequest({ facts, recent, summary, strategy, maxTokens, temperature })
      // The built-in companion calls nothing: rules do for it what tools do for a model.
      if (!tools || llm.name === 'companion') return llm.stream(request, replying)
      return toolLoop({ llm, box: tools, context, request, now }, replying)
    },
  }
}
