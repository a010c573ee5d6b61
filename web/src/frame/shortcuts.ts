import { onScopeDispose } from 'vue'

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** What a key means for the whole app: `typing` is true while the focus is where text is written. */
export function shortcutFor(press: Press, { typing }: { typing: boolean }): 'palette' | 'keys' | null {
  if ((press.ctrlKey || press.metaKey) && !press.altKey && press.key.toLowerCase() === 'k') return 'palette'
  if (press.key === '?' && !typing && !press.ctrlKey && !press.metaKey) return 'keys'
  return null
}

const writes = (element: Element | null) => element?.matches('input, textarea, select, [contenteditable]') ?? false

/** Listens for the app's keys as long as the component lives. */
export function useShortcuts(run: Record<'palette' | 'keys', () => void>) {
  const pressed = (event: KeyboardEvent) => {
    const shortcut = shortcutFor(event, { typing: writes(document.activeElement) })
    if (!shortcut) return
    event.preventDefault()
    run[shortcut]()
  }
  addEventListener('keydown', pressed)
  onScopeDispose(() => removeEventListener('keydown', pressed))
}
