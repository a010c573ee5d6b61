import type { Specialist as Name } from '@lva/contracts/analysis'
import type { Specialist } from '../material.ts'
import { actionItems } from './action-items.ts'
import { changes } from './changes.ts'
import { concepts } from './concepts.ts'
import { decisions } from './decisions.ts'
import { exploreNext } from './explore-next.ts'
import { openQuestions } from './open-questions.ts'
import { topics } from './topics.ts'

/** All specialists, in the order in which what they find is told. */
export const SPECIALISTS: readonly Specialist[] = [
  topics,
  concepts,
  openQuestions,
  decisions,
  actionItems,
  changes,
  exploreNext,
]

/** The one of that name. Throws for a name nobody has. */
export function specialistCalled(name: Name): Specialist {
  const found = SPECIALISTS.find((one) => one.name === name)
  if (!found) throw new Error(`no specialist is called ${name}`)
  return found
}
