import { type Clock, pause } from '../../providers/clock.ts'
import type { Callers, CarrierRecording } from '../call.ts'

const AGAIN_MS = 15_000
const TRIED_FOR_MS = 3_600_000
/** Recordings that wait at the same time, above what calls leave while something is down. */
const WAITING_MAX = 200

/**
 * Recordings the people's side could not be told of, mostly because the database is away: the carrier tells of each only once, so they are
 * remembered here and told again until they are taken.
 */
export function createLateRecordings({
  recorded,
  clock,
  log,
}: {
  recorded: Callers['recorded']
  clock: Clock
  log: { error(facts: object, message: string): void }
}) {
  const waiting: { callSid: string; recording: CarrierRecording; until: number }[] = []
  let stop: (() => void) | null = null

  const giveUp = ({ url }: CarrierRecording, err: unknown) =>
    log.error({ err, recording: url.split('/').at(-1) }, 'a recording was not taken, and stays at the carrier only')

  async function tellAgain(last: boolean) {
    for (const one of waiting.splice(0))
      try {
        await recorded(one.callSid, one.recording)
      } catch (err) {
        if (last || clock.ms() >= one.until) giveUp(one.recording, err)
        else waiting.push(one)
      }
    again()
  }

  function again() {
    stop?.()
    stop = waiting.length === 0 ? null : clock.after(AGAIN_MS, () => void tellAgain(false))
  }

  return {
    /** Tells of a recording, now or later. Throws what hinders it where too many wait already. */
    async take(callSid: string, recording: CarrierRecording): Promise<void> {
      try {
        await recorded(callSid, recording)
      } catch (err) {
        if (waiting.length >= WAITING_MAX) {
          giveUp(recording, err)
          throw err
        }
        log.error({ err }, 'a recording could not be taken yet')
        waiting.push({ callSid, recording, until: clock.ms() + TRIED_FOR_MS })
        if (!stop) again()
      }
    },

    /** The server stops: what waits is told for the last time, for at most `ms`. */
    async close(ms: number): Promise<void> {
      const told = new AbortController()
      await Promise.race([tellAgain(true), pause(clock, ms, told.signal)])
      told.abort()
    },
  }
}
