import type { ToolUse } from '@lva/contracts/conversation'
import type { RecalledPassage, Tool, ToolCall } from '../providers/llm/llm.ts'
import type { Context } from './context.ts'

/** What came of a call of a tool. */
export interface ToolOutcome {
  /** What the model is told; data, never instruction. A failure is a sentence. */
  text: string
  /** By the name that was called; it is kept by the one that people know. */
  use: ToolUse
  /** Nothing left the house for it: what it tells is what the house worked out itself. */
  own: boolean
  /** What a reply may lean on and quote; the loop gives them their ids. */
  sources?: readonly Omit<RecalledPassage, 'id'>[]
  /** Something that gave orders to whoever answers was left out of it already. */
  ordered?: boolean
}

/** The turn a tool runs in. */
export interface ToolTurn {
  context: Context
  signal: AbortSignal
}

/** What may be done in a turn besides speaking. */
export interface ToolBox {
  /**
   * What a model may call in this turn: what the learner permits, and nothing that changes anything, whatever was recalled. Those are done
   * when the learner's own words ask for them, by rules.
   */
  offered(context: Context): Promise<readonly Tool[]>
  /**
   * Runs a call. Whatever the input is, it fails with a sentence for the model. Resolves soon after `signal` aborts, as `stopped`. Never
   * rejects.
   */
  run(call: ToolCall, turn: ToolTurn): Promise<ToolOutcome>
}
