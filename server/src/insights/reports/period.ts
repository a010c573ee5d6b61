import { addDays, daysBetween } from '../../days.ts'
import { Problem } from '../../problem.ts'
import { before, periodOf, type Span } from '../calendar.ts'

/** A week or month that is told of. */
export interface Told {
  span: Span
  /** As many days before it; of a week the same weekdays. */
  earlier: Span
  complete: boolean
  /** No other lies between it and today: what comes next is told with it. */
  latest: boolean
  /** It goes on, or ended yesterday: what is true today is true of it. */
  current: boolean
}

/** The week or month that holds `day`, without it the latest that is over. Throws Problem `bad-request` for one that has not begun. */
export function periodTold(period: 'week' | 'month', day: string | undefined, today: string): Told {
  const whole = periodOf(day ?? addDays(periodOf(today, period).from, -1), period)
  if (whole.from > today) throw new Problem('bad-request', 'That time has not begun yet.')
  const complete = whole.to < today
  const span = complete ? whole : { from: whole.from, to: today }
  return {
    ...{ span, complete, latest: daysBetween(span.to, today) <= (period === 'week' ? 7 : 31) },
    current: daysBetween(span.to, today) <= 1,
    earlier: period === 'week' ? { from: addDays(span.from, -7), to: addDays(span.to, -7) } : before(span),
  }
}
