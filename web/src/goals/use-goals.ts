import type { Goal, GoalChanges, GoalSuggestion, GoalSuggestions, Goals, NewGoal, Streak } from '@lva/contracts/goals'
import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'
import { sentenceFor } from '../api/sentence-for.ts'
import { deleteLater } from '../library/delete-later.ts'
import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'
import '../messages/goals.en.ts'

/** The goals, the streak and what might fit; they follow what is done elsewhere. */
export function useGoals() {
  const list = shallowRef<Goal[]>([])
  const more = ref(false)
  const streak = shallowRef<Streak | null>(null)
  const suggestions = shallowRef<GoalSuggestion[]>([])
  const fault = shallowRef<unknown>(null)
  const loaded = ref(false)
  const hidden = reactive(new Set<string>())
  const shown = computed(() => list.value.filter(({ id }) => !hidden.has(id)))

  async function loadGoals() {
    try {
      const [goals, days] = await Promise.all([api.get<Goals>('/api/goals?limit=100'), api.get<Streak>('/api/streak')])
      list.value = goals.goals
      more.value = goals.more
      streak.value = days
      fault.value = null
      loaded.value = true
    } catch (cause) {
      fault.value = cause
    }
  }

  /** What might fit is nothing to wait for, and its failing hides no goal. */
  async function suggest() {
    try {
      suggestions.value = (await api.get<GoalSuggestions>('/api/goals/suggestions')).suggestions
    } catch {
      suggestions.value = []
    }
  }

  const load = async () => void (await Promise.all([loadGoals(), suggest()]))

  async function older() {
    try {
      const page = await api.get<Goals>(`/api/goals?limit=100&before=${list.value.at(-1)?.id ?? ''}`)
      list.value = [...list.value, ...page.goals]
      more.value = page.more
    } catch (cause) {
      tell(cause)
    }
  }

  /** Throws what the server says to it: the form shows it. */
  async function add(goal: Partial<NewGoal>) {
    const set = await api.post<Goal>('/api/goals', { body: goal })
    list.value = [set, ...list.value.filter(({ id }) => id !== set.id)]
    await load()
  }

  async function change(goal: Goal, changes: GoalChanges) {
    const changed = await api.patch<Goal>(`/api/goals/${goal.id}`, { body: changes })
    list.value = list.value.map((one) => (one.id === changed.id ? changed : one))
  }

  const make = (goal: Goal, changes: GoalChanges) => change(goal, changes).catch(tell)

  /** Leaves a goal; that can be taken back for a moment, and from the list of those that were left afterwards. */
  async function leave(goal: Goal) {
    try {
      await change(goal, { state: 'abandoned' })
    } catch (cause) {
      return tell(cause)
    }
    const run = () => void make(goal, { state: 'active' })
    notices.say(t('goals.left', { title: goal.title }), { action: { label: t('do.undo'), run } })
  }

  function remove({ id, title }: Goal) {
    hidden.add(id)
    deleteLater(`/api/goals/${id}`, { said: t('goals.deleted', { title }), back: () => hidden.delete(id) })
  }

  onScopeDispose(events.on(['goals-changed', 'refetch'], () => void load()))

  return { shown, more, streak, suggestions, fault, loaded, load, older, add, change, make, leave, remove }
}

function tell(cause: unknown) {
  notices.say(sentenceFor(cause), { tone: 'bad' })
}
