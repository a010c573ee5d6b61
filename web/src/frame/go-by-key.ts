import type { MessageKey } from '../messages/messages.ts'
import { todayLinks } from './today-links.ts'

/** For so long the second key is waited for. */
const PATIENCE_MS = 1_500
/** The places of the bar but Today, which stands among its links. */
export const PLACES: { to: string; label: MessageKey; key: string }[] = [
  { to: '/', label: 'nav.talk', key: 'h' },
  { to: '/library', label: 'nav.library', key: 'l' },
  { to: '/you', label: 'nav.you', key: 'y' },
]

/** Where a key leads after `g`; null: nowhere. */
export function addressFor(key: string): string | null {
  return [...PLACES, ...todayLinks].find((place) => place.key === key)?.to ?? null
}

/** Goes where the next key says; any other, or a while without one, lets it be. */
export function goByKey(push: (address: string) => unknown): void {
  const done = new AbortController()
  const pressed = (press: KeyboardEvent) => {
    done.abort()
    const address = press.ctrlKey || press.metaKey || press.altKey ? null : addressFor(press.key)
    if (!address) return
    // Some of these keys mean something on the page one leaves.
    press.preventDefault()
    press.stopPropagation()
    push(address)
  }
  addEventListener('keydown', pressed, { capture: true, signal: done.signal })
  setTimeout(() => done.abort(), PATIENCE_MS)
}
