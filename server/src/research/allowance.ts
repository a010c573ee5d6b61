import type { Windows } from '../http/windows.ts'
import { Problem } from '../problem.ts'

const HOUR_MS = 3_600_000
/** So many look-ups that ask somebody outside a learner has in an hour, and in a day. */
const LIMITS = [
  { name: 'hour', lastsMs: HOUR_MS, most: 20 },
  { name: 'day', lastsMs: 24 * HOUR_MS, most: 100 },
] as const

/**
 * Counts what each learner has looked up outside, in all processes where there is Redis. Throws Problem `too-many-requests` when an hour or a day
 * of theirs is used up; a look-up that was refused is not counted for the longer of them.
 */
export function createAllowance({ windows, now }: { windows: Windows; now: () => Date }) {
  return async function take(userId: string): Promise<void> {
    for (const { name, lastsMs, most } of LIMITS) {
      const at = now().getTime()
      const { count, endsAt } = await windows.add(`research:${name}:${userId}`, at, lastsMs)
      if (count <= most) continue
      const seconds = Math.max(1, Math.ceil((endsAt - at) / 1000))
      throw new Problem(
        'too-many-requests',
        `That is more than ${most} look-ups in ${name === 'hour' ? 'an hour' : 'a day'}. Ask again in ${waitFor(seconds)}.`,
        { retryAfter: seconds, fields: { most, per: name } },
      )
    }
  }
}

const waitFor = (seconds: number) =>
  seconds > 5_400 ? `${Math.ceil(seconds / 3_600)} hours` : `${Math.ceil(seconds / 60)} minutes`
