import type { ItemState, PromptKind } from '@lva/contracts/reviews'
import type { Heard } from '../knowledge/knowledge.ts'
import { languageOf } from '../language/stop-words.ts'
import { wordsOf } from '../language/words.ts'
import { keyOfConcept } from './names.ts'
import type { Group } from './points.ts'
import { questionAbout } from './wording.ts'

/** What is made of one turn. */
export const ITEMS_OF_TURN = 3
const CAUSES = new Set(
  'because since therefore so causes cause leads reason why hence thus due weil denn deshalb grund porque causa razón parce car cause raison'.split(
    ' ',
  ),
)

/** An item as it is going to be proposed. */
export interface Proposal {
  concept: string
  prompts: Array<{ kind: PromptKind; text: string }>
  points: Group
  made_by: 'rules' | 'model'
}

/** What was made from a turn before; `pointed`: it has points. */
interface Made {
  id: string
  concept_key: string
  state: ItemState
  edited: number
  pointed: boolean
}

/**
 * Which of the items of a turn each proposal is about: the one of that name; of the others, in their order, one that its learner gave
 * another name, or whose words went. Pure.
 */
export function ownOf(before: readonly Made[], proposals: readonly Proposal[]): Map<Proposal, Made> {
  const pairs = new Map<Proposal, Made>()
  for (const proposal of proposals) {
    const own = before.find(({ concept_key }) => concept_key === keyOfConcept(proposal.concept))
    if (own) pairs.set(proposal, own)
  }
  const found = new Set(pairs.values())
  const left = before.filter(
    (item) => !found.has(item) && item.state !== 'dropped' && (item.edited === 1 || !item.pointed),
  )
  for (const proposal of proposals) {
    const own = pairs.has(proposal) ? undefined : left.shift()
    if (own) pairs.set(proposal, own)
  }
  return pairs
}

/** What can be asked about the groups of points of a text; a group that names nothing is left out. Pure. */
export function proposalsFrom(text: string, groups: readonly Group[], { names }: Heard): Proposal[] {
  const language = languageOf(
    wordsOf(text).map(({ key }) => key),
    'en',
  )
  const taken = new Set<string>()
  return groups
    .flatMap((points) => {
      const said = text.slice(points[0]?.start, points.at(-1)?.end).toLowerCase()
      const here = names.filter(({ name }) => said.includes(name.toLowerCase()) && !taken.has(keyOfConcept(name)))
      const about = here.find(({ kind }) => kind === 'concept') ?? here[0]
      if (!about) return []
      taken.add(keyOfConcept(about.name))
      const kinds = kindsFor(said)
      return [
        {
          concept: about.name,
          points,
          made_by: 'rules' as const,
          prompts: kinds.map((kind) => ({ kind, text: questionAbout(kind, about.name, language) })),
        },
      ]
    })
    .slice(0, ITEMS_OF_TURN)
}

/** Reasons are asked for only where some were given. */
function kindsFor(said: string): PromptKind[] {
  const causal = wordsOf(said).some(({ key }) => CAUSES.has(key))
  return causal ? ['recall', 'why', 'teach-back'] : ['recall', 'teach-back']
}
