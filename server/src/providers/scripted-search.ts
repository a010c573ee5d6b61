import { ProviderError } from './provider-error.ts'
import type { SearchHit, Searching, SearchProvider } from './search/search.ts'

/** What a scripted source does when it is asked: hits, a failure, or nothing until it is stopped. */
export type ScriptedSearch = SearchHit[] | ProviderError | 'hangs'

/** A source that follows a script, for tests; `asked` is what it was asked for, in order. */
export function createScriptedSearch(
  name: string,
  script: (searching: Searching, call: number) => ScriptedSearch | Promise<ScriptedSearch>,
): SearchProvider & { asked: Searching[] } {
  const asked: Searching[] = []
  return {
    name,
    model: null,
    asked,
    async search(searching) {
      const answer = await script(searching, asked.push(searching) - 1)
      if (answer instanceof ProviderError) throw answer
      if (answer !== 'hangs' && !searching.signal.aborted) return answer.slice(0, searching.limit)
      await stopped(searching.signal)
      throw new ProviderError(name, 'unavailable', { detail: 'it was stopped' })
    },
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
