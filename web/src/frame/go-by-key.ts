import { rooms } from './rooms.ts'

/** For so long the second key is waited for. */
const PATIENCE_MS = 1_500
const PLACES: Record<string, string> = { h: '/', l: '/library', y: '/you' }

/** Where a key leads after `g`; null: nowhere. */
export function addressFor(key: string): string | null {
  return rooms.find((room) => room.key === key)?.to ?? PLACES[key] ?? null
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
