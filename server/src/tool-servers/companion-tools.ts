import { z } from 'zod'
import { Problem } from '../problem.ts'
import type { CompanionTool } from '../tools/tools.ts'
import type { OutsideTool } from './offering.ts'
import { ToolServerTrouble } from './trouble.ts'

/** A little more than what a tool server is given, so that its own end says why. */
const PATIENCE_MS = 6_000
const DROPPED_SHOWN = 10

/** Tools of other servers as the companion knows tools: they read, and words leave this house for them. */
export function companionTools(tools: readonly OutsideTool[]): CompanionTool[] {
  return tools.map(({ name, title, description, schema, run }) => ({
    ...{ name, title, description, effect: 'reads', reaches: 'outside', timeoutMs: PATIENCE_MS },
    // What it takes is measured where it leaves.
    ...{ input: z.unknown(), schema: { ...schema } },
    async run(input, { context: { facts }, signal }) {
      try {
        const { text, dropped } = await run(input, { said: [...facts.saidInSession, facts.text], signal })
        return { text: [text || 'It answered nothing.', ...leftOut(dropped)].join('\n') }
      } catch (error) {
        if (error instanceof ToolServerTrouble)
          throw new Problem('tool-server-unusable', error.message, { cause: error })
        throw error
      }
    },
  }))
}

const leftOut = (dropped: readonly string[]) =>
  dropped.length > 0
    ? [`(Not sent, because the learner did not say it: ${dropped.slice(0, DROPPED_SHOWN).join(', ')}.)`]
    : []
