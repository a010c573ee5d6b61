import { cpus, loadavg, totalmem } from 'node:os'
import { type Goal, goalsOf } from './goals.ts'
import type { Done } from './people/wishes.ts'
import type { Plan } from './plan.ts'
import type { Mark } from './report/charts.ts'
import { faultsOf, momentsOf, type Reading, rowsOf, trendOf } from './report/numbers.ts'
import type { Report } from './report/report.ts'
import { createCrowd } from './runs/crowd.ts'
import { privacy } from './runs/privacy.ts'
import { rateLimit } from './runs/rate-limit.ts'
import type { Guest, Run, Setting } from './runs/run.ts'
import { stress } from './runs/stress.ts'
import { voice } from './runs/voice.ts'
import type { Stage } from './scenarios.ts'
import { letGo } from './target.ts'
import { type Where, watchServer } from './watch.ts'

const OWN_COURSES: Record<string, Run> = { privacy, 'rate-limit': rateLimit, voice }
/** Points of a chart of memory; more are not seen. */
const READINGS_MOST = 240

export interface Circumstances {
  url: string
  tokens: readonly string[]
  /** Where the server's memory is read; null: nowhere. */
  where: Where | null
  over: AbortSignal
  /** Says what happens, for whoever waits. */
  tell(line: string): void
}

/** Carries a plan out against a house that runs, and reports what it came to. An ended run is reported as far as it went. */
export async function perform(plan: Plan, { url, tokens, where, over, tell }: Circumstances): Promise<Report> {
  const dones: Done[] = []
  const marks: Mark[] = []
  const beganAt = performance.now()
  const sinceBegin = () => (performance.now() - beganAt) / 1000
  const watching = where && watchServer(where, beganAt)
  const guests: Guest[] = []
  const setting: Setting = {
    ...{ url, plan, tokens, over },
    // On a house of one's own everybody is new; elsewhere somebody of an earlier run may still be there.
    run: plan.target === null ? 'load' : `load-${Date.now().toString(36)}`,
    record: (done) => dones.push(done),
    met: (guest) => guests.push(guest),
    mark(what) {
      marks.push({ second: sinceBegin(), what })
      tell(what)
    },
  }
  const goals = await course(setting, dones)
  const seconds = sinceBegin()
  await watching?.stop()
  const readings = watching?.readings ?? []
  const rows = rowsOf(dones)
  const trend = trendOf(readings)
  const thresholds = plan.scenario.thresholds
  return {
    ...{ scenario: plan.name, what: plan.scenario.what, at: new Date().toISOString(), command: commandOf(plan) },
    ...{ seconds, stopped: over.aborted, users: plan.users, seed: plan.seed },
    target: plan.target === null ? 'a house of its own' : new URL(plan.target).host,
    machine: machine(),
    goals: [...goals, ...(thresholds ? goalsOf(rows, thresholds, trend) : [])],
    ...{ rows, marks, trend },
    moments: momentsOf(dones, { beganAt, seconds }),
    readings: thinned(readings),
    faults: faultsOf(dones),
    notes: [...(await farewell(plan, url, guests)), ...notesOn(plan)],
  }
}

async function course(setting: Setting, dones: readonly Done[]): Promise<Goal[]> {
  const { plan, over, mark, tokens } = setting
  const own = OWN_COURSES[plan.name]
  if (own) return own(setting)
  const crowd = createCrowd(setting)
  const goals: Goal[] = []
  if (plan.name === 'stress') goals.push(...(await stress(setting, crowd, dones)).goals)
  else
    for (const stage of stagesOf(plan)) {
      if (over.aborted) break
      mark(stage.name)
      await crowd.stage(stage)
    }
  const people = await crowd.leave()
  if (tokens.length === 0) for (const one of people) if (one.known) setting.met(one)
  return goals
}

const stagesOf = ({ scenario, users, minutes }: Plan): Stage[] => scenario.stages?.(users, minutes) ?? []

/** A house of one's own goes with everything in it. */
async function farewell(plan: Plan, url: string, guests: readonly Guest[]): Promise<string[]> {
  if (plan.target === null || guests.length === 0) return []
  const { erased, left } = await letGo(url, guests)
  const those = `The accounts this run made are called load-…@example.org: ${erased} will be erased in 30 days, as their owners asked`
  return [left === 0 ? `${those}.` : `${those}; ${left} could not be signed in to and are left: lva user erase.`]
}

function notesOn({ target, tokens, users }: Plan): string[] {
  if (target === null || tokens === null) return []
  return [`${users} users share the accounts of --tokens; turns they took stay in them.`]
}

function machine(): Report['machine'] {
  const [first] = cpus()
  return {
    model: first?.model.trim() || 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    busy: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  }
}

function thinned(readings: readonly Reading[]): Reading[] {
  const every = Math.ceil(readings.length / READINGS_MOST)
  return readings
    .filter((_, n) => n % every === 0 || n === readings.length - 1)
    .map(({ second, memory, cores }) => ({
      second: Math.round(second),
      memory: Math.round(memory * 10) / 10,
      cores: cores === null ? null : Math.round(cores * 100) / 100,
    }))
}

/** The words that do it again, without the names of files on this machine. */
function commandOf({ name, target, users, minutes, seed, tokens }: Plan): string {
  const words = [
    ...['--scenario', name],
    ...(target ? ['--target', target] : []),
    ...['--users', users, '--minutes', minutes],
    ...(seed === 'load' ? [] : ['--seed', seed]),
    ...(tokens ? ['--tokens', 'FILE'] : []),
  ]
  return `npm run load -- ${words.join(' ')}`
}
