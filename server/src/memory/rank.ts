import { fuse } from './fuse.ts'
import type { Period } from './periods.ts'

/** A turn or a passage that may be an answer. `before` and `after` stand beside it in its session, document or picture. */
export interface Candidate {
  /** As `indexes` numbers it. */
  seq: number
  session: string
  at: string
  /** In characters. */
  length: number
  before: number | null
  after: number | null
}

/** A word or phrase of the question and who holds it. */
export interface Sought {
  text: string
  /** How much it tells: its inverse document frequency. */
  rarity: number
  /** Too many turns hold it for their neighbours to mean anything. */
  common: boolean
  /** By `seq`, how surely a turn holds it: 1 for the learner's own word. */
  held: ReadonlyMap<number, number>
}

/** Why a turn was found. */
export interface Why {
  /** What of the question it says itself. */
  words: string[]
  /** What is said beside it only. */
  beside: string[]
  /** It was said in the time that was asked for. */
  dated: boolean
  /** How alike it is in meaning, where that was asked for and is near: −1 to 1. */
  meaning?: number
}

export interface Ranked {
  seq: number
  score: number
  why: Why
  /** How much of the question, by what it tells, is said in it or beside it: 0–1. */
  covered: number
}

// Read off the labelled pasts of bench/retrieval; see docs/decisions/2026-11-27-one-engine-of-recall.md.
const SATURATION = 0.7
const LENGTH_COUNTS = 0.2
/** What a word said one and two turns before and after counts for a turn: an answer follows its question. */
const BEFORE = [0.5, 0.25]
const AFTER = [0.4, 0.2]
const COVER = 0.3
const SESSION = 0.1
const IN_TIME = 1
const RECENT = 0.02

/** What is near in meaning, and how much that counts beside the words. */
export interface Meant {
  near: ReadonlyMap<number, number>
  weight: number
  wordsWeight: number
}

/**
 * Puts turns and passages into an order: BM25 over what is said in them, with the words of what stands beside them at a part of their
 * weight and their session as a prior; that order is fused with the order of what is near in meaning, with that of what was said in the time
 * that was asked for, and a little with the newest. Leaves out what has nothing to do with the question.
 */
export function rank(
  candidates: ReadonlyMap<number, Candidate>,
  sought: readonly Sought[],
  { period, meant }: { period: Period | null; meant: Meant | null },
): Ranked[] {
  const all = [...candidates.values()]
  const average = all.reduce((sum, { length }) => sum + length, 0) / Math.max(1, all.length)
  const priors = sessionPriors(all, sought)
  const whole = sought.reduce((sum, { rarity }) => sum + rarity, 0)

  const judged = all.flatMap((candidate) => {
    const { why, score, told } = weigh(candidate, { candidates, sought, average })
    why.dated = period !== null && isWithin(candidate.at, period)
    const meaning = meant?.near.get(candidate.seq)
    if (meaning !== undefined) why.meaning = meaning
    if (told === 0 && meaning === undefined && !(why.dated && sought.length === 0)) return []
    const covered = whole > 0 ? told / whole : 1
    const words = score * (1 + COVER * covered) + (priors.get(candidate.session) ?? 0)
    return [{ candidate, why, covered, words }]
  })

  const byWords = judged
    .filter(({ why }) => why.words.length + why.beside.length > 0 || sought.length === 0)
    .sort((a, b) => b.words - a.words || b.candidate.seq - a.candidate.seq)
  const byMeaning = judged
    .filter(({ why }) => why.meaning !== undefined)
    .sort((a, b) => (b.why.meaning ?? 0) - (a.why.meaning ?? 0) || b.candidate.seq - a.candidate.seq)
  const belonging = fuse([
    { weight: meant?.wordsWeight ?? 1, best: byWords },
    { weight: meant?.weight ?? 0, best: byMeaning },
  ])
  const best = [...belonging].sort((a, b) => b[1] - a[1] || b[0].candidate.seq - a[0].candidate.seq).map(([one]) => one)
  const newest = [...judged].sort((a, b) => later(a.candidate, b.candidate) || b.candidate.seq - a.candidate.seq)
  const fused = fuse([
    { weight: IN_TIME, best: best.filter(({ why }) => why.dated) },
    { weight: RECENT, best: newest },
  ])
  return best
    .map((one) => ({
      ...{ seq: one.candidate.seq, why: one.why, covered: one.covered },
      score: (belonging.get(one) ?? 0) + (fused.get(one) ?? 0),
    }))
    .sort((a, b) => b.score - a.score || b.seq - a.seq)
}

/** How well the words of a question belong to a text, and to what stands beside it. */
function weigh(
  candidate: Candidate,
  {
    candidates,
    sought,
    average,
  }: { candidates: ReadonlyMap<number, Candidate>; sought: readonly Sought[]; average: number },
) {
  const beside = neighbours(candidates, candidate)
  const lengthens = 1 - LENGTH_COUNTS + (LENGTH_COUNTS * candidate.length) / Math.max(1, average)
  const why: Why = { words: [], beside: [], dated: false }
  let score = 0
  let told = 0
  for (const { text, rarity, common, held } of sought) {
    const own = held.get(candidate.seq) ?? 0
    const near = common ? 0 : beside.reduce((sum, { seq, counts }) => sum + counts * (held.get(seq) ?? 0), 0)
    if (own + near === 0) continue
    ;(own > 0 ? why.words : why.beside).push(text)
    told += rarity
    score += (rarity * (own + near) * (SATURATION + 1)) / (own + near + SATURATION * lengthens)
  }
  return { why, score, told }
}

function neighbours(candidates: ReadonlyMap<number, Candidate>, { before, after }: Candidate) {
  const found: Array<{ seq: number; counts: number }> = []
  const walk = (start: number | null, weights: readonly number[], on: (candidate: Candidate) => number | null) => {
    let next = start
    for (const counts of weights) {
      if (next === null) return
      found.push({ seq: next, counts })
      const candidate = candidates.get(next)
      next = candidate ? on(candidate) : null
    }
  }
  walk(before, BEFORE, (candidate) => candidate.before)
  walk(after, AFTER, (candidate) => candidate.after)
  return found
}

function sessionPriors(candidates: readonly Candidate[], sought: readonly Sought[]): Map<string, number> {
  const priors = new Map<string, number>()
  for (const { rarity, held } of sought) {
    const counts = new Map<string, number>()
    for (const { session, seq } of candidates) if (held.has(seq)) counts.set(session, (counts.get(session) ?? 0) + 1)
    for (const [session, n] of counts)
      priors.set(session, (priors.get(session) ?? 0) + (SESSION * rarity * n * 2.2) / (n + 1.2))
  }
  return priors
}

const later = (a: Candidate, b: Candidate) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)

const isWithin = (at: string, { from, to }: Period) => at >= from.toISOString() && at < to.toISOString()
