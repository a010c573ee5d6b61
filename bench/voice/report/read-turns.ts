import { percentileOf, share } from '../../statistics.ts'
import type { EndingOutcome } from '../meters/endings.ts'
import type { SpokenTurn } from '../meters/speakers.ts'
import { count, counted, type Reading, reader } from './readings.ts'

// How turns ended becomes numbers.

/** An answer that was never taken counts as this. */
const NEVER_MS = 4_000

/** V8, first half. */
export function readEndings(ears: string, all: readonly EndingOutcome[]): Reading[] {
  return (['test', 'tuning'] as const).flatMap((split) => {
    const of = reader(ears, split === 'tuning')
    const half = all.filter((outcome) => outcome.split === split)
    const rightOf = (kind: EndingOutcome['kind']) => {
      const these = half.filter((outcome) => outcome.kind === kind)
      return share(
        count(these, ({ right }) => right),
        these.length,
      )
    }
    const took = half.filter(({ kind }) => kind === 'answer').map(({ committedMs }) => committedMs ?? NEVER_MS)
    return [
      of('V8', 'short answers committed ≤ 400 ms', rightOf('answer'), 'share', { least: 0.95 }),
      of('V8', 'short answers, p50', percentileOf(took, 0.5), 'ms', { most: 400 }),
      of('V8', 'short answers, p95', percentileOf(took, 0.95), 'ms'),
      of('V8', '"let me think" held ≥ 4 s', rightOf('thinking'), 'share', { least: 1 }),
      of('V8', 'dangling words held for their pause', rightOf('dangling'), 'share', { least: 0.95 }),
    ]
  })
}

/** Pre-roll: what was kept of each turn begins before its first word. */
export function readFirstWords(ears: string, all: readonly EndingOutcome[]): Reading[] {
  const of = reader(ears)
  // "Let me think" is heeded, and no turn.
  const said = all.filter(({ kind, turns }) => kind !== 'thinking' && turns.length > 0)
  const without = count(said, ({ what, turns }) => !firstWord(turns[0] ?? '').includes(firstWord(what)))
  const lost = said.flatMap(({ lostAtStartMs }) => lostAtStartMs ?? [])
  return [
    of('pre-roll', 'turns without their first word', counted(without, said.length), 'count', { most: 0 }),
    of('pre-roll', 'speech lost at the start, p95', percentileOf(lost, 0.95), 'ms', { most: 0 }),
  ]
}

const firstWord = (text: string) => text.split(/\s+/)[0]?.replace(/\P{L}/gu, '').toLowerCase() ?? ''

const TURNS_TO_LEARN = 10

/** V8, second half: how often people are cut off in their first ten turns, and after. */
export function readHabits(ears: string, slow: readonly SpokenTurn[], quick: readonly SpokenTurn[]): Reading[] {
  const of = reader(ears)
  const cut = (turns: readonly SpokenTurn[]) =>
    share(
      count(turns, ({ cutOff }) => cutOff),
      turns.length,
    )
  const before = cut(slow.filter(({ turn }) => turn < TURNS_TO_LEARN))
  const after = cut(slow.filter(({ turn }) => turn >= TURNS_TO_LEARN))
  const fall = before.value > 0 ? 1 - after.value / before.value : Number.NaN
  const readings = [
    of('V8', 'slow speakers cut off, turns 1–10', before, 'share'),
    of('V8', 'slow speakers cut off, later turns', after, 'share'),
    of('V8', 'cut-offs fall by', counted(fall, slow.length), 'share', { least: 0.5 }),
  ]
  if (quick.length === 0) return readings
  const took = quick.flatMap(({ committedMs }) => committedMs ?? [])
  return [
    ...readings,
    of('V8', 'quick speakers wait, p50', percentileOf(took, 0.5), 'ms'),
    of('V8', 'quick speakers cut off', cut(quick), 'share'),
  ]
}

interface People {
  spoken: SpokenTurn[]
  cost: { tokens: number }
}

/** V10: the same people, once without and once with speculation. */
export function readSpeculation(ears: string, plain: readonly People[], ahead: readonly People[]): Reading[] {
  const of = reader(ears)
  const [slower, sooner] = [plain, ahead].map((all) => all.flatMap(({ spoken }) => spoken))
  const answered = sooner?.filter(({ firstSoundMs }) => firstSoundMs !== null) ?? []
  const saved = sooner?.flatMap(({ firstSoundMs }, n) => {
    const before = slower?.[n]?.firstSoundMs ?? null
    return firstSoundMs === null || before === null ? [] : [before - firstSoundMs]
  })
  const firsts = (all: readonly SpokenTurn[] = []) => all.flatMap(({ firstSoundMs }) => firstSoundMs ?? [])
  const tokens = (all: readonly People[]) => all.reduce((sum, { cost }) => sum + cost.tokens, 0)
  const adopted = share(
    count(answered, (turn) => turn.adopted),
    answered.length,
  )
  return [
    of('V10', 'speculation adopted', adopted, 'share', { least: 0.6 }),
    of('V10', 'saved, p50', percentileOf(saved ?? [], 0.5), 'ms', { least: 200 }),
    of('V10', 'tokens, with ÷ without', counted(tokens(ahead) / tokens(plain), answered.length), 'ratio', {
      most: 1.5,
    }),
    of('V10', 'first sound without, p50', percentileOf(firsts(slower), 0.5), 'ms'),
    of('V10', 'first sound with, p50', percentileOf(firsts(sooner), 0.5), 'ms'),
  ]
}

/** V1. */
export function readOverhead(ms: readonly number[]): Reading[] {
  const of = reader(null)
  const read = ms.filter((one) => !Number.isNaN(one))
  return [
    of('V1', 'overhead, p50', percentileOf(read, 0.5), 'ms', { most: 10 }),
    of('V1', 'overhead, p95', percentileOf(read, 0.95), 'ms', { most: 25 }),
    of('V1', 'turns that were never answered', counted(ms.length - read.length, ms.length), 'count', { most: 0 }),
  ]
}
