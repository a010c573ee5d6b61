import type { ToolUse } from '@lva/contracts/conversation'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Learner } from '../learner.ts'
import type { LlmPart, RecalledPassage } from '../providers/llm/llm.ts'
import type { Asked, Context } from './context.ts'
import type { ExchangeRow } from './exchange-row.ts'

/**
 * What a guide has found out about the turn, for its own `keep`; once at most, and before the first word. `sources`: what the reply is
 * going to quote, to be shown beside it, and of pages what it cites; their `id`s are no other's. `ruled`: rules say it, in the learner's own material, and no model words any
 * of it, so that nothing in it can be made up.
 */
export interface Outcome {
  type: 'outcome'
  outcome: unknown
  sources?: readonly RecalledPassage[]
  ruled?: boolean
}

/**
 * A tool has begun or ended, by the same name; nothing else may come for a while. `use` is there when it has ended, and is recorded. `outside`:
 * something left the house for it.
 */
export interface ToolState {
  type: 'tool'
  name: string
  use?: ToolUse
  outside?: boolean
}

/**
 * What came back from a tool while the reply is being made; any number of times, also after first words. It is a ground from then on. `sources`
 * are shown beside the reply where that cites them; their `id`s are no other's. `told`: what the house worked out itself, such as a sum.
 * `ordered`: something in it gave orders, and was left out.
 */
export interface Found {
  type: 'found'
  sources: readonly RecalledPassage[]
  told?: readonly string[]
  ordered?: boolean
}

/** What a guide says, does and has found out. */
export type Part = LlmPart | Outcome | ToolState | Found

/** How a reply is asked for. */
export interface Replying {
  /** Aborting it is an interruption. */
  signal: AbortSignal
  /**
   * Resolves when the turn is stored and this is its reply; rejects when it never will be. A reply may be begun before its turn is over: what
   * leaves the house or changes anything waits for it.
   */
  real: Promise<void>
}

/**
 * Leads a turn: says what is answered. Storage, streaming and interruption are the same for all guides. A guide that answers nothing
 * (capture) is null. The parts are those of a language model; `start` comes first and says who speaks.
 */
export interface Guide {
  readonly name: string
  /** The turns it leads are orders to the companion and tell nothing of the learner: nothing is learnt from them, and none is recalled. */
  readonly orders?: boolean
  /** Whether this turn is for it. A guide that does not say takes every turn. It may be asked about words that become no turn. */
  leads?(learner: Learner, asked: Asked): boolean | Promise<boolean>
  reply(context: Context, replying: Replying): AsyncIterable<Part>
  /** Keeps an outcome in the transaction that records the reply: they stand or fall together. */
  keep?(trx: Transaction<Tables>, learner: Learner, exchange: ExchangeRow, outcome: unknown): Promise<void>
  /** Hears that its outcome was kept, after the commit: what it tells others may be looked up at once. It must not throw. */
  kept?(learner: Learner, outcome: unknown): void
}

/** Chooses who leads a turn. `answers`: the name of the guide whose question it answers, which leads it then. */
export type Lead = (learner: Learner, asked: Asked, answers?: string) => Promise<Guide>

/** The first guide that wants the turn; `everybody` leads what nobody else does. */
export function leading(guides: readonly Guide[], everybody: Guide): Lead {
  return async (learner, asked, answers) => {
    const meant = answers === undefined ? undefined : guides.find(({ name }) => name === answers)
    if (meant) return meant
    for (const guide of guides) if (!guide.leads || (await guide.leads(learner, asked))) return guide
    return everybody
  }
}
