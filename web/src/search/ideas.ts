import type { SearchIdeas } from '@lva/contracts/search'
import { shallowRef } from 'vue'
import { api } from '../api/api.ts'

const NONE: SearchIdeas = { recent: [], suggested: [] }

/** What was searched for lately, and what could be. Without an answer of the server there is nothing to offer. */
export function useIdeas() {
  const ideas = shallowRef(NONE)

  async function load() {
    ideas.value = await api.get<SearchIdeas>('/api/search/ideas').catch(() => NONE)
  }

  return {
    ideas,
    load,

    /** Remembers a search that led somewhere. It is a courtesy: when it fails, nobody is told. */
    async remember(query: string): Promise<void> {
      await api.post('/api/search/recent', { body: { query } }).catch(() => undefined)
    },

    async forget(query?: string): Promise<void> {
      await api.delete(`/api/search/recent${query === undefined ? '' : `?query=${encodeURIComponent(query)}`}`)
      await load()
    },
  }
}
