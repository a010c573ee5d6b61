import type { LearnerEvent } from '@lva/contracts/events'
import { type Events, events } from '../api/events.ts'
import { wait } from '../api/wait.ts'
import { useSessions } from './sessions.ts'

/** The list is fetched no oftener, however much is said. */
const GAP_MS = 3_000

type Needs = {
  events: Pick<Events, 'on'>
  reload: () => Promise<void>
  earned: (event: Extract<LearnerEvent, { type: 'achievement-earned' }>) => void
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Keeps the list of sessions as the server has it, whatever the learner does in other tabs and on other devices. Only a page that is seen
 * listens: browsers open six connections to a server over plain HTTP, and every tab would keep one. It hears what is earned as well. The
 * answer ends it.
 */
export function followSessions({ events, reload, earned, wait }: Needs): () => void {
  const over = new AbortController()
  let stop: (() => void) | null = null
  let news = false
  let busy = false

  async function changed() {
    news = true
    if (busy) return
    busy = true
    while (news && !over.signal.aborted) {
      news = false
      await reload()
      await wait(GAP_MS, over.signal).catch(() => {})
    }
    busy = false
  }

  function look() {
    if (document.visibilityState === 'visible')
      stop ??= events.on(['session-changed', 'refetch', 'achievement-earned'], (event) =>
        event.type === 'achievement-earned' ? earned(event) : void changed(),
      )
    else deafen()
  }

  function deafen() {
    stop?.()
    stop = null
  }

  look()
  document.addEventListener('visibilitychange', look)
  return () => {
    over.abort()
    document.removeEventListener('visibilitychange', look)
    deafen()
  }
}

/** Follows them on this page; what is earned is said, with a way to it. */
export const followHere = (go: (address: string) => Promise<void>) =>
  followSessions({
    ...{ events, reload: useSessions().reload, wait },
    earned: (event) =>
      void import('../goals/announce.ts').then(
        ({ announce }) => announce(event, () => void go('/achievements')),
        () => {},
      ),
  })
