import type { Specialist as Name } from '@lva/contracts/analysis'
import type { Draft } from './material.ts'
import type { Found } from './side-by-side.ts'
import { SPECIALISTS } from './specialists/specialists.ts'

const OF_EACH_MAX = 12

/** A statement that stands, and who found it. */
export interface Standing extends Draft {
  specialist: Name
  by: 'rules' | 'model'
}

/** Everything that was found, in the order in which it is told; of what rules and a model found alike, once, as the rules have it. */
export function merged(found: readonly Found[]): Standing[] {
  return SPECIALISTS.flatMap(({ name }) => {
    const own = found.filter((one) => one.name === name).sort((a, b) => rank(a) - rank(b))
    const all: Standing[] = []
    for (const { kept, run } of own)
      for (const draft of kept)
        if (all.length < OF_EACH_MAX && !all.some((one) => isSame(one, draft)))
          all.push({ ...draft, specialist: name, by: run.by })
    return all
  })
}

const rank = ({ run }: Found) => (run.by === 'rules' ? 0 : 1)

function isSame(one: Draft, other: Draft): boolean {
  if (one.text.toLowerCase() === other.text.toLowerCase()) return true
  return one.turns[0] === other.turns[0] && one.text === one.quote.trim() && one.quote.includes(other.quote)
}
