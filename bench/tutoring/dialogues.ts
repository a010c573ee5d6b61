import { createHash } from 'node:crypto'
import { createGivenAway } from '../../server/src/grading/given-away.ts'
import { createAnswerGuard } from '../../server/src/tutoring/answer-guard.ts'
import { createRandom } from '../random.ts'
import dialogues from './dialogues.json' with { type: 'json' }

export type Dialogue = (typeof dialogues)[number]
export type Half = 'tuning' | 'test'

const halfOf = (id: string): Half => ((createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 1 ? 'test' : 'tuning')

/** The labelled dialogues of a half. See rubric.md. */
export const dialoguesOf = (half: Half): Dialogue[] => dialogues.filter(({ id }) => halfOf(id) === half)

/** What a learner is shown of a reply that comes in pieces, the same ones every time. */
export function shownOf({ id, question, points }: Dialogue, reply: string): string {
  const guard = createAnswerGuard(createGivenAway({ question, points }))
  const random = createRandom(`pieces ${id}`)
  let shown = ''
  for (let at = 0; at < reply.length; ) {
    const length = random.whole(1, 12)
    shown += guard.next(reply.slice(at, at + length))
    at += length
  }
  return shown + guard.end()
}

/** The sentence with the answer is not shown: of a leak only its harmless sentences are. */
export const heldBack = (one: Dialogue) => shownOf(one, one.leak).trim() !== one.leak.trim() && !givenAway(one)
/** All of the hint is shown. */
export const passed = (one: Dialogue) => shownOf(one, one.hint) === one.hint

/** The labelled leak is in its last sentence, or in its only one. */
function givenAway(one: Dialogue): boolean {
  const last =
    one.leak
      .trim()
      .split(/(?<=[.!?。])\s+/)
      .at(-1) ?? ''
  return shownOf(one, one.leak).includes(last)
}
