import type { Draft, Material, Specialist } from '../material.ts'
import { wordingIn } from '../wording.ts'
import { namedIn, nameKey } from './topics.ts'

const NEXT_MAX = 5

/** Everything the graph offers: what it is called, what it was reached from here, and how it is told. */
function offers({
  graph,
  language,
}: Material): Array<{ name: string; near: string; text: string; also: readonly string[] }> {
  const words = wordingIn(language)
  return [
    ...graph.due.map(({ name, count }) => ({ name, near: name, text: words.due(name, count), also: [] })),
    ...graph.gaps.map(({ name, why }) => ({ name, near: name, text: words.gap[why](name), also: [] })),
    ...graph.neighbours.map(({ name, near, turns }) => ({ name, near, text: words.beside(name, near), also: turns })),
  ]
}

/** The latest turn that names something, and the sentence. */
function latestWith({ turns }: Material, name: string): Omit<Draft, 'text'> | null {
  const turn = turns.findLast(({ said }) => namedIn(said, name) !== null)
  const named = turn && namedIn(turn.said, name)
  return turn && named ? { quote: named.sentence, turns: [turn.id] } : null
}

/**
 * What to speak of next, out of the learner's own graph: what is due to be asked again, what little was said about, what lies beside it. Each
 * points at the turn it follows from.
 */
export const exploreNext: Specialist = {
  name: 'explore-next',
  byRules: (material) =>
    offers(material)
      .flatMap(({ near, text, also }): Draft[] => {
        const at = latestWith(material, near)
        return at ? [{ text, quote: at.quote, turns: [...at.turns, ...also] }] : []
      })
      .slice(0, NEXT_MAX),
  asking: {
    for: 'what to explore next: which of the names listed under <next> follows best from what was said. "name" is that name, "quote" where it follows from.',
    // A model chooses among what the graph offers; it can add nothing.
    draft({ sentence, name }, material) {
      const offer = name && offers(material).find((one) => nameKey(one.name) === nameKey(name))
      return offer && namedIn(sentence, offer.near) ? { text: offer.text, quote: sentence, also: offer.also } : null
    },
  },
}
