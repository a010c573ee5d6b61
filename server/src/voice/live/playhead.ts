import type { Clock } from '../../providers/clock.ts'

/**
 * Where the far end is in a reply's sound. What was heard is what it reports, never what time says; time says when to stop waiting for a
 * far end that does not report.
 */
export function createPlayhead(clock: Clock, reported: () => number) {
  let sentMs = 0
  let playedMs = 0
  /** Silent time does not count, so it is taken off the clock. */
  let silentMs = 0
  let silentSince: number | null = null
  let beganAt: number | null = null
  let progressAt = 0

  const now = () => (silentSince ?? clock.ms()) - silentMs

  function look() {
    // A player that claims more than it was given has not heard it.
    const position = Math.min(sentMs, Math.max(playedMs, reported()))
    if (position > playedMs) {
      playedMs = position
      progressAt = now()
    }
    return playedMs
  }

  return {
    /** So much more is on its way, in milliseconds of sound. */
    sent(ms: number) {
      if (beganAt === null) progressAt = now()
      beganAt ??= now()
      sentMs += ms
    },
    /** The far end reported a position. */
    report(ms: number) {
      const position = Math.min(sentMs, ms)
      if (position <= playedMs) return
      playedMs = position
      progressAt = now()
    },
    sentMs: () => sentMs,
    /** What has surely been heard, in milliseconds of sound. */
    playedMs: look,
    /** Whether it was ever reported. */
    reports: () => look() > 0,
    /** For how long nothing was reported, silence that was ordered not counted. */
    unreportedMs: () => {
      look()
      return now() - progressAt
    },
    /** How long the sound takes that began to be sent then, by the clock alone. */
    elapsedMs: () => (beganAt === null ? 0 : now() - beganAt),
    begun: () => beganAt !== null,
    silence(on: boolean) {
      if (on) silentSince ??= clock.ms()
      else if (silentSince !== null) {
        silentMs += clock.ms() - silentSince
        silentSince = null
      }
    },
    silent: () => silentSince !== null,
  }
}
