import { onScopeDispose } from 'vue'

type Finger = { press: () => void; release: () => void; lose: () => void }

/**
 * Space as the finger on the microphone: tap or hold. `isPress` is asked about every key that goes down, and says whether that is one;
 * `capture` asks it before anything on the page.
 */
export function useKeyFinger(
  { press, release, lose }: Finger,
  isPress: (event: KeyboardEvent) => boolean,
  { capture = false } = {},
) {
  let down = false

  function keyDown(event: KeyboardEvent) {
    if (!isPress(event)) return
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
    if (down) lose()
    down = false
  }

  const ended = new AbortController()
  const { signal } = ended
  addEventListener('keydown', keyDown, { capture, signal })
  addEventListener('keyup', keyUp, { capture, signal })
  addEventListener('blur', blur, { signal })
  onScopeDispose(() => ended.abort())
}
