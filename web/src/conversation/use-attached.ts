import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { atFirstTouch } from '../ui/first-touch.ts'

/** A document or picture that is talked about. */
export interface Attached {
  id: string
  kind: 'document' | 'picture'
  name: string
}

/**
 * What the turns of a session are about until it is taken off, kept in this tab as the draft is. `shown`: the part of the page that takes
 * files in is wanted; it comes with the first touch, or with what is attached.
 */
export function useAttached(sessionId: string) {
  const key = `lva.attached.${sessionId}`
  const attached = shallowRef<readonly Attached[]>(JSON.parse(sessionStorage.getItem(key) ?? '[]'))
  const choosing = ref(false)
  const shown = ref(attached.value.length > 0)
  watch(
    attached,
    (all) => {
      if (all.length > 0) sessionStorage.setItem(key, JSON.stringify(all))
      else sessionStorage.removeItem(key)
    },
    { flush: 'sync' },
  )
  onScopeDispose(atFirstTouch(() => (shown.value = true)))
  return { attached, about: computed(() => attached.value.map(({ id }) => id)), choosing, shown }
}
