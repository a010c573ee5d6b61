import { setImmediate as breath } from 'node:timers/promises'

/** A piece holds everybody else up; it aims at so many milliseconds of the processor. */
const AIM_MS = 8
const FIRST_ROWS = 4
/** What a piece costs besides its rows is not worth a single one. */
const FEWEST_ROWS = 2
const MOST_ROWS = 10

/**
 * Removes rows and their words piece by piece, so that others are heard in between. `some` is told how many rows to take, and resolves with
 * whether there may be more. The word index takes the longer the more of a word there is, so the pieces grow and shrink.
 */
export async function inPieces(some: (rows: number) => Promise<boolean>): Promise<void> {
  for (let rows = FIRST_ROWS; ; ) {
    const before = process.threadCpuUsage()
    if (!(await some(rows))) return
    const { user, system } = process.threadCpuUsage(before)
    rows = nextRows(rows, (user + system) / 1_000)
    await breath()
  }
}

/** How many rows the next piece takes, when the last one took so many milliseconds. */
export function nextRows(rows: number, tookMs: number): number {
  return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.floor((rows * AIM_MS) / Math.max(1, tookMs))))
}
