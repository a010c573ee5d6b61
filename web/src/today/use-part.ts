import type { LearnerEvent } from '@lva/contracts/events'
import { onMounted, onUnmounted, shallowRef } from 'vue'
import { events } from '../api/events.ts'

/** What a part of the page shows: asked when it is there, and anew when something of these types has happened. */
export function usePart<Shown>(ask: () => Promise<Shown>, types: readonly LearnerEvent['type'][]) {
  const value = shallowRef<Shown | null>(null)
  const fault = shallowRef<unknown>(null)
  let latest = 0

  async function load() {
    const mine = ++latest
    fault.value = null
    try {
      const shown = await ask()
      if (mine === latest) value.value = shown
    } catch (cause) {
      // What is shown may be old by now; it is better than a fault in its place.
      if (mine === latest && value.value === null) fault.value = cause
    }
  }

  onMounted(load)
  onUnmounted(events.on([...types, 'refetch'], () => void load()))
  return { value, fault, load }
}
