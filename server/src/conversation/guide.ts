import type { LlmPart } from '../providers/llm/llm.ts'
import type { Context } from './context.ts'

/**
 * Leads a turn: says what is answered. Storage, streaming and interruption are the same for all guides. A guide that answers nothing
 * (capture) is null. The parts are those of a language model; `start` comes first and says who speaks.
 */
export interface Guide {
  readonly name: string
  reply(context: Context, options: { signal: AbortSignal }): AsyncIterable<LlmPart>
}
