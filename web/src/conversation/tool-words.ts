import type { ToolUse } from '@lva/contracts/conversation'
import { t } from '../messages/messages.ts'
import './sources.en.ts'

const KNOWN = ['research', 'calculator', 'time', 'memory', 'settings'] as const

/** Which of the house's own tools it is; `other` is one of a tool server. */
export const kindOfTool = (name: string): (typeof KNOWN)[number] | 'other' =>
  KNOWN.find((each) => each === name) ?? 'other'

/** Whom a tool of a tool server, `<server>/<tool>`, belongs to; `<server>__<tool>` where only such names are allowed. */
export const serverOf = (name: string): string => name.split(/\/|__/)[0] ?? name

const distinct = (words: string[]) => [...new Set(words)]

/** What was done for a reply besides speaking, each once, in words. What failed is not among it. */
export const doneWith = (tools: readonly ToolUse[]): string[] =>
  distinct(
    tools
      .filter(({ state }) => state === 'done')
      .map(({ name }) => t(`did.${kindOfTool(name)}`, { name: serverOf(name) })),
  )

/** What went wrong or is missing, each sentence once. */
export const missingFrom = (tools: readonly ToolUse[]): string[] =>
  distinct(tools.flatMap(({ detail }) => (detail ? [detail] : [])))
