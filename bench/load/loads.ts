import { setTimeout as pause } from 'node:timers/promises'
import { percentile } from '../statistics.ts'
import type { Speaker } from './speakers.ts'

/** What a load came to. Times in milliseconds. */
export interface Measured {
  turns: number
  turnsPerSecond: number
  p50: number
  p95: number
  p99: number
  /** Share of turns that were answered rightly, 0–1. */
  success: number
}

/** Everybody speaks again as soon as they were answered. */
export const closedLoop = (speakers: readonly Speaker[], seconds: number) => run(speakers, seconds, async () => {})

/** Everybody pauses between two things they say, each time as long as chance wills. */
export function withPauses(speakers: readonly Speaker[], seconds: number, { from, to }: { from: number; to: number }) {
  return run(speakers, seconds, (signal) =>
    pause(from + Math.random() * (to - from), undefined, { signal }).catch(() => {}),
  )
}

async function run(
  speakers: readonly Speaker[],
  seconds: number,
  between: (over: AbortSignal) => Promise<void>,
): Promise<Measured> {
  const times: number[] = []
  let right = 0
  const over = AbortSignal.timeout(seconds * 1000)
  const began = performance.now()
  await Promise.all(
    speakers.map(async (speaker) => {
      await between(over)
      while (!over.aborted) {
        const turn = await speaker.say().catch(() => ({ ok: false, ms: Number.NaN }))
        if (turn.ok) right += 1
        times.push(turn.ms)
        await between(over)
      }
    }),
  )
  const elapsed = (performance.now() - began) / 1000
  const answered = times.filter((ms) => !Number.isNaN(ms))
  return {
    turns: times.length,
    turnsPerSecond: right / elapsed,
    p50: percentile(answered, 0.5),
    p95: percentile(answered, 0.95),
    p99: percentile(answered, 0.99),
    success: times.length === 0 ? 0 : right / times.length,
  }
}
