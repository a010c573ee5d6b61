import type { WatchSource } from 'vue'
import { api } from '../api/api.ts'
import { useLoaded } from '../api/use-loaded.ts'

/** A part of the page that loads by itself, anew when what it is about is chosen anew, and when something was learned meanwhile. */
export const usePart = <Loaded>(path: () => string, chosen: WatchSource[] = []) =>
  useLoaded<Loaded>((signal) => api.get(path(), { signal }), {
    chosen,
    anewOn: ['session-changed', 'reviews-changed', 'insights-changed'],
  })
