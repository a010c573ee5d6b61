import { percentileOf, share } from '../../statistics.ts'
import type { CutOutcome, LineKind } from '../meters/cuts.ts'
import { count, type Reading, reader } from './readings.ts'

/** V3 on one line. Without the times of words a place is guessed, and less is claimed rather than more. */
export function readCuts(line: LineKind, all: readonly CutOutcome[]): Reading[] {
  const of = reader(null)
  const told = all.filter(({ timed }) => timed)
  const guessed = all.filter(({ timed }) => !timed)
  const missing = (some: readonly CutOutcome[]) =>
    share(
      count(some, (one) => one.missing > 1),
      some.length,
    )
  return [
    of(
      'V3',
      `${line} line: cut replies with unheard words in history`,
      share(
        count(all, ({ unheard }) => unheard > 0),
        all.length,
      ),
      'share',
      { most: 0 },
    ),
    ...(told.length > 0
      ? [of('V3', `${line} line: more than one heard word missing`, missing(told), 'share', { most: 0 })]
      : []),
    of('V3', `${line} line, a voice that tells no times: more than one missing`, missing(guessed), 'share', {
      most: 0,
    }),
    of(
      'V3',
      `${line} line, the same: words missing, p95`,
      percentileOf(
        guessed.map((one) => one.missing),
        0.95,
      ),
      'count',
    ),
  ]
}
