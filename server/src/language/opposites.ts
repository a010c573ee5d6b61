import { sense } from './synonyms.ts'

/** Pairs of which only one can be meant, in English. */
const PAIRS = `
  more less, more fewer, higher lower, high low, up down, above below, over under, before after, early late, first last, inside outside,
  inwards outwards, near far, left right, clockwise counterclockwise, clockwise anticlockwise, fast slow, faster slower, rise fall, increase decrease, long short,
  longer shorter, finer coarser, fine coarse, hot cold, hotter colder, warm cool, wet dry, strong weak, wide narrow, deep shallow, big small, large small,
  buy sell, give take, open close, opened closed, push pull, add remove, add subtract, gain lose, accept refuse, accept reject, true false, right wrong, good bad, rich poor,
  hard soft, hard easy, light dark, heavy light, acidic basic, acid alkaline, sharp flat, positive negative, absorb release, absorb reflect, thick thin,
  windward leeward, port starboard, public private, local remote, best worst, most least, always never, everything nothing, multiply divide, plus minus, times divided,
  cause prevent, start end, begin end, arrive leave, attack defend, raise lower, together apart, apart together, new old, young old, day night, summer winter,
  north south, east west, odd even, major minor, double half, client server, opposite same`

const opposites = new Map<string, Set<string>>()
for (const pair of PAIRS.split(',')) {
  const [one = '', other = ''] = pair.trim().split(/\s+/).map(sense)
  opposites.set(one, (opposites.get(one) ?? new Set()).add(other))
  opposites.set(other, (opposites.get(other) ?? new Set()).add(one))
}

/** The senses that are opposite to a sense; none for most. */
export const oppositesOf = (one: string): ReadonlySet<string> => opposites.get(one) ?? NONE

const NONE: ReadonlySet<string> = new Set()
