import type { SearchAnswer, SearchRequest } from '@lva/contracts/search'
import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { api } from '../api/api.ts'

const PAUSE_MS = 180

/**
 * Searches while the learner types: a pause after the last key, and only the newest question is answered. `narrowed` says what the search is
 * narrowed to; it is asked anew whenever that changes.
 */
export function usePassages(
  query: Ref<string>,
  { limit = 20, narrowed = () => ({}) }: { limit?: number; narrowed?: () => Partial<SearchRequest> } = {},
) {
  const answer = shallowRef<SearchAnswer | null>(null)
  const fault = shallowRef<unknown>(null)
  const running = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | null = null

  async function search(words: string) {
    const mine = new AbortController()
    asking = mine
    try {
      const found = await api.post<SearchAnswer>('/api/search', {
        body: { query: words, limit, ...narrowed() },
        signal: mine.signal,
      })
      answer.value = found
      fault.value = null
    } catch (cause) {
      if (mine.signal.aborted) return
      fault.value = cause
    } finally {
      if (asking === mine) running.value = false
    }
  }

  function restart() {
    clearTimeout(timer)
    asking?.abort()
    asking = null
    const words = query.value.trim().slice(0, 500)
    running.value = words !== ''
    if (words) timer = setTimeout(search, PAUSE_MS, words)
    else {
      answer.value = null
      fault.value = null
    }
  }

  watch([query, () => JSON.stringify(narrowed())], restart, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    asking?.abort()
  })

  return { answer, fault, running, again: restart }
}
