import { percentileOf, share } from '../../statistics.ts'
import type { Ghosts } from '../meters/ghosts.ts'
import type { OverlapOutcome } from '../meters/overlaps.ts'
import { count, counted, type Reading, reader } from './readings.ts'

// What happened over a reply becomes numbers. What is held against a goal is the test half of the corpus; the tuning half stands beside it.

/** A pause of the reply that nobody minds; V7. */
const GAP_MS = 300
/** A jump by more than this is more than a word. */
const WORD_MS = 500

/** V5, V6, V7 and what V3 saw of them. */
export function readOverlaps(ears: string, all: readonly OverlapOutcome[]): Reading[] {
  const real = all.filter(({ kind }) => kind === 'interruption' || kind === 'wait')
  const silent = real.flatMap(({ silentAfterMs }) => silentAfterMs ?? [])
  const claims = all.flatMap(({ claimed }) => claimed ?? [])
  const of = reader(ears)
  return [
    ...readLabels(ears, all, 'test'),
    ...readLabels(ears, all, 'tuning'),
    ...readFalseAlarms(ears, all),
    of('V5', 'silent after an interruption, p50', percentileOf(silent, 0.5), 'ms'),
    of('V5', 'silent after an interruption, p95', percentileOf(silent, 0.95), 'ms', { most: 250 }),
    of(
      'V3',
      'in conversation: replies with unheard words in history',
      counted(
        count(claims, ({ unheard }) => unheard > 0),
        claims.length,
      ),
      'count',
      { most: 0 },
    ),
    of(
      'V3',
      'in conversation: heard words missing, most',
      counted(Math.max(0, ...claims.map(({ missing }) => missing)), claims.length),
      'count',
      { most: 1 },
    ),
  ]
}

function readLabels(ears: string, all: readonly OverlapOutcome[], split: 'test' | 'tuning'): Reading[] {
  const of = reader(ears, split === 'tuning')
  const rightOf = (...kinds: string[]) => {
    const these = all.filter((outcome) => outcome.split === split && kinds.includes(outcome.kind))
    return share(
      count(these, ({ right }) => right),
      these.length,
    )
  }
  return [
    of('V6', 'yields to interruptions', rightOf('interruption', 'wait'), 'share', { least: 0.98 }),
    of('V6', '… of these, interruptions', rightOf('interruption'), 'share'),
    of('V6', '… of these, "wait"', rightOf('wait'), 'share'),
    of('V6', 'ignores backchannels', rightOf('backchannel'), 'share', { least: 0.9 }),
    of('V6', 'ignores noises', rightOf('noise'), 'share', { least: 0.9 }),
  ]
}

function readFalseAlarms(ears: string, all: readonly OverlapOutcome[]): Reading[] {
  const of = reader(ears)
  const alarms = all.filter(({ kind, paused }) => (kind === 'backchannel' || kind === 'noise') && paused)
  const gaps = alarms.filter(({ resumed }) => resumed).map(({ gapMs }) => gapMs)
  const resumed = share(
    count(alarms, (alarm) => alarm.resumed),
    alarms.length,
  )
  const brief = share(
    count(gaps, (ms) => ms <= GAP_MS),
    gaps.length,
  )
  const repeated = count(all, ({ repeatedMs }) => repeatedMs > 0)
  const lost = count(all, ({ lostMs }) => lostMs > WORD_MS)
  return [
    of('V7', 'false alarms that resumed', resumed, 'share', { least: 0.95 }),
    of('V7', `… of these with a gap ≤ ${GAP_MS} ms`, brief, 'share', { least: 0.95 }),
    of('V7', 'gap, p50', percentileOf(gaps, 0.5), 'ms'),
    of('V7', 'gap, p95', percentileOf(gaps, 0.95), 'ms'),
    of('V7', 'replies that repeated a word', counted(repeated, all.length), 'count', { most: 0 }),
    of('V7', 'replies that lost more than a word', counted(lost, all.length), 'count', { most: 0 }),
  ]
}

/** V9. */
export function readGhosts(ears: string, noise: Ghosts, echo: Ghosts): Reading[] {
  const of = reader(ears)
  const none = { most: 0 }
  return [
    of('V9', 'turns of noise alone', counted(noise.turns.length, noise.minutes), 'count', none),
    of('V9', 'noises kept as unheard sound', counted(noise.unheard, noise.minutes), 'count'),
    of('V9', 'turns of its own echo at −20 dB', counted(echo.turns.length, echo.replies), 'count', none),
    of('V9', 'replies cut by their own echo', counted(echo.cut, echo.replies), 'count', none),
    of('V9', 'replies paused by their own echo', counted(echo.paused, echo.replies), 'count'),
  ]
}
