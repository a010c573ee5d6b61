import type { Graph } from '@lva/contracts/knowledge'

/** Where a concept stands. The middle is at 0, 0. */
export interface Spot {
  x: number
  y: number
}

const STEPS = 60
const PULL = 0.06
const PUSH = 0.02
/** Beyond so many, pushing each away from each takes too long; rings alone keep them apart. */
const PUSHED_MAX = 400

/**
 * Puts the concepts of a graph around one of them: on rings by how many steps away they are, beside what they hang together with. The same
 * graph always looks the same. Pure.
 */
export function layOut({ concepts, edges }: Pick<Graph, 'concepts' | 'edges'>, middle: string): Map<string, Spot> {
  const ties = new Map<string, Set<string>>(concepts.map(({ id }) => [id, new Set()]))
  for (const { from, to } of edges) {
    ties.get(from)?.add(to)
    ties.get(to)?.add(from)
  }
  const rings = ringsAround(middle, ties)
  const spots = new Map<string, Spot>()
  for (const [ring, ids] of rings.entries()) {
    const ordered = [...ids].sort((a, b) => angleOfTies(a, ties, spots) - angleOfTies(b, ties, spots))
    for (const [place, id] of ordered.entries()) {
      const angle = (2 * Math.PI * place) / ordered.length + ring * 0.5
      spots.set(id, { x: ring * Math.cos(angle), y: ring * Math.sin(angle) })
    }
  }
  if (concepts.length <= PUSHED_MAX) for (let step = 0; step < STEPS; step++) settle(spots, ties, rings)
  return spots
}

function ringsAround(middle: string, ties: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const rings = [[middle]]
  const placed = new Set([middle])
  for (let ring = rings[0] ?? []; ring.length > 0; ) {
    const next = [...new Set(ring.flatMap((id) => [...(ties.get(id) ?? [])]))].filter((id) => !placed.has(id))
    for (const id of next) placed.add(id)
    if (next.length > 0) rings.push(next)
    ring = next
  }
  const apart = [...ties.keys()].filter((id) => !placed.has(id))
  return apart.length > 0 ? [...rings, apart] : rings
}

function angleOfTies(
  id: string,
  ties: ReadonlyMap<string, ReadonlySet<string>>,
  spots: ReadonlyMap<string, Spot>,
): number {
  const near = [...(ties.get(id) ?? [])].flatMap((other) => spots.get(other) ?? [])
  const sum = near.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 })
  return Math.atan2(sum.y, sum.x)
}

/** Neighbours pull, everybody else pushes, the ring holds. */
function settle(spots: Map<string, Spot>, ties: ReadonlyMap<string, ReadonlySet<string>>, rings: readonly string[][]) {
  for (const [ring, ids] of rings.entries()) {
    if (ring === 0) continue
    for (const id of ids) {
      const spot = spots.get(id)
      if (!spot) continue
      let [x, y] = [spot.x, spot.y]
      for (const [other, at] of spots) {
        if (other === id) continue
        const [dx, dy] = [at.x - spot.x, at.y - spot.y]
        const distance = Math.max(0.05, Math.hypot(dx, dy))
        const force = (ties.get(id)?.has(other) ? PULL * Math.max(0, distance - 0.8) : 0) - PUSH / distance ** 2 / 4
        x += (dx / distance) * force
        y += (dy / distance) * force
      }
      const far = Math.hypot(x, y) || 1
      const held = Math.min(ring + 0.35, Math.max(ring - 0.25, far))
      spots.set(id, { x: (x / far) * held, y: (y / far) * held })
    }
  }
}
