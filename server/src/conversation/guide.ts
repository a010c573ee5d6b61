import type { ToolUse } from '@lva/contracts/conversation'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Learner } from '../learner.ts'
import type { LlmPart, RecalledPassage } from '../providers/llm/llm.ts'
import type { Asked, Context } from './context.ts'
import type { ExchangeRow } from './exchange-row.ts'

/**
 * What a guide has found out about the turn, for its own `keep`; once at most, and before the first word. `sources`: what the reply is
 * going to quote, to be shown beside it, and of pages what it cites; their `id`s are no other's. `ruled`: rules say it, in the learner's own
 * material, and no model words any of it, so that nothing in it can be made up.
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

/** Answers a turn. The parts are those of a language model; `start` comes first and says who speaks. */
export type Reply = (context: Context, replying: Replying) => AsyncIterable<Part>

/** What every guide is; storage, streaming and interruption are the same for all of them. */
interface Leader {
  readonly name: string
  /** The turns it leads are orders to the companion and tell nothing of the learner: nothing is learnt from them, and none is recalled. */
  readonly orders?: boolean
  /** Keeps an outcome in the transaction that records the reply: they stand or fall together. */
  keep?(trx: Transaction<Tables>, learner: Learner, exchange: ExchangeRow, outcome: unknown): Promise<void>
  /** Hears that its outcome was kept, after the commit: what it tells others may be looked up at once. It must not throw. */
  kept?(learner: Learner, outcome: unknown): void
}

/** Who leads a turn, and answers it. */
export interface Led extends Leader {
  reply: Reply
}

/** Answers any turn it is given; `leads`: whether this one is for it. One that does not say takes every turn. */
interface Answering extends Led {
  leads?(learner: Learner, asked: Asked): boolean | Promise<boolean>
}

/** Leads the turns whose words it understands: `leads` is how this one is answered then, and null where it is not for it. */
interface Understanding extends Leader {
  leads(learner: Learner, asked: Asked): Reply | null | Promise<Reply | null>
}

/**
 * Leads a turn: says what is answered. A guide that answers nothing (capture) is null. Whether a turn is for it may be asked about words that
 * become no turn.
 */
export type Guide = Answering | Understanding

/** Chooses who leads a turn. `answers`: the name of the guide whose question it answers, which leads it then. */
export type Lead = (learner: Learner, asked: Asked, answers?: string) => Promise<Led>

const answersAll = (guide: Guide): guide is Answering => 'reply' in guide

/** The first guide that wants the turn; `everybody` leads what nobody else does. */
export function leading(guides: readonly Guide[], everybody: Led): Lead {
  async function led(guide: Guide, learner: Learner, asked: Asked): Promise<Led | null> {
    if (answersAll(guide)) return !guide.leads || (await guide.leads(learner, asked)) ? guide : null
    const reply = await guide.leads(learner, asked)
    return reply && { ...guide, reply }
  }

  return async (learner, asked, answers) => {
    const meant = answers === undefined ? undefined : guides.filter(answersAll).find(({ name }) => name === answers)
    if (meant) return meant
    for (const guide of guides) {
      const found = await led(guide, learner, asked)
      if (found) return found
    }
    return everybody
  }
}
