import type { AnsweredBy, Exchange, ReplyMark, Source, ToolUse, TurnAnswer } from '@lva/contracts/conversation'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** An exchange as it is stored. */
export type ExchangeRow = Selectable<Tables['exchanges']>

/** As the history shows it. */
export function toExchange(row: ExchangeRow): Exchange {
  return {
    id: row.id,
    timestamp: row.said_at,
    user_text: row.user_text,
    agent_text: row.agent_text,
    intent: row.intent,
    metadata: {
      state: row.state,
      answered_by: answeredBy(row),
      answered_at: row.answered_at,
      sources: sourcesOf(row),
      marks: marksOf(row),
      tools: toolsOf(row),
      spoken: row.spoken === 1,
      recording_id: row.recording_id,
      corrected: row.corrected === 1,
      unheard_text: row.unheard_text,
    },
  }
}

/** As the answer to the turn. */
export function toAnswer(row: ExchangeRow): TurnAnswer {
  const sources = sourcesOf(row)
  const marks = marksOf(row)
  const tools = toolsOf(row)
  return {
    session_id: row.session_id,
    exchange_id: row.id,
    user_text: row.user_text,
    agent_text: row.agent_text,
    intent: row.intent,
    timestamp: row.said_at,
    answered_by: answeredBy(row),
    ...(sources.length > 0 ? { sources } : {}),
    ...(marks.length > 0 ? { marks } : {}),
    ...(tools.length > 0 ? { tools } : {}),
  }
}

function answeredBy({ provider, model }: ExchangeRow): AnsweredBy | null {
  return provider === null ? null : { provider, model }
}

// All are written by answer.ts alone, from the contract's own types. Sources of earlier releases are turns and do not say so.
const sourcesOf = (row: ExchangeRow): Source[] =>
  (JSON.parse(row.sources) as Source[]).map((source) => ({ ...TURN, ...source }))
const TURN = {
  ...{ kind: 'turn', source_id: null, title: null, place: null },
  ...{ url: null, found_by: null, number: null },
} as const
const marksOf = (row: ExchangeRow): ReplyMark[] => JSON.parse(row.marks) as ReplyMark[]
const toolsOf = (row: ExchangeRow): ToolUse[] => JSON.parse(row.tools) as ToolUse[]
