import { setTimeout as pause } from 'node:timers/promises'
import { visit } from '../people/visit.ts'
import type { Stage } from '../scenarios.ts'
import type { Guest, Setting } from './run.ts'

export type Crowd = ReturnType<typeof createCrowd>

/** People in a house, as many as is said. */
export function createCrowd({ url, plan, run, tokens, over, record }: Setting) {
  const leaving: AbortController[] = []
  const visits: Promise<Guest>[] = []

  /** One more. With tokens, one of those who have one: several people share an account when there are more. */
  function come() {
    const n = visits.length
    const leave = new AbortController()
    leaving.push(leave)
    visits.push(
      visit(url, {
        ...{ n, run, seed: plan.seed, think: plan.think, mix: plan.mix, moving: plan.scenario.moving ?? false },
        token: tokens.length > 0 ? (tokens[n % tokens.length] ?? null) : null,
        over: AbortSignal.any([over, leave.signal]),
        onDone: record,
      }),
    )
  }

  return {
    /** Resolves when the stage is over. */
    async stage({ users, seconds, joining }: Omit<Stage, 'name'>): Promise<void> {
      for (const leave of leaving.splice(users)) leave.abort()
      const missing = users - leaving.length
      const ends = performance.now() + seconds * 1000
      for (let n = 0; n < missing && !over.aborted; n += 1) {
        come()
        if (n < missing - 1) await rest((joining * 1000) / missing, over)
      }
      await rest(Math.max(0, ends - performance.now()), over)
    },

    /** Everybody goes. Resolves with who they were when the last one has. */
    async leave(): Promise<Guest[]> {
      for (const leave of leaving.splice(0)) leave.abort()
      return Promise.all(visits)
    },
  }
}

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => {})
