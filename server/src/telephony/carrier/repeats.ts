import { createHash } from 'node:crypto'

/** A carrier tries again within a quarter of a minute, and twice at most. */
const KEPT_MS = 10 * 60_000
const KEPT_MAX = 2_000

/**
 * Hooks that come once more: the same bytes get the same answer, and nothing happens a second time, also while the first is still being
 * answered. What this process does not remember any more, or another one answered, is safe by what it does
 * (docs/decisions/2026-11-27-the-telephone.md).
 */
export function createRepeats({ now }: { now: () => Date }) {
  const answers = new Map<string, { at: number; answer: Promise<string> }>()

  function tidy(at: number) {
    for (const [key, one] of answers) {
      if (at - one.at < KEPT_MS && answers.size < KEPT_MAX) return
      answers.delete(key)
    }
  }

  return {
    /** The answer to these bytes; `work` makes it when they are new. What failed may be tried again. */
    once(url: string, body: Uint8Array, work: () => Promise<string>): Promise<string> {
      const at = now().getTime()
      tidy(at)
      const key = keyOf(url, body)
      const known = answers.get(key)
      if (known) return known.answer
      const answer = work()
      answers.set(key, { at, answer })
      answer.catch(() => answers.delete(key))
      return answer
    },
  }
}

/** What the bytes of a hook are called: its address and its body. */
export function keyOf(url: string, body: Uint8Array): string {
  return createHash('sha256').update(url).update('\0').update(body).digest('base64url')
}
