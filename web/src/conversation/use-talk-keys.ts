import { onScopeDispose } from 'vue'

type Verbs = { press: () => void; release: () => void; lose: () => void; stop: () => void }

/** True when a key press is meant for the page itself and for nothing on it. */
function nothingFocused(active: Element | null): boolean {
  return active === null || active === document.body || active.matches('#page')
}

/** Space talks while nothing else has the focus: tap or hold, as with a finger. Esc stops whatever is running. */
export function useTalkKeys({ press, release, lose, stop }: Verbs) {
  let down = false

  function keyDown(event: KeyboardEvent) {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return
    if (event.key === 'Escape') return stop()
    if (event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey || !nothingFocused(document.activeElement))
      return
    event.preventDefault()
    if (event.repeat || down) return
    down = true
    press()
  }

  function keyUp(event: KeyboardEvent) {
    if (event.key !== ' ' || !down) return
    event.preventDefault()
    down = false
    release()
  }

  // A window that loses the focus never hears the key come up.
  function blur() {
    down = false
    lose()
  }

  addEventListener('keydown', keyDown)
  addEventListener('keyup', keyUp)
  addEventListener('blur', blur)
  onScopeDispose(() => {
    removeEventListener('keydown', keyDown)
    removeEventListener('keyup', keyUp)
    removeEventListener('blur', blur)
  })
}
