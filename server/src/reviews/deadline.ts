import { addDays, daysBetween } from '../days.ts'

/** The last review before a day something is needed on is one to so many days before it. */
const WITHIN_DAYS = 3

/** Something is needed on a day, with so much recall. */
export interface Needed {
  day: string
  retention: number
}

/** A prompt that was reviewed: when, when it would come back by itself, and for how many days recall stays at or above a share. */
export interface Reviewed {
  lastOn: string
  dueOn: string
  holds(retention: number): number
}

/**
 * The day a prompt comes back when it is needed on others: no later than recall on such a day allows, and once more in the days before it.
 * `spread`, 0 to 1, deals prompts out over those days. A day that was reached before the last review asks for nothing. Pure.
 */
export function dueBefore({ lastOn, dueOn, holds }: Reviewed, needed: readonly Needed[], spread: number): string {
  let due = dueOn
  for (const { day, retention } of needed) {
    const left = daysBetween(lastOn, day)
    if (left <= 0) continue
    const held = holds(retention)
    if (left <= WITHIN_DAYS && held >= left) continue
    const before = 1 + Math.min(WITHIN_DAYS - 1, Math.floor(spread * WITHIN_DAYS))
    const wanted = Math.max(1, Math.min(left > before ? left - before : left - 1, held))
    const at = addDays(lastOn, wanted)
    if (at < due) due = at
  }
  return due
}
