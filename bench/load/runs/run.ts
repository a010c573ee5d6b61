import type { Goal } from '../goals.ts'
import type { Done } from '../people/wishes.ts'
import type { Plan } from '../plan.ts'

/** What a course of its own is given. */
export interface Setting {
  url: string
  plan: Plan
  /** Part of every name of a virtual user. */
  run: string
  /** Of people who are signed in already. */
  tokens: readonly string[]
  over: AbortSignal
  record(done: Done): void
  /** Somebody signed up for this run. */
  met(guest: Guest): void
  /** Says what begins now; it stands below the charts. */
  mark(what: string): void
}

/** One course. Resolves with what it has to reach besides the thresholds of its scenario. */
export type Run = (setting: Setting) => Promise<Goal[]>

/** Somebody who signed up for this run, to be let go of afterwards. */
export interface Guest {
  email: string
  password: string
  token: string | null
  /** They got as far as signing up. */
  known: boolean
}
