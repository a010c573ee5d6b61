import type { Memories, Memory, MemoryChanges, MemoryKind } from '@lva/contracts/memories'
import { onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'

const PAUSE_MS = 180
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
  const list = shallowRef<Memory[]>([])
  const topics = shallowRef<Memories['topics']>([])
  const more = ref(false)
  const loaded = ref(false)
  const running = ref(false)
  const fault = shallowRef<unknown>(null)
  const hidden = reactive(new Set<string>())
  let asking: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load({ older = false } = {}) {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    running.value = true
    const before = older ? list.value.at(-1)?.id : undefined
    try {
      const page = await api.get<Memories>(`/api/memories?${queryOf(wanted, before)}`, { signal: mine.signal })
      list.value = older ? [...list.value, ...page.memories] : page.memories
      topics.value = page.topics
      more.value = page.more
      loaded.value = true
      fault.value = null
    } catch (cause) {
      if (!mine.signal.aborted) fault.value = cause
    } finally {
      if (asking === mine) running.value = false
    }
  }

  async function change(memory: Memory, changes: MemoryChanges) {
    const changed = await api.patch<Memory>(`/api/memories/${memory.id}`, { body: changes })
    list.value = list.value.map((one) => (one.id === changed.id ? changed : one))
  }

  watch(wanted, () => {
    clearTimeout(timer)
    timer = setTimeout(load, PAUSE_MS)
  })
  onScopeDispose(events.on(['memories-changed', 'refetch'], () => void load()))
  onScopeDispose(() => {
    clearTimeout(timer)
    asking?.abort()
  })

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
