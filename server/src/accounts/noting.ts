import type { Logger } from 'pino'

export type Noting = ReturnType<typeof createNoting>

/** Dates that are written down beside a request, which does not wait for them: when that fails, only a date is a little old. */
export function createNoting({ log }: { log: Pick<Logger, 'warn'> }) {
  const underway = new Set<Promise<void>>()
  return {
    /** Lets something be written; `failure` goes to the log when it is not. */
    begin(writing: Promise<unknown>, failure: string): void {
      const done = writing
        .then(
          () => {},
          (err: unknown) => log.warn({ err }, failure),
        )
        .finally(() => underway.delete(done))
      underway.add(done)
    },

    /** Resolves when everything begun so far is written. */
    async settled(): Promise<void> {
      await Promise.all(underway)
    },
  }
}
