import { onScopeDispose } from 'vue'

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>
/** `go`: the next key says where to. */
type Shortcut = 'palette' | 'keys' | 'go'

/** What a key means for the whole app: `typing` is true while the focus is where text is written. */
export function shortcutFor(press: Press, { typing }: { typing: boolean }): Shortcut | null {
  if ((press.ctrlKey || press.metaKey) && !press.altKey && press.key.toLowerCase() === 'k') return 'palette'
  if (typing || press.ctrlKey || press.metaKey || press.altKey) return null
  return press.key === '?' ? 'keys' : press.key === 'g' ? 'go' : null
}

const writes = (element: Element | null) => element?.matches('input, textarea, select, [contenteditable]') ?? false

/** Listens for the app's keys as long as the component lives. */
export function useShortcuts(run: Record<Shortcut, () => void>) {
  const pressed = (event: KeyboardEvent) => {
    const shortcut = shortcutFor(event, { typing: writes(document.activeElement) })
    if (!shortcut) return
    event.preventDefault()
    run[shortcut]()
  }
  addEventListener('keydown', pressed)
  onScopeDispose(() => removeEventListener('keydown', pressed))
}
