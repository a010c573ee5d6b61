import { oppositesOf } from '../language/opposites.ts'
import { sense } from '../language/synonyms.ts'
import { type AlikeAt, alikeIn, sameNumber } from './alike.ts'
import { read, type Said } from './said.ts'

/** A key point, taken apart. */
export interface Point {
  id: string
  text: string
  /** Its words of matter, in order, each with what it weighs. */
  words: Array<Said & { weight: number }>
  /** What it speaks of, where the question names several things of which it speaks of one. */
  subject: string | null
  rivals: ReadonlySet<string>
}

/** How a key point fares in an answer. */
export interface Fared {
  id: string
  /** How much of it is said, by weight, 0–1. */
  share: number
  /** It is denied, turned round, said of something else, or with another number. */
  contradicted: boolean
}

/** What tells points apart weighs most, what the question says already least. */
const WEIGHTS = { matter: 1, number: 1.5, asked: 0.35, common: 0.6, side: 1, weak: 0.4 }
/** Words that say little by themselves. */
const WEAK = new Set(
  'where take make give get need must have keep come go put use do set bring become leave let start stay work like something anything someone way time often only also even still again more most per every each all any both first then than new good next step kind part want try happen call'
    .split(' ')
    .map(sense),
)
/** Words an answer takes for what a point says in one, and at least. */
const SPREAD = { factor: 3, least: 12 }
/** Words of matter that are read of a point. */
const WORDS_MAX = 40

/** Takes the key points of a question apart. */
export function pointsOf(question: string, keyPoints: readonly { id: string; text: string }[]): Point[] {
  const asked = new Set(
    read(question)
      .filter(({ light }) => !light)
      .map(({ sense }) => sense),
  )
  const all = keyPoints.map(({ id, text }) => ({
    ...{ id, text },
    words: read(text)
      .filter(({ light }) => !light)
      .slice(0, WORDS_MAX),
  }))
  const held = (sense: string) => all.filter(({ words }) => words.some((word) => word.sense === sense)).length
  const subjects = new Set(
    all
      .flatMap(({ words }) => words.slice(0, 2).flatMap(({ sense, number }) => (number === null ? sense : [])))
      .filter((sense) => asked.has(sense) && !WEAK.has(sense) && held(sense) < all.length),
  )
  return all.map(({ id, text, words }) => {
    const subject = words.slice(0, 2).find(({ sense }) => subjects.has(sense))?.sense ?? null
    return {
      ...{ id, text, subject },
      rivals: new Set(
        [...subjects].filter((one) => subject !== null && one !== subject && !words.some(({ sense }) => sense === one)),
      ),
      words: words.map((word) => ({
        ...word,
        weight: weightOf(word, { asked, common: held(word.sense) > 1 }),
      })),
    }
  })
}

function weightOf(word: Said, { asked, common }: { asked: ReadonlySet<string>; common: boolean }): number {
  if (word.number !== null) return WEIGHTS.number
  if (WEAK.has(word.sense)) return WEIGHTS.weak
  if (asked.has(word.sense)) return WEIGHTS.asked
  if (oppositesOf(word.sense).size > 0) return WEIGHTS.side
  return common ? WEIGHTS.common : WEIGHTS.matter
}

/** Where a word of a point is said best, near a place. */
interface Match {
  at: number
  how: number
}

/**
 * How a key point fares in what was said: in the stretch of the answer that says most of it. `alikeAt` is what {@link alikeIn} makes of `said`,
 * for several points at once. Pure.
 */
