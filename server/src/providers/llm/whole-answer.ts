import { ProviderError } from '../provider-error.ts'
import type { Llm, LlmRequest } from './llm.ts'

/**
 * All words of one answer. Null when nobody answered, or only the built-in companion, which reads and judges nothing; whoever asks goes by
 * rules then.
 */
export async function wholeAnswer(llm: Llm, request: LlmRequest, signal: AbortSignal): Promise<string | null> {
  if (llm.name === 'companion') return null
  let text = ''
  try {
    for await (const part of llm.stream(request, { signal })) {
      if (part.type === 'start' && part.provider === 'companion') return null
      if (part.type === 'delta') text += part.text
    }
  } catch (error) {
    if (error instanceof ProviderError) return null
    throw error
  }
  return text
}

/** The JSON object in an answer, whatever stands around it; null where there is none. */
export function jsonIn(answer: string): unknown {
  const [from, to] = [answer.indexOf('{'), answer.lastIndexOf('}')]
  if (from < 0 || to < from) return null
  try {
    return JSON.parse(answer.slice(from, to + 1))
  } catch {
    return null
  }
}

/** Somebody's words as data: unable to close the element that marks them as such. */
export function asData(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
