import type { Attempt } from './attempt.ts'
import { ProviderError } from './provider-error.ts'

/**
 * Asks each provider in turn until one lets something out; after that there is no going back.
 * When all fail, the last one's ProviderError comes out.
 */
export function withFallback<Part>(attempts: [Attempt<Part>, ...Attempt<Part>[]]): Attempt<Part> {
  const [first, ...others] = attempts
  return async function* (signal) {
    let ask = first
    for (const next of [...others, null]) {
      let begun = false
      try {
        for await (const part of ask(signal)) {
          begun = true
          yield part
        }
        return
      } catch (error) {
        if (begun || signal.aborted || !next || !(error instanceof ProviderError)) throw error
        ask = next
      }
    }
  }
}
