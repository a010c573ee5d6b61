import type { LlmRequest, RecalledPassage, Tool, TurnFacts } from '../providers/llm/llm.ts'
import { passageList, quoted } from './prompt.ts'
import { CITING_RULES, TOOL_RULES } from './prompt-wording.ts'

/** The request for a reply that may call these tools; their rules stand with what never changes, so that vendors can cache them. Pure. */
export function offering(request: LlmRequest, tools: Tool[]): LlmRequest {
  const { stable, changing } = request.system
  return { ...request, system: { stable: `${stable}\n\n${TOOL_RULES}`, changing }, tools }
}

/** The same once pages have come back: how they are cited. Pure. */
export function citing(request: LlmRequest): LlmRequest {
  const { stable, changing } = request.system
  return { ...request, system: { stable, changing: `${changing}\n\n${CITING_RULES}` } }
}

/** What a model is told of a call: data within marks that no text of it can close, and the sources with their ids. Pure. */
export function resultText(text: string, sources: readonly RecalledPassage[], facts: TurnFacts): string {
  const found = sources.length > 0 ? `\n${passageList(sources, facts)}` : ''
  return `<result>\n${quoted(text)}${found}\n</result>`
}
