import { readSplitter } from './meters/properties.ts'
import { listening } from './parts/listening.ts'
import { breaking, comparing, cutting, hurrying, scripted, speculating } from './parts/once.ts'
import type { Plan } from './plan.ts'
import { workThrough } from './progress.ts'
import { distribution } from './report/plots.ts'
import { lastSessions, readSessions } from './report/read-sessions.ts'
import { type Evaluation, type Needs, openRound, type Round } from './round.ts'

/** Plays the plan and reads the numbers. */
export async function evaluate(plan: Plan, needs: Needs): Promise<Evaluation> {
  const round = openRound(plan, needs)
  const parts = [
    ...plan.ears.flatMap((part) => listening(round, part)),
    ...(round.wants('V10') ? [speculating(round)] : []),
    ...(round.wants('V3') && plan.cuts > 0 ? [cutting(round)] : []),
    ...(plan.properties && round.wants('V2', 'V3', 'V4') ? [breaking(round)] : []),
    ...(plan.detectors && round.wants('detector') ? [comparing(round)] : []),
    ...(round.wants('V1') ? [hurrying(round)] : []),
    ...(plan.scripts && needs.only.length === 0 ? [scripted(round)] : []),
  ]
  const whole = await workThrough(parts, needs)
  const { result } = round
  if (!whole) result.notes.unshift('It was stopped before its end: what follows is what was read until then.')
  if (round.wants('V11')) round.add(readSplitter())
  if (plan.name === 'full' && round.wants('V12')) addSessions(round)
  addPlots(round)
  return result
}

/** How long it was silent, and how soon answers were taken, by recogniser. */
export function addPlots({ result, silences, commits }: Round) {
  result.plots.unshift(
    distribution('V5: silent after an interruption', silences, 250),
    distribution('V8: short answers committed', commits, 400),
  )
}

/** V12 takes the machine for itself: what was read last is told with its date. */
function addSessions({ result, add, stage }: Round) {
  const read = lastSessions(stage('streaming').folder)
  if (!read) {
    result.notes.push('V12 has not been read on this machine: npm run bench:voice')
    return
  }
  add(readSessions(read))
  const others = Math.max(...read.phases.map(({ took }) => took.others))
  result.notes.push(
    `V12 was read on ${read.at.slice(0, 16).replace('T', ' ')} with ${read.sessions} live voices, ${read.seconds} s each half, while others took ${Math.round(others * 100)} % of a core.`,
  )
}
