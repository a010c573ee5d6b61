import { onMounted, onUnmounted, shallowRef, type WatchSource, watch } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'

const CHANGES = ['refetch', 'session-changed', 'reviews-changed', 'insights-changed'] as const

/** A part of the page that loads by itself: asked when it is shown, when what it is about is chosen anew, and when something has happened. */
export function usePart<Loaded>(path: () => string, chosen: WatchSource[] = []) {
  const value = shallowRef<Loaded | null>(null)
  const fault = shallowRef<unknown>(null)
  let asking: AbortController | null = null

  async function load() {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    try {
      value.value = await api.get<Loaded>(path(), { signal: mine.signal })
      fault.value = null
    } catch (cause) {
      if (!mine.signal.aborted) fault.value = cause
    }
  }

  onMounted(load)
  watch(chosen, load)
  const unhear = events.on(CHANGES, () => void load())
  onUnmounted(() => {
    unhear()
    asking?.abort()
  })
  return { value, fault, load }
}
