import { type Goal, percent, round } from '../goals.ts'
import type { Done } from '../people/wishes.ts'
import { ALL, type Row, rowsOf } from '../report/numbers.ts'
import { people } from '../scenarios.ts'
import type { Crowd } from './crowd.ts'
import type { Setting } from './run.ts'

const STEP_SECONDS = 40
/** The first half of a step is spent coming in; it is the second that is judged. */
const JOINING_SECONDS = 20
/** Answers later than this, or fewer that are right, and the house is over its limit. */
const P95_MS = 500
const SUCCESS = 0.995
const USERS_MAX = 2_000

/** One step, judged. */
export interface Step {
  users: number
  row: Row
}

/** Why a step broke the house; null if it did not. */
export function brokenBy({ row }: Step): string | null {
  if (row.success < SUCCESS) return `${percent(row.success)} succeeded`
  if (row.p95 >= P95_MS) return `p95 was ${round(row.p95)} ms`
  return null
}

/** Brings more and more people in, until answers are late or wrong, or the time is over. */
export async function stress(
  { plan, over, mark }: Setting,
  crowd: Crowd,
  dones: readonly Done[],
): Promise<{ goals: Goal[]; steps: Step[] }> {
  const steps: Step[] = []
  const ends = performance.now() + plan.minutes * 60_000
  for (let users = plan.users; users <= USERS_MAX && performance.now() < ends && !over.aborted; users += plan.users) {
    mark(people(users))
    await crowd.stage({ users, seconds: STEP_SECONDS, joining: JOINING_SECONDS })
    const from = performance.now() - (STEP_SECONDS - JOINING_SECONDS) * 1000
    const [row] = rowsOf(dones.filter(({ at }) => at >= from))
    if (over.aborted || row?.kind !== ALL) break
    steps.push({ users, row })
    if (brokenBy({ users, row })) break
  }
  return { steps, goals: [goalOf(steps)] }
}

/** Where it broke. It is met by every house that carried one step: how many that is, is the reading. */
export function goalOf(steps: readonly Step[]): Goal {
  const carried = steps.findLast((step) => brokenBy(step) === null)
  const broke = steps.find((step) => brokenBy(step) !== null)
  const rate = carried ? carried.row.ok / (STEP_SECONDS - JOINING_SECONDS) : 0
  const good = carried
    ? `${carried.users} users (p95 ${round(carried.row.p95)} ms, ${rate.toFixed(1)} requests/s)`
    : 'not one step'
  const end = broke ? `; ${broke.users} were too many: ${brokenBy(broke)}` : '; more were not tried'
  return {
    goal: 'users it carries',
    wanted: `p95 < ${P95_MS} ms and > ${percent(SUCCESS)} right`,
    read: good + end,
    met: carried !== undefined,
  }
}
