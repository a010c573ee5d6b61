import type { LearningGap, Moment } from '@lva/contracts/patterns'
import { misunderstandingIn } from '../../language/misunderstanding.ts'

/** Something that was said, in the order in which it was. */
export interface Said extends Moment {
  text: string
}

/** A concept, as it is told. */
export interface Named {
  conceptId: string
  name: string
}

const SIGNS_MIN = 2
const SHOWN_MAX = 20
const MOMENTS_MAX = 5

/** Turns that set right, or ask about, the reply to the turn before them in their session; the oldest first. Pure. */
export function signsIn(said: readonly Said[]): { kind: 'corrections' | 'clarifications'; moment: Moment }[] {
  const before = new Map<string, Moment>()
  return said.flatMap(({ text, ...moment }) => {
    const about = before.get(moment.session_id)
    before.set(moment.session_id, moment)
    const kind = misunderstandingIn(text)
    if (!kind || !about) return []
    return { kind: kind === 'correction' ? ('corrections' as const) : ('clarifications' as const), moment: about }
  })
}

/**
 * What does not hold yet, the plainest first: concepts with at least two signs. `lapses`: one for each review that was not recalled; `spoken`: which concepts the turns speak of that were set
 * right or asked about. Pure.
 */
export function gapsOf(
  lapses: readonly Named[],
  signs: ReturnType<typeof signsIn>,
  spoken: readonly (Named & { exchangeId: string })[],
): LearningGap[] {
  const gaps = new Map<string, LearningGap>()
  const gapOf = (conceptId: string, name: string) => {
    const known = gaps.get(conceptId)
    const gap = known ?? { concept_id: conceptId, name, lapses: 0, corrections: 0, clarifications: 0, moments: [] }
    gaps.set(conceptId, gap)
    return gap
  }
  for (const { conceptId, name } of lapses) gapOf(conceptId, name).lapses++
  for (const { kind, moment } of signs.toReversed())
    for (const { conceptId, name } of spoken.filter(({ exchangeId }) => exchangeId === moment.exchange_id)) {
      const gap = gapOf(conceptId, name)
      gap[kind]++
      if (gap.moments.length < MOMENTS_MAX) gap.moments.push(moment)
    }
  const signsOf = (gap: LearningGap) => gap.lapses + gap.corrections + gap.clarifications
  return [...gaps.values()]
    .filter((gap) => signsOf(gap) >= SIGNS_MIN)
    .sort((a, b) => signsOf(b) - signsOf(a))
    .slice(0, SHOWN_MAX)
}
