import type { Heard, HeardEdge, Named } from './heard.ts'
import { keyOfName } from './names.ts'

/** So many names tell what something long is about; more would bury what its reader speaks of. */
const NAMES_MAX = 40
const EDGES_MAX = 80
/** Of more parts than this, what only one of them names is no matter of the whole. */
const FEW_PARTS = 3

/** What something long speaks of, from what each of its parts does: what is named again and again, the most often first. Pure. */
export function mattersOf(parts: readonly Heard[]): Heard {
  const counted = new Map<string, { named: Named; parts: number }>()
  for (const { names } of parts) {
    const here = new Map(names.map((named) => [keyOfName(named.name), named]))
    for (const [key, named] of here) {
      const known = counted.get(key)
      if (known) known.parts += 1
      else if (key !== '') counted.set(key, { named, parts: 1 })
    }
  }
  const least = parts.length > FEW_PARTS ? 2 : 1
  const chosen = new Map(
    [...counted]
      .filter(([, { parts }]) => parts >= least)
      .sort(([, a], [, b]) => b.parts - a.parts)
      .slice(0, NAMES_MAX),
  )
  const edges = new Map<string, HeardEdge>()
  for (const edge of parts.flatMap((part) => part.edges)) {
    const [from, to] = [keyOfName(edge.from), keyOfName(edge.to)]
    if (edges.size < EDGES_MAX && chosen.has(from) && chosen.has(to)) edges.set(`${from}\0${to}\0${edge.kind}`, edge)
  }
  return { names: [...chosen.values()].map(({ named }) => named), edges: [...edges.values()] }
}
