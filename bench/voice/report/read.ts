import type { EndingOutcome } from '../meters/endings.ts'
import type { Ghosts } from '../meters/ghosts.ts'
import type { OverlapOutcome } from '../meters/overlaps.ts'
import type { SpokenTurn } from '../meters/speakers.ts'
import { percentile, percentileOf, share } from '../statistics.ts'
import { counted, type Reading } from './readings.ts'

// Outcomes become numbers. What is held against a goal is the test half of the corpus; the tuning half stands beside it.

const count = <T>(all: readonly T[], so: (one: T) => boolean) => all.filter(so).length

/** V5, V6, V7 and what V3 saw. */
export function readOverlaps(ears: string, all: readonly OverlapOutcome[]): Reading[] {
  return (['test', 'tuning'] as const).flatMap((split) => {
    const half = all.filter((outcome) => outcome.split === split)
    const asked = split === 'test'
    const named = (what: string) => (asked ? what : `${what} (tuning)`)
    const rightOf = (kinds: string[]) => {
      const these = half.filter(({ kind }) => kinds.includes(kind))
      return share(
        count(these, ({ right }) => right),
        these.length,
      )
    }
    const readings: Reading[] = [
      {
        goal: 'V6',
        what: named('yields to interruptions'),
        ears,
        estimate: rightOf(['interruption', 'wait']),
        unit: 'share',
        wanted: asked ? { least: 0.98 } : null,
      },
      {
        goal: 'V6',
        what: named('ignores backchannels'),
        ears,
        estimate: rightOf(['backchannel']),
        unit: 'share',
        wanted: asked ? { least: 0.9 } : null,
      },
      {
        goal: 'V6',
        what: named('ignores noises'),
        ears,
        estimate: rightOf(['noise']),
        unit: 'share',
        wanted: asked ? { least: 0.9 } : null,
      },
    ]
    return asked ? [...readings, ...readFalseAlarms(ears, all), ...readSilence(ears, all)] : readings
  })
}

const GAP_MS = 300

function readFalseAlarms(ears: string, all: readonly OverlapOutcome[]): Reading[] {
  const alarms = all.filter(({ kind, paused }) => (kind === 'backchannel' || kind === 'noise') && paused)
  const words = 'false alarms that resumed'
  const gaps = alarms.filter(({ resumed }) => resumed).map(({ gapMs }) => gapMs)
  return [
    {
      goal: 'V7',
      what: words,
      ears,
      estimate: share(
        count(alarms, ({ resumed }) => resumed),
        alarms.length,
      ),
      unit: 'share',
      wanted: { least: 0.95 },
    },
    {
      goal: 'V7',
      what: `… of these with a gap ≤ ${GAP_MS} ms`,
      ears,
      estimate: share(
        count(
          gaps.map((ms) => ({ ms })),
          ({ ms }) => ms <= GAP_MS,
        ),
        gaps.length,
      ),
      unit: 'share',
      wanted: { least: 0.95 },
    },
    { goal: 'V7', what: 'gap, p50', ears, estimate: percentileOf(gaps, 0.5), unit: 'ms', wanted: null },
    { goal: 'V7', what: 'gap, p95', ears, estimate: percentileOf(gaps, 0.95), unit: 'ms', wanted: null },
    {
      goal: 'V7',
      what: 'replies that repeated a word',
      ears,
      estimate: counted(
        count(all, ({ repeatedMs }) => repeatedMs > 0),
        all.length,
      ),
      unit: 'count',
      wanted: { most: 0 },
    },
    {
      goal: 'V7',
      what: 'replies that lost more than a word',
      ears,
      estimate: counted(
        count(all, ({ lostMs }) => lostMs > 500),
        all.length,
      ),
      unit: 'count',
      wanted: { most: 0 },
    },
  ]
}

function readSilence(ears: string, all: readonly OverlapOutcome[]): Reading[] {
  const real = all.filter(({ kind }) => kind === 'interruption' || kind === 'wait')
  const silent = real.flatMap(({ silentAfterMs }) => (silentAfterMs === null ? [] : [silentAfterMs]))
  const claims = all.flatMap(({ claimed }) => (claimed ? [claimed] : []))
  return [
    {
      goal: 'V5',
      what: 'silent after an interruption, p50',
      ears,
      estimate: percentileOf(silent, 0.5),
      unit: 'ms',
      wanted: null,
    },
    {
      goal: 'V5',
      what: 'silent after an interruption, p95',
      ears,
      estimate: percentileOf(silent, 0.95),
      unit: 'ms',
      wanted: { most: 250 },
    },
    {
      goal: 'V3',
      what: 'in conversation: replies with unheard words in history',
      ears,
      estimate: counted(
        count(claims, ({ unheard }) => unheard > 0),
        claims.length,
      ),
      unit: 'count',
      wanted: { most: 0 },
    },
    {
      goal: 'V3',
      what: 'in conversation: heard words missing, most',
      ears,
      estimate: counted(Math.max(0, ...claims.map(({ missing }) => missing)), claims.length),
      unit: 'count',
      wanted: { most: 1 },
    },
  ]
}

