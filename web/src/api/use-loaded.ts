import type { LearnerEvent } from '@lva/contracts/events'
import { onMounted, onUnmounted, shallowRef, type WatchSource, watch } from 'vue'
import { events } from './events.ts'

type When = {
  /** What it is about: chosen anew, it is asked anew. */
  chosen?: WatchSource[]
  /** What has to happen for it to be asked anew; absent: only by hand. */
  anewOn?: readonly LearnerEvent['type'][]
}

/**
 * What a page, or a part of it, has from the server: asked when it is shown, and anew as `when` says. Only the newest question counts;
 * the one before is aborted by the signal it was given. While a new one runs or has failed, what was loaded before stays in `value`:
 * `fault` says why it may be old.
 */
export function useLoaded<Loaded>(ask: (signal: AbortSignal) => Promise<Loaded>, { chosen = [], anewOn }: When = {}) {
  const value = shallowRef<Loaded | null>(null)
  const fault = shallowRef<unknown>(null)
  let asking: AbortController | null = null

  async function load() {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    fault.value = null
    try {
      const loaded = await ask(mine.signal)
      if (!mine.signal.aborted) value.value = loaded
    } catch (cause) {
      if (!mine.signal.aborted) fault.value = cause
    }
  }

  onMounted(load)
  watch(chosen, load)
  const unhear = anewOn && events.on([...anewOn, 'refetch'], () => void load())
  onUnmounted(() => {
    unhear?.()
    asking?.abort()
  })
  return { value, fault, load }
}
