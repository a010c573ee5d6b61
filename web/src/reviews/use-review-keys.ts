import { onScopeDispose } from 'vue'
import { type ReviewAct, type ReviewPhase, reviewActFor } from './review-keys.ts'

/** Where a key press would go: to a text, to something that takes Space and Enter itself, or to nobody. */
function focusOn(active: Element | null): 'page' | 'control' | 'text' {
  if (active?.matches('textarea, input, select')) return 'text'
  return active?.matches('button, a, summary, [role=menuitem]') ? 'control' : 'page'
}

/** Listens for the keys of a review as long as the component lives. */
export function useReviewKeys(phase: () => ReviewPhase, act: (act: ReviewAct) => void) {
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return
    const wanted = reviewActFor(event, phase(), focusOn(document.activeElement))
    if (!wanted) return
    event.preventDefault()
    act(wanted)
  }
  addEventListener('keydown', pressed)
  onScopeDispose(() => removeEventListener('keydown', pressed))
}
