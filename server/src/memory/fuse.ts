/** The constant of Cormack, Clarke and Büttcher (SIGIR 2009): how little the first places differ. */
const K = 60

/** One order of the same things, best first, and how much it counts. */
export interface Order<T> {
  weight: number
  best: readonly T[]
}

/** Weighted reciprocal rank fusion: every order gives weight / (60 + place) to what it holds. */
export function fuse<T>(orders: ReadonlyArray<Order<T>>): Map<T, number> {
  const scores = new Map<T, number>()
  for (const { weight, best } of orders)
    for (const [place, one] of best.entries()) scores.set(one, (scores.get(one) ?? 0) + weight / (K + place + 1))
  return scores
}
