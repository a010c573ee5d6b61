import type {
  EvidencePage,
  LearntPreference,
  NewExperiment,
  Preference,
  PreferenceChange,
  Preferences,
  StyleExperiment,
} from '@lva/contracts/preferences'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'

/** What is known of how the learner likes to be spoken to; it follows what other tabs and the companion do. */
export function usePreferences() {
  const list = shallowRef<LearntPreference[]>([])
  const weeks = shallowRef<StyleExperiment[]>([])
  const loaded = ref(false)
  const fault = shallowRef<unknown>(null)

  async function load() {
    fault.value = null
    try {
      const known = await api.get<Preferences>('/api/preferences')
      list.value = known.preferences
      weeks.value = known.experiments
      loaded.value = true
    } catch (cause) {
      fault.value = cause
    }
  }

  async function change(preference: Preference, body: PreferenceChange) {
    const changed = await api.patch<LearntPreference>(`/api/preferences/${preference}`, { body })
    list.value = list.value.map((one) => (one.preference === preference ? changed : one))
  }

  async function begin(body: NewExperiment) {
    await api.post<StyleExperiment>('/api/preferences/experiments', { body })
    await load()
  }

  async function end(id: string, keep: boolean) {
    await api.post<StyleExperiment>(`/api/preferences/experiments/${id}/end`, { body: { keep } })
    await load()
  }

  onScopeDispose(events.on(['preferences-changed', 'refetch'], () => void load()))
  return { list, weeks, loaded, fault, load, change, begin, end }
}

/** A page of what one of them rests on; `before`: the last piece of the page before. */
export function evidenceOf(preference: Preference, before: string | undefined): Promise<EvidencePage> {
  return api.get<EvidencePage>(`/api/preferences/${preference}/evidence${before ? `?before=${before}` : ''}`)
}
