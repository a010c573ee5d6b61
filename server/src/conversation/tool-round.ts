import type { Llm, LlmPart, LlmRequest, ToolCall, Usage } from '../providers/llm/llm.ts'
import { createCalls } from './tool-calls.ts'

/** Calls that are read of one answer; a model that goes on calling is not listened to any longer. */
const CALLS_AT_ONCE_MAX = 16

type End = Extract<LlmPart, { type: 'end' }>

/** One answer of a model: what it said, and what it wants run. */
export interface Round {
  text: string
  calls: ToolCall[]
  reason: End['reason']
}

/**
 * Listens to a model, answer after answer, as to one speaker: `start` comes again only where somebody else speaks, calls come out only where
 * nobody offered that, and `end` not at all. `usage` is that of all answers; what no vendor told stays unknown.
 */
export function createListening(llm: Llm, signal: AbortSignal) {
  const usage: Usage = {}
  const inHistory = createCalls()
  let speaker = ''

  function isNews(part: LlmPart, offered: ReadonlySet<string>): boolean {
    if (part.type === 'tool-call') return !offered.has(part.name)
    if (part.type !== 'start') return part.type === 'delta'
    const before = speaker
    speaker = `${part.provider} ${part.model}`
    return speaker !== before
  }

  function count(told: Usage) {
    for (const key of ['inputTokens', 'outputTokens', 'cachedInputTokens', 'cacheWriteTokens'] as const)
      if (told[key] !== undefined) usage[key] = (usage[key] ?? 0) + told[key]
  }

  return {
    usage,
    async *listen(
      request: LlmRequest,
      offered: ReadonlySet<string>,
    ): AsyncGenerator<Exclude<LlmPart, End>, Round, undefined> {
      const round: Round = { text: '', calls: [], reason: 'complete' }
      for await (const part of llm.stream(request, { signal })) {
        if (part.type === 'end') {
          round.reason = part.reason
          count(part.usage)
          continue
        }
        if (isNews(part, offered)) yield part
        if (part.type === 'delta') round.text += part.text
        if (part.type === 'tool-call' && round.calls.push(inHistory(part)) === CALLS_AT_ONCE_MAX) break
      }
      return round
    },
  }
}
