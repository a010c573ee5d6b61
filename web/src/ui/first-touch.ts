/** Calls `work` once, when the page is first touched, a key is pressed or something is carried over it; the answer cancels it. */
export function atFirstTouch(work: () => void): () => void {
  const waiting = new AbortController()
  const touched = () => {
    waiting.abort()
    work()
  }
  // A screen reader's or voice command's click has neither pointer nor key.
  for (const touch of ['pointerdown', 'keydown', 'click', 'dragenter'])
    addEventListener(touch, touched, { signal: waiting.signal, capture: true })
  return () => waiting.abort()
}
