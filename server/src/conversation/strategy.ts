import type { TurnFacts } from '../providers/llm/llm.ts'

/** How the model is asked. `reasoning` lets it think in private first; `retrieval` leans on what was said before. */
export type Strategy = 'basic' | 'few-shot' | 'socratic' | 'retrieval' | 'reasoning'

const STUCK = /\b(?:stuck|confused|lost|don['’]?t (?:get|understand|know)|struggl\w+|no idea)\b/i
const NEEDS_THOUGHT =
  /\b(?:why|how come|compare|difference between|prove|derive|trade-?offs?|calculate|solve|step by step)\b/i

/**
 * The strategy that fits a turn when none is fixed. A question about something said before is answered from there; one that
 * needs steps gets private reasoning; whoever explains or is stuck is asked instead of told; short turns get examples of the manner.
 */
export function strategyFor(facts: Pick<TurnFacts, 'intent' | 'text' | 'recalled'>): Strategy {
  const words = facts.text.trim().split(/\s+/).length
  if (facts.intent === 'end_conversation' || facts.intent === 'command') return 'basic'
  if (facts.intent === 'question') {
    if (NEEDS_THOUGHT.test(facts.text)) return 'reasoning'
    return facts.recalled.length > 0 ? 'retrieval' : 'basic'
  }
  if (STUCK.test(facts.text)) return 'socratic'
  if (facts.intent === 'listing' || words < 10) return 'few-shot'
  return facts.recalled.length > 0 && facts.intent === 'statement' ? 'retrieval' : 'socratic'
}
