import type { Clock } from '../clock.ts'

/** A clock that a test turns by hand. */
export function createHandClock() {
  let now = 0
  const alarms = new Set<{ at: number; ring: () => void }>()
  const clock: Clock = {
    ms: () => now,
    after(ms, ring) {
      const alarm = { at: now + ms, ring }
      alarms.add(alarm)
      return () => alarms.delete(alarm)
    },
  }
  /** Lets everything that is ready run. */
  const settle = () => new Promise<void>((done) => setImmediate(done))
  return {
    ...clock,
    settle,
    /** Moves time on, ringing every alarm on the way in its turn. */
    async advance(ms: number) {
      const until = now + ms
      await settle()
      while (true) {
        const [next] = [...alarms].filter((alarm) => alarm.at <= until).sort((a, b) => a.at - b.at)
        if (!next) break
        now = Math.max(now, next.at)
        alarms.delete(next)
        next.ring()
        await settle()
      }
      now = until
    },
    /** Time moves on while nothing runs, as in a process that is kept waiting: what was due meanwhile rings late. */
    oversleep(ms: number) {
      now += ms
    },
    /** How many alarms are set: 0 when everybody cleaned up. */
    get pending() {
      return alarms.size
    },
  }
}