export function fares(point: Point, said: readonly Said[], alikeAt: AlikeAt = alikeIn(said)): Fared {
  const total = point.words.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0 || said.length === 0) return { id: point.id, share: 0, contradicted: false }
  const found = point.words.map((word) =>
    said.flatMap((_, at): Match[] => {
      const how = alikeAt(word, at)
      return how > 0 ? [{ at, how }] : []
    }),
  )
  const length = Math.max(SPREAD.least, point.words.length * SPREAD.factor)
  const starts = [...new Set(found.flat().map(({ at }) => at))]
  const sayings = found.map((all) => sliding(all, length))
  const shares = new Map(
    starts
      .toSorted((a, b) => a - b)
      .map((from) => [
        from,
        sayings.reduce((sum, saidFrom, n) => sum + saidFrom(from) * (point.words[n]?.weight ?? 0), 0) / total,
      ]),
  )
  const shareFrom = (from: number) => shares.get(from) ?? 0
  const from = starts.reduce((best, other) => (shareFrom(other) > shareFrom(best) ? other : best), starts[0] ?? 0)
  const matches = drawnTogether(found, {
    from,
    length,
    matches: found.map((all) => bestWithin(all, from, from + length)),
  })
  const share = shareFrom(from)
  return { id: point.id, share, contradicted: share > 0 && contradicts(point, said, { from, matches }) }
}

/** Tells how well a word is said in stretches that are asked about from left to right. Every match is looked at once, however many there are. */
function sliding(all: readonly Match[], length: number): (from: number) => number {
  // Those of the stretch that none behind them surpasses.
  const best: Match[] = []
  let first = 0
  let next = 0
  return (from) => {
    for (let match = all[next]; match !== undefined && match.at < from + length; match = all[next]) {
      while (best.length > first && (best.at(-1)?.how ?? 0) < match.how) best.pop()
      best.push(match)
      next += 1
    }
    while (first < best.length && (best[first]?.at ?? from) < from) first += 1
    return best[first]?.how ?? 0
  }
}

function bestWithin(all: readonly Match[], from: number, to: number): Match | null {
  return all.reduce<Match | null>(
    (best, match) => (match.at >= from && match.at < to && (best === null || match.how > best.how) ? match : best),
    null,
  )
}

/** Of places that are as good, those that stand together: near the word that has fewest. */
function drawnTogether(
  found: readonly (readonly Match[])[],
  { from, length, matches }: Best & { length: number },
): (Match | null)[] {
  const within = found.map((all) => all.filter(({ at }) => at >= from && at < from + length))
  const rarest = within.filter((all) => all.length > 0).sort((a, b) => a.length - b.length)[0]?.[0]
  if (!rarest) return [...matches]
  const off = ({ at }: Match) => Math.abs(at - rarest.at)
  return within.map((all, n) =>
    all.reduce<Match | null>(
      (best, match) =>
        match.how >= (matches[n]?.how ?? 0) && (best === null || off(match) < off(best)) ? match : best,
      null,
    ),
  )
}

type Best = { from: number; matches: readonly (Match | null)[] }

function contradicts(point: Point, said: readonly Said[], best: Best): boolean {
  return (
    denied(point, said, best) ||
    otherNumber(point, said, best) ||
    turnedRound(point, said, best) ||
    ofAnother(point, said, best)
  )
}

/** What it affirms is denied, or what it denies is affirmed. */
function denied({ words }: Point, said: readonly Said[], { matches }: Best): boolean {
  const weighed = (inPoint: boolean, inAnswer: boolean) =>
    matches.reduce((sum, match, n) => {
      const word = words[n]
      if (!match || !word || word.denied !== inPoint || said[match.at]?.denied !== inAnswer) return sum
      return sum + word.weight * (oppositesOf(word.sense).size > 0 ? 2 : 1)
    }, 0)
  // "It stops it from flowing back" denies in other words.
  if (words.some(({ sense }) => sense === STOPS)) return false
  const [denied, affirmed] = [weighed(true, true), weighed(true, false)]
  const [against, for_] = [weighed(false, true), weighed(false, false)]
  if (denied + affirmed > 0) return denied === 0
  return against > 0 && against >= for_
}

const STOPS = sense('stop')

