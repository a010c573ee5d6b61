const DAY_MS = 86_400_000
/** The first of January 1970 was a Thursday; weeks begin on Mondays. */
const MONDAY_SHIFT_DAYS = 3

/** For how long the newest of each day, week and month are kept. */
export interface Keep {
  days: number
  weeks: number
  months: number
}

/**
 * Which backups have had their time. What is kept: everything of the last 24 hours, the newest of each day, of each week (from Monday) and of
 * each month (UTC) for as many of them as `keep` says, and always the newest there is. Days without a backup do not count: neither a machine
 * that was off for a year nor a clock that was ahead once takes away what there is. Pure.
 */
export function outdated<Kept extends { madeAt: Date }>(backups: readonly Kept[], now: Date, keep: Keep): Kept[] {
  const newestFirst = [...backups].sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime())
  const kept = new Set(newestFirst.slice(0, 1))
  for (const backup of newestFirst) if (daysBetween(backup.madeAt, now) < 1) kept.add(backup)
  for (const { periodOf, count } of [
    { periodOf: dayOf, count: keep.days },
    { periodOf: weekOf, count: keep.weeks },
    { periodOf: monthOf, count: keep.months },
  ]) {
    const seen = new Set<number>()
    for (const backup of newestFirst) {
      const period = periodOf(backup.madeAt)
      if (seen.has(period) || seen.size >= count) continue
      seen.add(period)
      kept.add(backup)
    }
  }
  return newestFirst.filter((backup) => !kept.has(backup))
}

const daysBetween = (earlier: Date, later: Date) => (later.getTime() - earlier.getTime()) / DAY_MS
const dayOf = (at: Date) => Math.floor(at.getTime() / DAY_MS)
const weekOf = (at: Date) => Math.floor((dayOf(at) + MONDAY_SHIFT_DAYS) / 7)
const monthOf = (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth()
