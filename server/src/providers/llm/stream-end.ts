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

/** A tool's input as the model wrote it; a model that wrote no JSON has failed. */
export function toolInput(json: string, { provider }: Asked): unknown {
  try {
    return JSON.parse(json || '{}')
  } catch (cause) {
    throw new ProviderError(provider, 'unavailable', { cause, detail: 'it called a tool with something unreadable' })
  }
}
