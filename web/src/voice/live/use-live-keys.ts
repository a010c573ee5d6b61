import { onScopeDispose } from 'vue'

type Verbs = {
  press: () => void
  release: () => void
  lose: () => void
  stop: () => void
  mute: () => void
}

const writes = (element: Element | null) => element?.matches('input, textarea, select, [contenteditable]') ?? false
const pressable = (element: Element | null) =>
  element?.matches('button, a, summary, [role=menuitem], [role=option]') ?? false

/**
 * The keys of a hands-free conversation: Space is the finger on the microphone, M mutes, Esc stops. They come before the page's own,
 * which would record a turn.
 */
export function useLiveKeys({ press, release, lose, stop, mute }: Verbs) {
  let down = false

  function keyDown(event: KeyboardEvent) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (document.querySelector('dialog[open], [role=menu]')) return
    const at = document.activeElement
    const key = event.key.toLowerCase()
    if (key === 'escape') return take(event, stop)
    if (writes(at)) return
    if (key === 'm') return take(event, mute)
    if (key !== ' ' || pressable(at)) return
    take(event, () => {
      if (!down) press()
      down = true
    })
  }

  function keyUp(event: KeyboardEvent) {
    if (event.key !== ' ' || !down) return
    event.preventDefault()
    down = false
    release()
  }

  // A window that loses the focus never hears the key come up.
  function blur() {
    if (down) lose()
    down = false
  }

  const ended = new AbortController()
  const { signal } = ended
  addEventListener('keydown', keyDown, { capture: true, signal })
  addEventListener('keyup', keyUp, { capture: true, signal })
  addEventListener('blur', blur, { signal })
  onScopeDispose(() => ended.abort())
}

function take(event: KeyboardEvent, work: () => void) {
  event.preventDefault()
  if (!event.repeat) work()
}
