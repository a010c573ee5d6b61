import type {
  Communities,
  Concept,
  ConceptChanges,
  ConceptDetail,
  Concepts,
  Gaps,
  Graph,
  GraphPath,
  Growing,
} from '@lva/contracts/knowledge'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'

const DAY_MS = 86_400_000
const AROUND = 300

/** The time a learner looks at. */
export type Span = 'all' | 'year' | 'month' | 'week'
const DAYS: Record<Exclude<Span, 'all'>, number> = { year: 365, month: 30, week: 7 }

/** Where one can begin: what is spoken of most, what grows, what is lacking, what belongs together. */
export interface Beginnings {
  concepts: Concept[]
  growing: Growing['growing']
  gaps: Gaps['gaps']
  communities: Communities['communities']
}

/** One concept, what lies around it, and where one can begin; only what was asked for last is answered. */
export function useGraph() {
  const concept = shallowRef<ConceptDetail | null>(null)
  const around = shallowRef<Graph | null>(null)
  const beginnings = shallowRef<Beginnings | null>(null)
  const fault = shallowRef<unknown>(null)
  const running = ref(false)
  const span = ref<Span>('all')
  const depth = ref<'1' | '2' | '3'>('1')
  let asking: AbortController | null = null
  onScopeDispose(() => asking?.abort())

  const time = computed(() =>
    span.value === 'all' ? '' : `from=${new Date(Date.now() - DAYS[span.value] * DAY_MS).toISOString()}`,
  )

  async function ask(work: (signal: AbortSignal) => Promise<void>) {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    running.value = true
    try {
      await work(mine.signal)
      fault.value = null
    } catch (cause) {
      if (!mine.signal.aborted) fault.value = cause
    } finally {
      if (asking === mine) running.value = false
    }
  }

  const show = (id: string) =>
    ask(async (signal) => {
      const address = `/api/graph/concepts/${id}`
      const [detail, graph] = await Promise.all([
        api.get<ConceptDetail>(`${address}?${time.value}`, { signal }),
        api.get<Graph>(`${address}/neighbours?depth=${depth.value}&limit=${AROUND}&${time.value}`, { signal }),
      ])
      concept.value = detail
      around.value = graph
    })

  const begin = () =>
    ask(async (signal) => {
      const [{ concepts }, { growing }, { gaps }, { communities }] = await Promise.all([
        api.get<Concepts>('/api/graph/concepts?limit=20', { signal }),
        api.get<Growing>('/api/graph/growing', { signal }),
        api.get<Gaps>('/api/graph/gaps', { signal }),
        api.get<Communities>('/api/graph/communities', { signal }),
      ])
      concept.value = null
      around.value = null
      beginnings.value = { concepts, growing, gaps, communities }
    })

  return {
    ...{ concept, around, beginnings, fault, running, span, depth, show, begin },
    find: async (q: string) =>
      (await api.get<Concepts>(`/api/graph/concepts?${new URLSearchParams({ q: q.slice(0, 80), limit: '8' })}`))
        .concepts,
    change: (id: string, changes: ConceptChanges) => api.patch<Concept>(`/api/graph/concepts/${id}`, { body: changes }),
    path: (from: string, to: string) => api.get<GraphPath>(`/api/graph/path?from=${from}&to=${to}`),
    rebuild: () => api.post('/api/graph/rebuild'),
  }
}
