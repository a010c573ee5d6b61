import { useKeyFinger } from '../voice/use-key-finger.ts'

type Verbs = { press: () => void; release: () => void; lose: () => void; stop: () => void }

/** True when a key press is meant for the page itself and for nothing on it. */
function nothingFocused(active: Element | null): boolean {
  return active === null || active === document.body || active.matches('#page')
}

/** Space talks while nothing else has the focus: tap or hold, as with a finger. Esc stops whatever is running. */
export function useTalkKeys({ stop, ...finger }: Verbs) {
  useKeyFinger(finger, (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return false
    if (event.key === 'Escape') stop()
    const alone = !event.ctrlKey && !event.metaKey && !event.altKey
    return event.key === ' ' && alone && nothingFocused(document.activeElement)
  })
}
