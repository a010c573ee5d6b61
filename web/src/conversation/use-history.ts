import type { Exchange, History } from '@lva/contracts/conversation'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { ApiProblem, Offline } from '../api/api-problem.ts'
import { merge, type Turn } from './turn.ts'

const PAGE = 30
/** Turns that wait for an answer are asked after at this pace, slower each time. */
const FIRST_LOOK_MS = 3_000
const SLOWEST_LOOK_MS = 60_000

const exchangePath = (turn: Turn, rest = '') =>
  `/api/conversation/exchanges/${encodeURIComponent(turn.exchangeId ?? '')}${rest}`

/** The script of one session as the server has it, and what can be done to a turn. */
export function useHistory(sessionId: string) {
  const turns = shallowRef<Turn[]>([])
  /** Turns this page hears about directly, which no history may overwrite. */
  const busy = shallowRef<ReadonlySet<string>>(new Set())
  const loading = ref(false)
  const loaded = ref(false)
  const complete = ref(false)
  const fault = shallowRef<unknown>(null)
  const ended = new AbortController()
  let look: ReturnType<typeof setTimeout> | undefined

  const page = (query: string) =>
    api.get<History>(`/api/session/${encodeURIComponent(sessionId)}/history?limit=${PAGE}${query}`, {
      signal: ended.signal,
    })

  function take(exchanges: Exchange[]) {
    turns.value = merge(turns.value, exchanges, busy.value)
  }

  function newest(exchanges: Exchange[]) {
    take(exchanges)
    if (!loaded.value) complete.value = exchanges.length < PAGE
    loaded.value = true
  }

  async function load(query = '') {
    loading.value = true
    fault.value = null
    try {
      const { history } = await page(query)
      if (query === '') newest(history)
      else take(history)
      watchWaiting(FIRST_LOOK_MS)
    } catch (cause) {
      if (!ended.signal.aborted) fault.value = cause
    } finally {
      loading.value = false
    }
  }

  async function loadOlder() {
    const oldest = turns.value.find((turn) => turn.exchangeId)
    if (!oldest || complete.value || loading.value) return
    loading.value = true
    try {
      const { history } = await page(`&before=${encodeURIComponent(oldest.exchangeId ?? '')}`)
      take(history)
      complete.value = history.length < PAGE
    } catch (cause) {
      if (!ended.signal.aborted) fault.value = cause
    } finally {
      loading.value = false
    }
  }

  // Answers that come later come without being asked for: look until none is awaited.
  function watchWaiting(pause: number) {
    clearTimeout(look)
    const waiting = turns.value.some(
      (turn) =>
        !busy.value.has(turn.key) &&
        (turn.state === 'pending' || turn.state === 'answering' || turn.state === 'unheard'),
    )
    if (!waiting || ended.signal.aborted) return
    look = setTimeout(async () => {
      if (document.visibilityState === 'visible') await refresh()
      watchWaiting(Math.min(SLOWEST_LOOK_MS, pause * 1.5))
    }, pause)
  }

  /** Looks at the newest page again. Without the network the script stays as it is. */
  async function refresh() {
    try {
      newest((await page('')).history)
      fault.value = null
    } catch (cause) {
      const passing = cause instanceof Offline || cause instanceof ApiProblem
      if (!passing && !ended.signal.aborted) throw cause
    }
  }

  async function change(turn: Turn, body: { user_text?: string; regenerate?: boolean }) {
    const answering: Turn = { ...turn, state: 'answering', reply: null, sources: [], marks: [], tools: [] }
    const changed = { ...(body.regenerate ? answering : turn), words: body.user_text ?? turn.words }
    turns.value = turns.value.map((each) => (each.key === turn.key ? changed : each))
    try {
      await api.patch(exchangePath(turn), { body })
    } catch (cause) {
      turns.value = turns.value.map((each) => (each.key === turn.key ? turn : each))
      throw cause
    }
    await load(`&around=${encodeURIComponent(turn.exchangeId ?? '')}`)
  }

  onScopeDispose(() => {
    ended.abort()
    clearTimeout(look)
  })

  return {
    turns,
    busy,
    loading,
    loaded,
    complete,
    fault,
    load: () => load(),
    loadOlder,
    async refresh() {
      await refresh()
      watchWaiting(FIRST_LOOK_MS)
    },
    /** Replaces the learner's words; the reply is made anew. */
    correct: (turn: Turn, words: string) =>
      change(turn, { user_text: words, regenerate: turn.reply !== null || turn.state === 'pending' }),
    answerAgain: (turn: Turn) => change(turn, { regenerate: true }),
    async remove(turn: Turn) {
      await api.delete(exchangePath(turn))
      turns.value = turns.value.filter((each) => each.key !== turn.key)
    },
    stopReply: (turn: Turn) => api.post<void>(exchangePath(turn, '/stop')),
    /** The learner's own recording. */
    recording: (turn: Turn) => api.file(exchangePath(turn, '/recording')),
  }
}
