import { ref, watch } from 'vue'

/** The words in the box, kept in this tab so that a reload or a look elsewhere loses none. One draft per session. */
export function useDraft(sessionId: string) {
  const key = `lva.draft.${sessionId}`
  const draft = ref(sessionStorage.getItem(key) ?? '')
  watch(
    draft,
    (words) => {
      if (words) sessionStorage.setItem(key, words)
      else sessionStorage.removeItem(key)
    },
    { flush: 'sync' },
  )
  return draft
}
