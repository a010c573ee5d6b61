import { ProviderError } from '../provider-error.ts'
import type { Asked } from '../vendor-failure.ts'
import type { LlmPart } from './llm.ts'

type End = Extract<LlmPart, { type: 'end' }>

/** The end of a stream, or the ProviderError it deserves: cut off (`reason` is null), or nothing said at all. */
export function endOf(reason: End['reason'] | null, said: boolean, usage: End['usage'], { provider }: Asked): End {
  if (reason === null)
    throw new ProviderError(provider, 'unavailable', { detail: 'the connection broke off in the middle of the answer' })
  if (!said && reason !== 'refusal')
    throw new ProviderError(provider, 'unavailable', { detail: 'it answered without a word' })
  return { type: 'end', reason, usage }
}

/** Longer input than any tool takes, in characters. */
const INPUT_MAX = 8_000

/** A tool's input as the model wrote it; its text where that is no JSON, or more than any tool takes, for the tool to refuse. */
export function toolInput(json: string): unknown {
  if (json.length > INPUT_MAX) return json.slice(0, INPUT_MAX).toWellFormed()
  try {
    return JSON.parse(json || '{}')
  } catch {
    return json
  }
}
