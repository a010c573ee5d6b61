import type { z } from 'zod'
import type { ToolOutcome, ToolTurn } from '../conversation/conversation.ts'

/** What is told of a tool, whoever may use it. */
export interface ToolDescription {
  /** As a model and the record of a turn know it: at most 64 letters, digits, `_` and `-`. */
  name: string
  /** What the page calls it: the key of a text, or the name itself for a tool of another server. */
  title: string
  /** For a model, and for whoever decides about it: what it does, in a sentence or two. */
  description: string
  /** Whether anything is different afterwards. What changes something is never offered to a model. */
  effect: 'reads' | 'changes'
  /** Whether anything leaves this house for it. */
  reaches: 'house' | 'outside'
}

/** What a run of a tool gives: a text for a model, what is missing in it, and what a reply may quote. */
export type ToolAnswer = Pick<ToolOutcome, 'text' | 'sources' | 'ordered'> & { detail?: string | null }

/** Something that can be done in a turn besides speaking. */
export interface CompanionTool<Input = unknown> extends ToolDescription {
  /** What `run` is given; anything else is refused before. */
  input: z.ZodType<Input>
  /** The JSON Schema a model is shown, where it is not made from `input`. */
  schema?: Record<string, unknown>
  /** Milliseconds after which it counts as failed. */
  timeoutMs: number
  /** Throws Problem or ProviderError where it cannot; aborting the turn's signal stops it. */
  run(input: Input, turn: ToolTurn): Promise<ToolAnswer>
}
