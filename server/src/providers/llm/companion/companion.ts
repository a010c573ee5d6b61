import type { Llm, LlmPart, LlmRequest } from '../llm.ts'
import { replyTo } from './reply.ts'
import { summaryOf } from './summary.ts'

/** Words of one delta. */
const WORDS_AT_ONCE = 3

/**
 * The built-in speaker: no language model and no network. It lives on `request.facts` alone: reflects what the learner said,
 * recalls related things with their dates, asks one question, and sums up. Never throws a ProviderError; ends quietly when aborted.
 */
export function createCompanion(): Llm {
  return {
    name: 'companion',
    model: null,
    async *stream(request: LlmRequest, { signal }: { signal: AbortSignal }): AsyncGenerator<LlmPart, void, undefined> {
      if (signal.aborted) return
      yield { type: 'start', provider: 'companion', model: null }
      const reply = request.purpose === 'summary' ? summaryOf(request.facts) : replyTo(request.facts)
      for (const text of wordGroups(reply)) {
        if (signal.aborted) return
        yield { type: 'delta', text }
      }
      if (!signal.aborted) yield { type: 'end', reason: 'complete', usage: {} }
    },
  }
}

/** The text in groups of three words, blanks kept, so that joining them gives the text again. */
function* wordGroups(text: string): Generator<string> {
  const pieces = text.split(/(?<=\S)(?=\s)/)
  for (let at = 0; at < pieces.length; at += WORDS_AT_ONCE) yield pieces.slice(at, at + WORDS_AT_ONCE).join('')
}
