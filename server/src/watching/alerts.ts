import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Finding, Rule } from './rules.ts'

/** It was well for so long: the alert is over. */
const QUIET_MS = 3 * 60_000
/** An alert that has closed does not open again before, however things go to and fro. */
const REST_MS = 15 * 60_000

export type AlertRow = Selectable<Tables['alerts']>

/** What is told of an alert, once each. */
export type Told = 'opened' | 'closed'

/**
 * How an alert stands after it was looked at. It opens once, when it was wrong for as long as its rule says, and closes once, when it
 * was well for three minutes; what goes to and fro opens at most every quarter of an hour.
 */
export function judge(
  before: AlertRow | undefined,
  { wrong, detail }: Finding,
  { name, forMs }: Pick<Rule, 'name' | 'forMs'>,
  at: Date,
): { row: AlertRow; told: Told | null } {
  const now = at.toISOString()
  const row = before ?? {
    alert: name,
    state: 'quiet',
    since: now,
    opened_at: null,
    closed_at: null,
    quiet_since: null,
    detail,
  }
  const lasting = (since: string) => at.getTime() - Date.parse(since)

  if (row.state === 'open') {
    if (wrong) return { row: { ...row, quiet_since: null, detail }, told: null }
    const quiet_since = row.quiet_since ?? now
    if (lasting(quiet_since) < QUIET_MS) return { row: { ...row, quiet_since }, told: null }
    return { row: { ...row, state: 'quiet', since: now, closed_at: now, quiet_since: null, detail }, told: 'closed' }
  }
  if (!wrong) {
    const since = row.state === 'quiet' ? row.since : now
    return { row: { ...row, state: 'quiet', since, detail }, told: null }
  }
  const since = row.state === 'pending' ? row.since : now
  const resting = row.closed_at !== null && lasting(row.closed_at) < REST_MS
  if (resting || lasting(since) < forMs) return { row: { ...row, state: 'pending', since, detail }, told: null }
  return { row: { ...row, state: 'open', since: now, opened_at: now, closed_at: null, detail }, told: 'opened' }
}
