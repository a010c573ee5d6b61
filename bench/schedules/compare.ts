import { type BindingItemState, BindingMemoryState, FSRSBinding } from '@open-spaced-repetition/binding'
import { createScheduler, DEFAULT_W, type MemoryState } from '../../server/src/reviews/scheduler.ts'
import { createRandom } from '../random.ts'

const LONGEST_DAYS = 36_500
const REVIEWS = 20
const RATINGS = ['again', 'hard', 'good', 'easy'] as const

/** How far our schedules and those of the optimiser's binding are apart. */
export interface Compared {
  histories: number
  reviews: number
  /** Reviews after which a prompt would come back on another day. */
  days: number
  /** Of these, those where what is rounded to days is not within a thousandth of the middle between two of them. */
  beyondRounding: number
  /** The largest difference of a stability, as a share of it. */
  stability: number
  examples: string[]
}

/** Schedules random histories by both, fuzz off: random ratings, gaps, wanted recall and, in every other one, other parameters. */
export function compare({ histories, seed }: { histories: number; seed: number }): Compared {
  const random = createRandom(seed).next
  const found: Compared = { histories, reviews: 0, days: 0, beyondRounding: 0, stability: 0, examples: [] }
  for (let one = 0; one < histories; one++) {
    const w = one % 2 === 0 ? [...DEFAULT_W] : DEFAULT_W.map((value) => value * (0.8 + 0.4 * random()))
    const retention = 0.75 + 0.2 * random()
    const [ours, theirs] = [createScheduler({ w, retention, fuzz: false }), new FSRSBinding(w)]
    let mine: MemoryState | null = null
    let other: BindingMemoryState | null = null
    let gap = 0
    const reviews = 1 + Math.floor(random() * REVIEWS)
    for (let at = 0; at < reviews; at++) {
      const rating = 1 + Math.floor(random() * 4)
      const next: BindingItemState = theirs.nextStates(other, retention, gap)[RATINGS[rating - 1] ?? 'good']
      mine = ours.next(mine, gap, rating)
      other = new BindingMemoryState(next.memory.stability, next.memory.difficulty)
      const [ourDays, theirDays] = [ours.interval(mine, gap, ''), daysOf(next.interval)]
      found.reviews += 1
      found.stability = Math.max(found.stability, Math.abs(mine.stability - other.stability) / other.stability)
      if (ourDays !== theirDays) {
        found.days += 1
        const near = Math.abs((next.interval % 1) - 0.5) <= Math.max(1e-3, next.interval * 1e-5)
        if (!near) found.beyondRounding += 1
        found.examples.push(`history ${one}, review ${at + 1}: ${ourDays} and ${theirDays} days (${next.interval})`)
      }
      // Early, on its day, or late.
      gap = random() < 0.1 ? 0 : Math.max(0, Math.round(ourDays * (0.3 + 1.5 * random())))
    }
  }
  return found
}

const daysOf = (interval: number) => Math.min(LONGEST_DAYS, Math.max(1, Math.round(interval)))
