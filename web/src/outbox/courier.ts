import type { Outbox, Post } from './outbox.ts'
import { pauseBefore } from './queue.ts'

type Needs = {
  outbox: Pick<Outbox, 'send'>
  /** Whose words may go now; null while nobody is signed in. */
  learner: () => string | null
  /** Calls `work` after a pause; the answer cancels it. */
  later: (work: () => void, ms: number) => () => void
}

/** Carries what waits to the server: at once when woken, and by itself again after a failure. */
export function createCourier({ outbox, learner, later }: Needs) {
  const listeners = new Set<Post>()
  const post: Post = {
    leaves: (kept) => listeners.forEach((each) => void each.leaves(kept)),
    event: (kept, event) => listeners.forEach((each) => void each.event(kept, event)),
    failed: (kept, verdict, fault) => listeners.forEach((each) => void each.failed(kept, verdict, fault)),
  }
  let running: Promise<void> | null = null
  let again = false
  let failures = 0
  let cancelPause = () => {}

  async function run() {
    do {
      again = false
      const userId = learner()
      if (!userId) return
      const sent = await outbox.send(userId, post)
      failures = sent.is === 'later' ? failures + 1 : 0
      if (sent.is === 'later') cancelPause = later(() => void wake(), sent.afterMs ?? pauseBefore(failures))
    } while (again)
  }

  /** Sends now. Woken while it runs, it looks once more at the end, so that no turn is left lying. */
  function wake(): Promise<void> {
    cancelPause()
    again = running !== null
    running ??= run().finally(() => {
      running = null
    })
    return running
  }

  return {
    wake,
    /** `listener` is told how every turn fares; call the answer to stop. */
    listen(listener: Post): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
