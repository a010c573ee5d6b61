import type { Goal, GoalChanges, GoalSuggestion, GoalSuggestions, Goals, NewGoal, Streak } from '@lva/contracts/goals'
import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'
import { t } from '../messages/messages.ts'
import { deleteLater } from '../outbox/delete-later.ts'
import { attempt } from '../ui/attempt.ts'
import { notices } from '../ui/notices.ts'
import './messages.en.ts'

const PAGE = 100

/** The goals, the streak and what might fit; they follow what is done elsewhere. */
export function useGoals() {
  const list = shallowRef<Goal[]>([])
  /** Goals under way that stand behind those of the list. */
  const behind = shallowRef<Goal[]>([])
  const more = ref(false)
  let pages = 1
  const streak = shallowRef<Streak | null>(null)
  const suggestions = shallowRef<GoalSuggestion[]>([])
  const fault = shallowRef<unknown>(null)
  const loaded = ref(false)
  const hidden = reactive(new Set<string>())
  const shown = computed(() => [...list.value, ...behind.value].filter(({ id }) => !hidden.has(id)))

  const after = (goals: readonly Goal[]) => api.get<Goals>(`/api/goals?limit=${PAGE}&before=${goals.at(-1)?.id ?? ''}`)

  /** As far back as the list goes. */
  async function listed(): Promise<Pick<Goals, 'goals' | 'more'>> {
    let { goals, more } = await api.get<Goals>(`/api/goals?limit=${PAGE}`)
    for (let page = 1; page < pages && more; page++) {
      const next = await after(goals)
      goals = [...goals, ...next.goals]
      more = next.more
    }
    return { goals, more }
  }

  /** Goals that are under way and not among these: many may have been set since. */
  async function underWayBeside(goals: readonly Goal[]): Promise<Goal[]> {
    const known = new Set(goals.map(({ id }) => id))
    const found = await Promise.all(
      ['active', 'paused'].map((state) => api.get<Goals>(`/api/goals?limit=${PAGE}&state=${state}`)),
    )
    return found.flatMap((page) => page.goals).filter(({ id }) => !known.has(id))
  }

  async function loadGoals() {
    try {
      const [page, days] = await Promise.all([listed(), api.get<Streak>('/api/streak')])
      behind.value = page.more ? await underWayBeside(page.goals) : []
      list.value = page.goals
      more.value = page.more
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
    await attempt(async () => {
      const page = await after(list.value)
      pages += 1
      const known = new Set(page.goals.map(({ id }) => id))
      behind.value = behind.value.filter(({ id }) => !known.has(id))
      list.value = [...list.value, ...page.goals]
      more.value = page.more
    })
  }

  /** Throws what the server says to it: the form shows it. */
  async function add(goal: Partial<NewGoal>) {
    const set = await api.post<Goal>('/api/goals', { body: goal })
    list.value = [set, ...list.value.filter(({ id }) => id !== set.id)]
    await load()
  }

  async function change(goal: Goal, changes: GoalChanges) {
    const changed = await api.patch<Goal>(`/api/goals/${goal.id}`, { body: changes })
    for (const of of [list, behind]) of.value = of.value.map((one) => (one.id === changed.id ? changed : one))
  }

  const make = (goal: Goal, changes: GoalChanges) => change(goal, changes).catch(notices.fault)

  /** Leaves a goal; that can be taken back for a moment, and from the list of those that were left afterwards. */
  async function leave(goal: Goal) {
    try {
      await change(goal, { state: 'abandoned' })
    } catch (cause) {
      return notices.fault(cause)
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
