import { useKeyFinger } from '../use-key-finger.ts'

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
export function useLiveKeys({ stop, mute, ...finger }: Verbs) {
  const isPress = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
    if (document.querySelector('dialog[open], [role=menu]')) return false
    const at = document.activeElement
    const key = event.key.toLowerCase()
    if (key === 'escape') take(event, stop)
    else if (key === 'm' && !writes(at)) take(event, mute)
    return key === ' ' && !writes(at) && !pressable(at)
  }
  useKeyFinger(finger, isPress, { capture: true })
}

function take(event: KeyboardEvent, work: () => void) {
  event.preventDefault()
  if (!event.repeat) work()
}