/** V8, first half. */
export function readEndings(ears: string, all: readonly EndingOutcome[]): Reading[] {
  return (['test', 'tuning'] as const).flatMap((split): Reading[] => {
    const asked = split === 'test'
    const named = (what: string) => (asked ? what : `${what} (tuning)`)
    const half = all.filter((outcome) => outcome.split === split)
    const answers = half.filter(({ kind }) => kind === 'answer')
    const took = answers.map(({ committedMs }) => committedMs ?? 4_000)
    const heldOf = (wanted: string): Reading['estimate'] => {
      const these = half.filter(({ kind }) => kind === wanted)
      return share(
        count(these, ({ right }) => right),
        these.length,
      )
    }
    return [
      {
        goal: 'V8',
        what: named('short answers committed ≤ 400 ms'),
        ears,
        estimate: share(
          count(answers, ({ right }) => right),
          answers.length,
        ),
        unit: 'share',
        wanted: asked ? { least: 0.95 } : null,
      },
      {
        goal: 'V8',
        what: named('short answers, p50'),
        ears,
        estimate: percentileOf(took, 0.5),
        unit: 'ms',
        wanted: asked ? { most: 400 } : null,
      },
      {
        goal: 'V8',
        what: named('short answers, p95'),
        ears,
        estimate: percentileOf(took, 0.95),
        unit: 'ms',
        wanted: null,
      },
      {
        goal: 'V8',
        what: named('"let me think" held ≥ 4 s'),
        ears,
        estimate: heldOf('thinking'),
        unit: 'share',
        wanted: asked ? { least: 1 } : null,
      },
      {
        goal: 'V8',
        what: named('dangling words held for their pause'),
        ears,
        estimate: heldOf('dangling'),
        unit: 'share',
        wanted: asked ? { least: 0.95 } : null,
      },
    ]
  })
}

/** Pre-roll: what was kept of each turn begins before its first word. */
export function readFirstWords(ears: string, all: readonly EndingOutcome[]): Reading[] {
  const kept = all.flatMap(({ lostAtStartMs }) => (lostAtStartMs === null ? [] : [lostAtStartMs]))
  const said = all.filter(({ turns }) => turns.length > 0)
  const without = said.filter(({ what, turns }) => !first(turns[0] ?? '').includes(first(what)))
  return [
    {
      goal: 'pre-roll',
      what: 'answers without their first word',
      ears,
      estimate: counted(without.length, said.length),
      unit: 'count',
      wanted: { most: 0 },
    },
    {
      goal: 'pre-roll',
      what: 'speech lost at the start, most',
      ears,
      estimate: counted(Math.max(0, ...kept), kept.length),
      unit: 'ms',
      wanted: { most: 0 },
    },
  ]
}

const first = (text: string) => text.split(/\s+/)[0]?.replace(/\P{L}/gu, '').toLowerCase() ?? ''

/** V8, second half: cut-offs of slow speakers in their first ten turns and after. */
export function readHabits(ears: string, slow: readonly SpokenTurn[], quick: readonly SpokenTurn[]): Reading[] {
  const first = slow.filter(({ turn }) => turn < 10)
  const after = slow.filter(({ turn }) => turn >= 10)
  const cut = (turns: readonly SpokenTurn[]) =>
    share(
      count(turns, ({ cutOff }) => cutOff),
      turns.length,
    )
  const [before, behind] = [cut(first), cut(after)]
  const fall = before.value > 0 ? 1 - behind.value / before.value : Number.NaN
  const took = quick.flatMap(({ committedMs }) => (committedMs === null ? [] : [committedMs]))
  return [
    { goal: 'V8', what: 'slow speakers cut off, turns 1–10', ears, estimate: before, unit: 'share', wanted: null },
    { goal: 'V8', what: 'slow speakers cut off, later turns', ears, estimate: behind, unit: 'share', wanted: null },
    {
      goal: 'V8',
      what: 'cut-offs fall by',
      ears,
      estimate: counted(fall, slow.length),
      unit: 'share',
      wanted: { least: 0.5 },
    },
    { goal: 'V8', what: 'quick speakers wait, p50', ears, estimate: percentileOf(took, 0.5), unit: 'ms', wanted: null },
    { goal: 'V8', what: 'quick speakers cut off', ears, estimate: cut(quick), unit: 'share', wanted: null },
  ]
}

