import type { SessionSummary } from '@lva/contracts/conversation'
import { computed, ref, shallowReadonly, shallowRef } from 'vue'
import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'
import { t } from '../messages/messages.ts'

const PAGE = 50
const sessions = shallowRef<SessionSummary[]>([])
const loading = ref(false)
const fault = shallowRef<unknown>(null)
const complete = ref(false)
const loaded = ref(false)
/** Ends with the sign-in: what one learner asked for must not arrive in another's list. */
let stay = new AbortController()
let reloading: Promise<void> | null = null
/** Taken off the list while the learner may still undo. */
const hidden = ref<ReadonlySet<string>>(new Set())

async function page(before?: string) {
  const older = before ? `&before=${encodeURIComponent(before)}` : ''
  const path = `/api/conversation/sessions?limit=${PAGE}${older}`
  const listed = await api.get<{ sessions: SessionSummary[] }>(path, { signal: stay.signal })
  // A recording that waits to be written down has no words to be named by.
  return {
    sessions: listed.sessions.map((session) => ({ ...session, title: session.title || t('nav.unheard') })),
  }
}

async function fetched(work: () => Promise<void>) {
  const { signal } = stay
  loading.value = true
  fault.value = null
  try {
    await work()
    loaded.value = true
  } catch (cause) {
    if (!signal.aborted) fault.value = cause
  } finally {
    loading.value = false
  }
}

/** Everybody who asks while an answer is on its way waits for the same one. */
function reload(): Promise<void> {
  reloading ??= fetched(async () => {
    const first = (await page()).sessions
    const whole = first.length < PAGE
    // Whoever has looked further down keeps what they have found there.
    const older = sessions.value.filter((session) => session.last_at < (first.at(-1)?.last_at ?? ''))
    complete.value = whole || (complete.value && older.length > 0)
    sessions.value = whole ? first : [...first, ...older]
  }).finally(() => {
    reloading = null
  })
  return reloading
}

const loadOlder = () =>
  fetched(async () => {
    const more = await page(sessions.value.at(-1)?.last_at)
    const known = new Set(sessions.value.map((session) => session.session_id))
    sessions.value = [...sessions.value, ...more.sessions.filter((session) => !known.has(session.session_id))]
    complete.value = more.sessions.length < PAGE
  })

/** The session with this id, looked for page by page; undefined when there is none. */
async function find(sessionId: string): Promise<SessionSummary | undefined> {
  const named = () => sessions.value.find((session) => session.session_id === sessionId)
  if (!loaded.value) await reload()
  while (!named() && !complete.value && !fault.value) await loadOlder()
  return named()
}

function hide(sessionId: string) {
  hidden.value = new Set([...hidden.value, sessionId])
}

function unhide(sessionId: string) {
  hidden.value = new Set([...hidden.value].filter((id) => id !== sessionId))
}

/** It is erased; what was said in it meanwhile comes with the next reload. */
function forget(sessionId: string) {
  sessions.value = sessions.value.filter((session) => session.session_id !== sessionId)
  unhide(sessionId)
}

useAccount().afterSignOut(() => {
  stay.abort()
  stay = new AbortController()
  sessions.value = []
  loaded.value = false
  hidden.value = new Set()
})

/** The learner's sessions, newest first, shared by the rail, the library and the palette. */
export function useSessions() {
  return {
    sessions: computed(() => sessions.value.filter((session) => !hidden.value.has(session.session_id))),
    loading: shallowReadonly(loading),
    loaded: shallowReadonly(loaded),
    complete: shallowReadonly(complete),
    fault: shallowReadonly(fault),
    reload,
    loadOlder,
    find,
    hide,
    unhide,
    forget,
  }
}
