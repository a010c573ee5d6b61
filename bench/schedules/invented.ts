import type { Histories } from '../../server/src/reviews/fitting.ts'
import { createScheduler, DEFAULT_W, type MemoryState } from '../../server/src/reviews/scheduler.ts'
import { createRandom } from '../random.ts'

const CARDS = 600
const REVIEWS = 12

/** Somebody who forgets by other parameters than the usual ones, and whose reviews come when the usual ones say so, some late. */
export function invented(seed: number): Histories['reviews'] {
  const random = createRandom(seed).next
  const truth = DEFAULT_W.map((value, at) => (at < 4 ? value * 0.5 : at === 20 ? value * 2 : value))
  const [own, usual] = [truth, [...DEFAULT_W]].map((w) => createScheduler({ w, retention: 0.9, fuzz: false }))
  if (!own || !usual) return []
  return Array.from({ length: CARDS }, () => {
    const history: Array<[number, number]> = []
    let real: MemoryState | null = null
    let believed: MemoryState | null = null
    let gap = 0
    for (let at = 0; at < REVIEWS; at++) {
      const recalled = real === null ? random() < 0.7 : random() < own.recall(real, gap)
      const rating = recalled ? (random() < 0.1 ? 2 : random() < 0.1 ? 4 : 3) : 1
      history.push([rating, gap])
      real = own.next(real, gap, rating)
      believed = usual.next(believed, gap, rating)
      gap = Math.max(1, Math.round(usual.interval(believed, gap, '') * (0.8 + 0.6 * random())))
    }
    return history
  })
}