/** V9. */
export function readGhosts(ears: string, noise: Ghosts, echo: Ghosts): Reading[] {
  return [
    {
      goal: 'V9',
      what: `turns in ${noise.minutes} min of noise`,
      ears,
      estimate: counted(noise.turns.length, noise.minutes),
      unit: 'count',
      wanted: { most: 0 },
    },
    {
      goal: 'V9',
      what: 'noises kept as unheard sound',
      ears,
      estimate: counted(noise.unheard, noise.minutes),
      unit: 'count',
      wanted: null,
    },
    {
      goal: 'V9',
      what: 'turns of its own echo at −20 dB',
      ears,
      estimate: counted(echo.turns.length, echo.replies),
      unit: 'count',
      wanted: { most: 0 },
    },
    {
      goal: 'V9',
      what: 'replies cut by their own echo',
      ears,
      estimate: counted(echo.cut, echo.replies),
      unit: 'count',
      wanted: { most: 0 },
    },
    {
      goal: 'V9',
      what: 'replies paused by their own echo',
      ears,
      estimate: counted(echo.paused, echo.replies),
      unit: 'count',
      wanted: null,
    },
  ]
}

interface Spoken {
  spoken: SpokenTurn[]
  cost: { tokens: number }
}

/** V10: the same people, once with and once without. */
export function readSpeculation(ears: string, plain: Spoken[], ahead: Spoken[]): Reading[] {
  const [without, with_] = [plain.flatMap(({ spoken }) => spoken), ahead.flatMap(({ spoken }) => spoken)]
  const saved = with_.flatMap(({ firstSoundMs }, n) => {
    const slow = without[n]?.firstSoundMs
    return firstSoundMs === null || slow === null || slow === undefined ? [] : [slow - firstSoundMs]
  })
  const answered = with_.filter(({ firstSoundMs }) => firstSoundMs !== null)
  const tokens = (all: Spoken[]) => all.reduce((sum, { cost }) => sum + cost.tokens, 0)
  return [
    {
      goal: 'V10',
      what: 'speculation adopted',
      ears,
      estimate: share(
        count(answered, ({ adopted }) => adopted),
        answered.length,
      ),
      unit: 'share',
      wanted: { least: 0.6 },
    },
    { goal: 'V10', what: 'saved, p50', ears, estimate: percentileOf(saved, 0.5), unit: 'ms', wanted: { least: 200 } },
    {
      goal: 'V10',
      what: 'tokens, with ÷ without',
      ears,
      estimate: counted(tokens(ahead) / tokens(plain), answered.length),
      unit: 'ratio',
      wanted: { most: 1.5 },
    },
    {
      goal: 'V10',
      what: 'first sound without, p50',
      ears,
      estimate: counted(
        percentile(
          without.flatMap(({ firstSoundMs }) => firstSoundMs ?? []),
          0.5,
        ),
        without.length,
      ),
      unit: 'ms',
      wanted: null,
    },
    {
      goal: 'V10',
      what: 'first sound with, p50',
      ears,
      estimate: counted(
        percentile(
          with_.flatMap(({ firstSoundMs }) => firstSoundMs ?? []),
          0.5,
        ),
        with_.length,
      ),
      unit: 'ms',
      wanted: null,
    },
  ]
}

/** V1. */
export function readOverhead(ms: readonly number[]): Reading[] {
  const read = ms.filter((one) => !Number.isNaN(one))
  return [
    {
      goal: 'V1',
      what: 'overhead, p50',
      ears: null,
      estimate: percentileOf(read, 0.5),
      unit: 'ms',
      wanted: { most: 10 },
    },
    {
      goal: 'V1',
      what: 'overhead, p95',
      ears: null,
      estimate: percentileOf(read, 0.95),
      unit: 'ms',
      wanted: { most: 25 },
    },
    {
      goal: 'V1',
      what: 'turns that were never answered',
      ears: null,
      estimate: counted(ms.length - read.length, ms.length),
      unit: 'count',
      wanted: { most: 0 },
    },
  ]
}
