import type { Settings } from '@lva/contracts/accounts'
import { z } from 'zod'
import type { Context, ToolBox, ToolOutcome, ToolTurn } from '../conversation/conversation.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import type { Tool, ToolCall } from '../providers/llm/llm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { isOffered } from './permission.ts'
import type { CompanionTool, ToolAnswer } from './tool.ts'

/** Longest text a model is told, in characters. */
export const RESULT_MAX = 6_000
/** Longest input, as JSON. */
const INPUT_MAX = 20_000

/** Why a run ended without an answer. */
class Ended extends Error {
  readonly state: 'failed' | 'stopped'

  constructor(state: 'failed' | 'stopped', message: string) {
    super(message)
    this.state = state
  }
}

/**
 * What a model may do in a turn. Nothing that changes anything is ever offered or run, whatever was recalled and whatever the model calls.
 * `all` is asked each time, because tools come and go.
 */
export function createBox({
  all,
  settingsOf,
  clock,
}: {
  all: () => Promise<readonly CompanionTool[]>
  settingsOf: (userId: string) => Promise<Pick<Settings, 'look_up' | 'tools_off'>>
  clock: Clock
}): ToolBox {
  async function permitted({ userId }: Context): Promise<CompanionTool[]> {
    const [tools, chosen] = await Promise.all([all(), settingsOf(userId)])
    return tools.filter((tool) => isOffered(tool, chosen))
  }

  async function called(call: ToolCall, { context }: ToolTurn): Promise<CompanionTool> {
    const tool = (await permitted(context)).find(({ name }) => name === call.name)
    if (!tool) throw new Ended('failed', 'There is no such tool, or it may not be used here.')
    return tool
  }

  async function answer(tool: CompanionTool, call: ToolCall, turn: ToolTurn): Promise<ToolAnswer> {
    const input = inputOf(tool, call.input)
    const late = new AbortController()
    const cancel = clock.after(tool.timeoutMs, () => late.abort())
    const signal = AbortSignal.any([turn.signal, late.signal])
    const ended = Promise.withResolvers<never>()
    // What nobody waits for any more may end as it likes.
    ended.promise.catch(() => {})
    signal.addEventListener('abort', () => ended.reject(whyEnded(turn.signal)), { once: true })
    try {
      if (turn.signal.aborted) throw whyEnded(turn.signal)
      return await Promise.race([tool.run(input, { ...turn, signal }), ended.promise])
    } finally {
      cancel()
    }
  }

  return {
    offered: async (context) => (await permitted(context)).map(shown),

    async run(call, turn): Promise<ToolOutcome> {
      const began = clock.ms()
      const use = (state: 'done' | 'failed' | 'stopped', detail: string | null) => ({
        ...{ name: call.name, state, detail },
        ms: Math.max(0, Math.round(clock.ms() - began)),
      })
      let own = false
      try {
        const tool = await called(call, turn)
        own = tool.reaches === 'house'
        const { text, detail = null, ...more } = await answer(tool, call, turn)
        return { ...more, own, text: bounded(text), use: use('done', detail) }
      } catch (error) {
        const why = sentenceOf(error)
        return { text: why, own, use: use(error instanceof Ended ? error.state : 'failed', why) }
      }
    },
  }
}

function shown({ name, description, input, schema }: CompanionTool): Tool {
  return { name, description, parameters: schema ?? schemaOf(input) }
}

// Every turn offers the same, and making one takes longer than all the rest of offering it.
const schemas = new WeakMap<z.ZodType, Record<string, unknown>>()

function schemaOf(input: z.ZodType): Record<string, unknown> {
  const made = schemas.get(input) ?? (z.toJSONSchema(input, { io: 'input' }) as Record<string, unknown>)
  schemas.set(input, made)
  return made
}

function inputOf(tool: CompanionTool, given: unknown): unknown {
  if ((JSON.stringify(given) ?? '').length > INPUT_MAX)
    throw new Ended('failed', `The input of ${tool.name} is too long.`)
  const read = tool.input.safeParse(given)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = issue?.path.length ? ` (${issue.path.join('.')})` : ''
  throw new Ended(
    'failed',
    bounded(`That is no input for ${tool.name}${place}: ${issue?.message ?? 'it is something else'}.`),
  )
}

const whyEnded = (turn: AbortSignal) =>
  turn.aborted ? new Ended('stopped', 'It was stopped.') : new Ended('failed', 'It took too long.')

function sentenceOf(error: unknown): string {
  if (error instanceof Ended || error instanceof Problem) return bounded(error.message)
  if (error instanceof ProviderError) return 'It does not answer just now.'
  return 'It failed.'
}

const bounded = (text: string) => text.slice(0, RESULT_MAX).toWellFormed()