/** A number it has is not said, but another one is, beside the same words. */
function otherNumber({ words }: Point, said: readonly Said[], { matches }: Best): boolean {
  return words.some((word, n) => {
    if (word.number === null || matches[n]) return false
    const beside = [matches[n - 1], matches[n + 1]].filter((match) => match !== null && match !== undefined)
    return beside.some(({ at }) =>
      [at - 1, at + 1, at - 2, at + 2].some((place) => {
        const near = said[place]
        return near && near.number !== null && !words.some((one) => sameNumber(one, near))
      }),
    )
  })
}

/** The opposite of one of its words stands nearer to its other words than the word itself, or two of its words have changed places. */
function turnedRound({ words }: Point, said: readonly Said[], best: Best): boolean {
  return swapped(words, best) || replaced(words, said, best)
}

function replaced(words: Point['words'], said: readonly Said[], { matches }: Best): boolean {
  return words.some((word, n) => {
    const opposites = oppositesOf(word.sense)
    if (opposites.size === 0 || words.some(({ sense }) => opposites.has(sense))) return false
    const beside = [nextTo(words, matches, n, -1), nextTo(words, matches, n, 1)].filter((at) => at !== null)
    const off = (at: number) => Math.min(...beside.map((other) => Math.abs(other - at)), Number.POSITIVE_INFINITY)
    const anywhere = matches.flatMap((match, m) =>
      match && m !== n && (words[m]?.weight ?? 0) > LITTLE ? [match.at] : [],
    )
    const own = said.flatMap((one, at) => (one.sense === word.sense ? [at] : []))
    if (own.some((at) => anywhere.some((other) => Math.abs(other - at) === 1))) return false
    const other = said.flatMap((one, at) => (opposites.has(one.sense) && one.denied === word.denied ? [off(at)] : []))
    return Math.min(...other, NEAR + 1) <= NEAR && Math.min(...other) < Math.min(...own.map(off), NEAR + 1)
  })
}

/** Where the nearest telling word before (-1) or after (1) a word of a point is said. */
function nextTo(words: Point['words'], matches: Best['matches'], from: number, step: 1 | -1): number | null {
  for (let n = from + step; n >= 0 && n < words.length; n += step) {
    const match = matches[n]
    if (match && (words[n]?.weight ?? 0) > LITTLE) return match.at
  }
  return null
}

/** Words of such a weight stand everywhere. */
const LITTLE = 0.4
/** How far an opposite may stand from what it is said of. */
const NEAR = 3

/** "Port gives way to starboard" is not "starboard gives way to port"; where two pairs are turned round, all is as it was. */
function swapped(words: Point['words'], { matches }: Best): boolean {
  const off = (n: number, m: number) => Math.abs((matches[n]?.at ?? Number.POSITIVE_INFINITY) - (matches[m]?.at ?? -99))
  // With what stands beside it in the point, or with what stands beside the other.
  const intact = (n: number, m: number) => off(n, n + 1) < off(n, m + 1) || off(n, n - 1) < off(n, m - 1)
  const turned = words.flatMap((one, n) =>
    words.flatMap((other, m) => {
      const [first, second] = [matches[n], matches[m]]
      if (m <= n || !first || !second) return []
      const pair =
        oppositesOf(one.sense).has(other.sense) ||
        (one.number !== null && other.number !== null && one.number !== other.number)
      return pair && !(intact(n, m) && intact(m, n)) ? [first.at > second.at] : []
    }),
  )
  return turned.filter(Boolean).length % 2 === 1
}

/** What it says is said of another of the things the question asks about: in its clauses, or the one that was named last. */
function ofAnother({ words, subject, rivals }: Point, said: readonly Said[], { matches }: Best): boolean {
  if (subject === null || rivals.size === 0) return false
  const matter = matches.flatMap((match, n) => (match && words[n]?.sense !== subject ? [match.at] : []))
  const clauses = new Set(matter.map((at) => said[at]?.clause))
  if (said.some(({ sense, clause }) => sense === subject && clauses.has(clause))) return false
  const named = said
    .slice(0, Math.min(said.length, ...matter))
    .findLast(({ sense }) => sense === subject || rivals.has(sense))
  return named !== undefined && named.sense !== subject
}
