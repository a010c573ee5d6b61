import { setTimeout } from 'node:timers/promises'

const STEPS = 20
const STEP_MS = 50

/**
 * Does something to each of many over about a second, evenly, so that whatever they do about it does not come all at once; to a few at
 * once.
 */
export async function spread<One>(all: Iterable<One>, each: (one: One) => void): Promise<void> {
  const waiting = [...all]
  const share = Math.max(STEPS, Math.ceil(waiting.length / STEPS))
  for (let next = 0; next < waiting.length; next += share) {
    if (next > 0) await setTimeout(STEP_MS)
    for (const one of waiting.slice(next, next + share)) each(one)
  }
}
