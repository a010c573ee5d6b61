import type { Memories, Memory, MemoryChanges, MemoryKind } from '@lva/contracts/memories'
import { onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'
import { usePages } from '../api/use-pages.ts'

const PAGE = 50

/** What of the memories is wanted; empty: whatever it is. `day`: what was true on it, as a date input gives it. */
export interface Wanted {
  q: string
  kind: MemoryKind | ''
  topic: string
  state: 'current' | 'ended' | 'all'
  day: string
}

/** The memories that are wanted, the newest question answered only, a page at a time; they follow what other tabs do. */
export function useMemories() {
  const wanted = reactive<Wanted>({ q: '', kind: '', topic: '', state: 'current', day: '' })
  const topics = shallowRef<Memories['topics']>([])
  const loaded = ref(false)
  const hidden = reactive(new Set<string>())
  const { list, more, running, fault, load } = usePages<Memory>(wanted, async (before, signal) => {
    const page = await api.get<Memories>(`/api/memories?${queryOf(wanted, before)}`, { signal })
    topics.value = page.topics
    loaded.value = true
    return { rows: page.memories, more: page.more }
  })

  async function change(memory: Memory, changes: MemoryChanges) {
    const changed = await api.patch<Memory>(`/api/memories/${memory.id}`, { body: changes })
    list.value = list.value.map((one) => (one.id === changed.id ? changed : one))
  }

  onScopeDispose(events.on(['memories-changed', 'refetch'], () => void load()))

  return { wanted, list, topics, more, loaded, running, fault, hidden, load, change }
}

/** The end of a day counts: what was said on it was true on it. */
function queryOf({ q, kind, topic, state, day }: Wanted, before: string | undefined): URLSearchParams {
  return new URLSearchParams({
    ...(q.trim() ? { q: q.trim().slice(0, 200) } : {}),
    ...(kind ? { kind } : {}),
    ...(topic ? { topic } : {}),
    ...(day ? { at: new Date(`${day}T23:59:59`).toISOString() } : q.trim() && state === 'current' ? {} : { state }),
    ...(before ? { before } : {}),
    limit: String(PAGE),
  })
}
