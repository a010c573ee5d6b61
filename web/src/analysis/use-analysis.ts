import type { Analyses, Analysis, NewAnalysis } from '@lva/contracts/analysis'
import { computed, onScopeDispose, ref, shallowReadonly, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'
import { t } from '../messages/messages.ts'
import { deleteLater } from '../outbox/delete-later.ts'
import { attempt } from '../ui/attempt.ts'
import './messages.en.ts'

/** Which analysis is meant: the one of a session, or one that is known. */
export type Meant = { sessionId: string } | { id: string }

/** One analysis: there, being made, or not there yet. It follows what the server says of it. */
export function useAnalysis(meant: Meant) {
  const analysis = shallowRef<Analysis | null>(null)
  const loaded = ref(false)
  const asking = ref(false)
  const fault = shallowRef<unknown>(null)
  const progress = ref({ done: 0, of: 0 })
  const hidden = ref(false)

  async function load() {
    try {
      analysis.value = await found()
      loaded.value = true
      fault.value = null
    } catch (cause) {
      fault.value = cause
    }
  }

  async function found(): Promise<Analysis | null> {
    if ('id' in meant) return api.get<Analysis>(`/api/analyses/${encodeURIComponent(meant.id)}`)
    const query = new URLSearchParams({ session_id: meant.sessionId, limit: '1' })
    const [one] = (await api.get<Analyses>(`/api/analyses?${query}`)).analyses
    return one ? api.get<Analysis>(`/api/analyses/${one.id}`) : null
  }

  /** Has it made, or made anew. */
  async function begin() {
    const body = wanted()
    if (asking.value || !body) return
    asking.value = true
    await attempt(async () => {
      analysis.value = await api.post<Analysis>('/api/analyses', { body })
      hidden.value = false
      progress.value = { done: 0, of: 0 }
    })
    asking.value = false
  }

  function wanted(): NewAnalysis | null {
    if ('sessionId' in meant) return { session_id: meant.sessionId }
    if (!analysis.value) return null
    const { session_id, from, to } = analysis.value
    return session_id === null ? { from, to } : { session_id }
  }

  /** Takes it off the page, and removes it when the time to undo is over. */
  function remove(back: () => void = () => {}) {
    if (!analysis.value) return
    hidden.value = true
    deleteLater(`/api/analyses/${analysis.value.id}`, {
      said: t('analysis.removed'),
      back() {
        hidden.value = false
        back()
      },
    })
  }

  const unhear = events.on(['analysis-changed', 'session-changed', 'refetch'], (event) => {
    if (event.type === 'refetch') return void load()
    const own = 'id' in meant ? analysis.value?.session_id === event.session_id : event.session_id === meant.sessionId
    if (event.type === 'session-changed') return own && event.session_id ? void load() : undefined
    if ('id' in meant ? event.analysis_id !== meant.id : !own) return
    progress.value = { done: event.done, of: event.of }
    if (event.state === 'gone') analysis.value = null
    else if (event.state !== 'running' || analysis.value?.state !== 'running') void load()
  })
  onScopeDispose(unhear)

  return {
    analysis: computed(() => (hidden.value ? null : analysis.value)),
    busy: computed(() => !hidden.value && ['waiting', 'running'].includes(analysis.value?.state ?? '')),
    loaded: shallowReadonly(loaded),
    asking: shallowReadonly(asking),
    fault: shallowReadonly(fault),
    progress: shallowReadonly(progress),
    load,
    begin,
    remove,
  }
}
