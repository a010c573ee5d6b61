import type { MasteryLevel, PromptKind } from '@lva/contracts/reviews'

/** Stability, in days, from which a concept counts as known so well. */
const FAMILIAR_DAYS = 7
const SOLID_DAYS = 21
const MASTERED_DAYS = 60
/** What mastery asks besides: so much recall of every prompt, on so many days. */
const RECALL_WANTED = 0.9
const DAYS_WANTED = 3

/** A kept prompt of a concept; `stability` and `retrievability` are null before its first review. */
export interface Known {
  kind: PromptKind
  stability: number | null
  /** Today. */
  retrievability: number | null
  /** Days on which it was recalled. */
  recalledOn: readonly string[]
}

/** What the reviews of one concept show. */
export interface Judged {
  level: MasteryLevel
  why: string
  reviewed: number
  stability: number | null
  retrievability: number | null
  recalledDays: number
  applied: boolean
}

/**
 * How well a concept is known. Every kept prompt has to hold for so long, or what is asked seldom would hide behind what is asked often;
 * `taughtBack`: it was explained to somebody. Pure.
 */
export function masteryOf(prompts: readonly Known[], { taughtBack }: { taughtBack: boolean }): Judged {
  const reviewed = prompts.filter(({ stability }) => stability !== null)
  const whole = prompts.length > 0 && reviewed.length === prompts.length
  const weakest = (values: Array<number | null>) => (whole ? Math.min(...values.map((value) => value ?? 0)) : null)
  const stability = weakest(prompts.map((prompt) => prompt.stability))
  const retrievability = weakest(prompts.map((prompt) => prompt.retrievability))
  const recalledDays = new Set(prompts.flatMap(({ recalledOn }) => recalledOn)).size
  const applied =
    taughtBack ||
    prompts.some(({ kind, recalledOn }) => (kind === 'application' || kind === 'teach-back') && recalledOn.length > 0)
  const found = { reviewed: reviewed.length, stability, retrievability, recalledDays, applied }
  const missing = missingFor(prompts, found)
  const level = levelOf(found, missing)
  return { ...found, level, why: whyOf(level, prompts, found, missing) }
}

type Found = Omit<Judged, 'level' | 'why'>

/** What is missing for mastery, when every prompt holds for long enough. */
function missingFor(prompts: readonly Known[], { recalledDays, applied }: Found): string[] {
  const low = prompts.filter(({ retrievability }) => (retrievability ?? 0) < RECALL_WANTED).length
  return [
    ...(low > 0 ? [`${count(low, 'prompt')} below 90 % today`] : []),
    ...(recalledDays < DAYS_WANTED ? [`recalled on ${count(recalledDays, 'day')} of ${DAYS_WANTED}`] : []),
    ...(applied ? [] : ['no application or teach-back yet']),
  ]
}

function levelOf({ reviewed, stability }: Found, missing: readonly string[]): MasteryLevel {
  if (reviewed === 0) return 'new'
  if (stability === null || stability < FAMILIAR_DAYS) return 'learning'
  if (stability < SOLID_DAYS) return 'familiar'
  return stability >= MASTERED_DAYS && missing.length === 0 ? 'mastered' : 'solid'
}

const NEXT: Partial<Record<MasteryLevel, number>> = {
  learning: FAMILIAR_DAYS,
  familiar: SOLID_DAYS,
  solid: MASTERED_DAYS,
}

function whyOf(level: MasteryLevel, prompts: readonly Known[], { reviewed, recalledDays }: Found, missing: string[]) {
  const all = prompts.length
  if (level === 'new') return `${count(all, 'prompt')} kept, none reviewed yet`
  if (level === 'mastered')
    return `${all === 1 ? 'the prompt holds' : `all ${all} prompts hold`} ${MASTERED_DAYS} days, recalled on ${recalledDays} days, and applied or taught back`
  const days = NEXT[level] ?? 0
  const holding = prompts.filter(({ stability }) => (stability ?? 0) >= days).length
  const parts = [`${holding} of ${count(all, 'prompt')} ${holding === 1 ? 'holds' : 'hold'} ${days} days`]
  if (reviewed < all) parts.push(`${all - reviewed} not reviewed yet`)
  if (level === 'solid') parts.push(...missing)
  return parts.join('; ')
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`
