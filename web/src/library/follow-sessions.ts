import type { LearnerEvent } from '@lva/contracts/events'
import { useAccount } from '../accounts/account.ts'
import { type Events, events } from '../api/events.ts'
import { wait } from '../api/wait.ts'
import { useSessions } from './sessions.ts'

/** The list is fetched no oftener, however much is said. */
const GAP_MS = 3_000

type Heard = Extract<LearnerEvent, { type: 'session-changed' | 'refetch' | 'achievement-earned' | 'settings-changed' }>

type Needs = {
  events: Pick<Events, 'on'>
  reload: () => Promise<void>
  /** Takes the account in as the server has it by now. */
  refresh: () => Promise<void>
  earned: (event: Extract<LearnerEvent, { type: 'achievement-earned' }>) => void
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Keeps the list of sessions as the server has it, whatever the learner does in other tabs and on other devices. Only a page that is seen
 * listens: browsers open six connections to a server over plain HTTP, and every tab would keep one. It hears what is
 * earned as well, and of settings that words of a turn changed. The answer ends it.
 */
export function followSessions({ events, reload, refresh, earned, wait }: Needs): () => void {
  const over = new AbortController()
  let stop: (() => void) | null = null
  let news = false
  let busy = false
  let known = false

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

  function hear(event: Heard) {
    if (event.type === 'achievement-earned') return earned(event)
    // The first refetch comes with the page, which has just fetched the account.
    if (event.type === 'settings-changed' || (event.type === 'refetch' && known)) void refresh()
    known = true
    if (event.type !== 'settings-changed') void changed()
  }

  function look() {
    if (document.visibilityState === 'visible')
      stop ??= events.on(['session-changed', 'refetch', 'achievement-earned', 'settings-changed'], hear)
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
    ...{ events, reload: useSessions().reload, refresh: useAccount().refresh, wait },
    earned: (event) =>
      void import('../goals/announce.ts').then(
        ({ announce }) => announce(event, () => void go('/achievements')),
        () => {},
      ),
  })
