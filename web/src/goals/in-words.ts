import type { Goal, GoalSuggestion } from '@lva/contracts/goals'
import { writtenDay } from '../messages/days.ts'
import { writtenNumber } from '../messages/locale.ts'
import { type MessageKey, t } from '../messages/messages.ts'
import './messages.en.ts'

/** A date of the calendar, such as "3 Dec"; with its year when it is another than that of `beside`. */
export function dayName(day: string, beside: string = new Date().toISOString()): string {
  const year = day.slice(0, 4) === beside.slice(0, 4) ? {} : { year: 'numeric' as const }
  return writtenDay(day, { day: 'numeric', month: 'short', ...year })
}

/** What stands beside a goal's name: what it is about, how often, until when. */
export function aboutGoal({ kind, topic, repeat, deadline }: Goal): string {
  return [
    t(`goals.kind.${kind}`),
    topic ? t('goals.topic', { topic: topic.name }) : '',
    repeat === 'once' ? '' : t(`goals.repeat.${repeat}`),
    deadline ? t('goals.by', { day: dayName(deadline) }) : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

/** How a goal goes, in a few words; empty where nothing can be said. */
export function paceOf({ state, pace, repeat, period }: Goal): string {
  if (state !== 'active') return ''
  const said: string[] = []
  if (period && repeat !== 'once') said.push(t(`goals.period.${repeat}`))
  if (pace.state) said.push(t(`goals.pace.${pace.state}`, { count: pace.days }))
  if (pace.projected && !period) said.push(t('goals.pace.projected', { day: dayName(pace.projected) }))
  return said.join(' · ')
}

/** What a suggested goal is called. */
export function suggestionTitle({ kind, target, topic }: GoalSuggestion): string {
  return t(`goals.suggested.${kind}` as MessageKey, { count: target, topic: topic ?? '' })
}

/** Why it is suggested, with the number it rests on. */
export function suggestionReason({ reason: { why, now, n } }: GoalSuggestion): string {
  return t(`goals.why.${why}`, { count: Math.round(now ?? 0), now: writtenNumber(now ?? 0), weeks: n })
}
