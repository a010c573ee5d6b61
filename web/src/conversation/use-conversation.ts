import type { SessionEnd } from '@lva/contracts/conversation'
import { computed, onScopeDispose, ref } from 'vue'
import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'
import { ApiProblem } from '../api/api-problem.ts'
import type { Kept, NewTurn } from '../outbox/kept.ts'
import { courier, outbox } from '../outbox/of-this-page.ts'
import { follow, isRunning, type Turn, turnOfKept } from './turn.ts'
import { useHistory } from './use-history.ts'

type Said = Pick<NewTurn, 'words' | 'sound' | 'mode' | 'about'>

/** One session being talked in: its script, and how words go in. What is said is on this device before it travels. */
export function useConversation(sessionId: string) {
  const account = useAccount()
  const history = useHistory(sessionId)
  const { turns, busy } = history
  /** False where this browser stores nothing. */
  const lasting = ref(true)
  const failure = ref<unknown>(null)

  const setBusy = (key: string, is: boolean) => {
    const next = new Set(busy.value)
    if (is) next.add(key)
    else next.delete(key)
    busy.value = next
  }
  const change = (key: string, next: (turn: Turn) => Turn) => {
    turns.value = turns.value.map((turn) => (turn.key === key ? next(turn) : turn))
  }

  async function showKept() {
    const userId = account.user.value?.id
    if (!userId) return
    const waiting = (await outbox.waiting(userId)).filter((kept) => kept.sessionId === sessionId)
    const ids = new Set(waiting.map((kept) => kept.id))
    const here = turns.value.filter((turn) => !turn.kept || ids.has(turn.key) || busy.value.has(turn.key))
    const shown = new Set(here.map((turn) => turn.key))
    const fresh = waiting.filter((kept) => !shown.has(kept.id)).map((kept) => turnOfKept(kept, false))
    // A kept turn that vanished without a word was sent by another tab.
    if (here.length < turns.value.length) void history.refresh()
    turns.value = [...here, ...fresh]
    lasting.value = await outbox.lasting()
  }

  /** Resolves once the words are kept on this device; they travel by themselves. */
  async function say(said: Said): Promise<void> {
    const userId = account.user.value?.id
    if (!userId) return
    const before = running.value
    const kept = await outbox.keep({ ...said, userId, sessionId })
    turns.value = [...turns.value.filter((turn) => turn.key !== kept.id), turnOfKept(kept, navigator.onLine)]
    setBusy(kept.id, navigator.onLine)
    void interruptAndSend(before)
  }

  // To speak while a reply runs is to interrupt it. The new words are safe already.
  async function interruptAndSend(before: Turn | null) {
    await stop(before)
    await courier.wake()
  }

  const running = computed(() => turns.value.findLast((turn) => busy.value.has(turn.key) && isRunning(turn)) ?? null)

  /** Stops the reply that is being made. What was shown stays; the rest was never said. */
  async function stop(turn = running.value): Promise<void> {
    if (!turn?.exchangeId) return
    change(turn.key, (each) => ({ ...each, state: 'interrupted' }))
    try {
      await history.stopReply(turn)
    } catch (cause) {
      // Already finished, or the network is gone: either way nothing more is shown.
      if (!(cause instanceof ApiProblem && (cause.status === 404 || cause.status === 409))) failure.value = cause
    }
    outbox.cut()
  }

  const stopListening = courier.listen({
    leaves(kept) {
      if (kept.sessionId !== sessionId) return
      setBusy(kept.id, true)
      const known = turns.value.some((turn) => turn.key === kept.id)
      if (known) change(kept.id, () => turnOfKept(kept, true))
      else turns.value = [...turns.value, turnOfKept(kept, true)]
    },
    event(kept, event) {
      if (kept.sessionId !== sessionId) return
      change(kept.id, (turn) => follow(turn, event))
      if (event.type === 'reply-end' || event.type === 'error') settle(kept)
    },
    failed(kept, verdict, fault) {
      if (kept.sessionId !== sessionId) return
      const why = fault instanceof ApiProblem && verdict.is !== 'later' ? fault.detail : null
      change(kept.id, (turn) => {
        if (verdict.is === 'safe')
          return {
            ...turn,
            exchangeId: turn.exchangeId ?? verdict.exchangeId,
            kept: null,
            state: turn.state === 'interrupted' ? 'interrupted' : 'pending',
            why,
          }
        return turnOfKept({ ...kept, refused: verdict.is === 'refused' ? verdict.why : null }, false)
      })
      settle(kept)
    },
  })

  function settle(kept: Kept) {
    setBusy(kept.id, false)
    void history.refresh()
  }

  const stopWatching = outbox.watch(() => void showKept())
  onScopeDispose(() => {
    stopListening()
    stopWatching()
  })

  return {
    ...history,
    running,
    lasting,
    failure,
    say,
    stop: () => stop(),
    async open() {
      await showKept()
      await history.load()
      void courier.wake()
    },
    /** Gives up a turn that is still on this device. */
    drop: (turn: Turn) => (turn.kept ? outbox.drop(turn.kept) : Promise.resolve()),
    /** Ends the session; the answer is a short note on it. */
    async end(): Promise<string> {
      const note = await api.post<SessionEnd>(`/api/conversation/sessions/${encodeURIComponent(sessionId)}/end`)
      return note.summary
    },
  }
}

export type Conversation = ReturnType<typeof useConversation>
