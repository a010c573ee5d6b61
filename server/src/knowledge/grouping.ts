const { UndirectedGraph } = await import('graphology')
const { default: louvain } = await import('graphology-communities-louvain')

/** Concepts and how closely they hang together. */
export interface Ties {
  ids: string[]
  ties: Array<{ from: string; to: string; weight: number }>
}

/**
 * Groups concepts that hang together more closely than with the others (Blondel et al., "Fast unfolding of communities in large networks",
 * 2008), the largest first; the same ties give the same groups. Heavy work: it has a thread of its own.
 */
export default function group({ ids, ties }: Ties): string[][] {
  const graph = new UndirectedGraph()
  for (const id of ids) graph.addNode(id)
  for (const { from, to, weight } of ties)
    if (from !== to && graph.hasNode(from) && graph.hasNode(to))
      graph.updateEdge(from, to, (edge) => ({ weight: ((edge.weight as number | undefined) ?? 0) + weight }))
  if (graph.size === 0) return []
  // Seeded, so that a page that is opened twice says the same.
  let seed = 7
  const rng = () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  // Its types speak of a default within the default, which is not there.
  const groupOf = (louvain as unknown as typeof louvain.default)(graph, { getEdgeWeight: 'weight', rng })
  const groups = new Map<number, string[]>()
  for (const id of ids) {
    const group = groupOf[id]
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), id])
  }
  return [...groups.values()].filter(({ length }) => length > 1).sort((a, b) => b.length - a.length)
}
