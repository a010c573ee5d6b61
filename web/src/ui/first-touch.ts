/** Calls `work` once, when the page is first touched or a key is pressed; the answer cancels it. */
export function atFirstTouch(work: () => void): () => void {
  const waiting = new AbortController()
  const touched = () => {
    waiting.abort()
    work()
  }
  // A screen reader's or voice command's click has neither pointer nor key.
  for (const touch of ['pointerdown', 'keydown', 'click'])
    addEventListener(touch, touched, { signal: waiting.signal, capture: true })
  return () => waiting.abort()
}
