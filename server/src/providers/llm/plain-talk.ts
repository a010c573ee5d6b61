import { isRecord } from '../../records.ts'
import type { ChatMessage } from './llm.ts'

/** The same conversation for a server that knows no tools: what was called and what came of it are words. Pure. */
export function asPlainTalk(messages: readonly ChatMessage[]): ChatMessage[] {
  return messages.map(({ calls = [], results = [], ...message }) => {
    const said = [...results.map(({ text }) => text), message.text].filter((text) => text.trim() !== '')
    return { ...message, text: said.join('\n') || `(${calls.map(({ name }) => name).join(', ')})` }
  })
}

/** What a call was given, as an object; a model may have written anything. */
export function inputOf(input: unknown): Record<string, unknown> {
  return isRecord(input) ? input : { input: input ?? null }
}
