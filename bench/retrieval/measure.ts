import { percentile } from '../statistics.ts'
import type { Question } from './corpus.ts'

/** What was found for one question, best first, and how long that took. */
export interface Asked {
  question: Question
  found: string[]
  ms: number
}

/** How well a way of searching did; recall@k is the share of the evidence among the first k, averaged over the questions. */
export interface Reading {
  questions: number
  recall5: number
  recall10: number
  recall20: number
  /** Mean of 1 / place of the first piece of evidence. */
  mrr: number
  p50: number
  p95: number
}

/** Reads the answers to questions that have one. */
export function reading(asked: Asked[]): Reading {
  const answerable = asked.filter(({ question }) => question.evidence.length > 0)
  const mean = (of: (one: Asked) => number) => answerable.reduce((sum, one) => sum + of(one), 0) / answerable.length
  const recall = (k: number) => mean(({ question, found }) => recallAt(k, question.evidence, found))
  const times = asked.map(({ ms }) => ms)
  return {
    questions: answerable.length,
    recall5: recall(5),
    recall10: recall(10),
    recall20: recall(20),
    mrr: mean(({ question, found }) => reciprocal(question.evidence, found)),
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
  }
}

function recallAt(k: number, evidence: string[], found: string[]): number {
  const first = new Set(found.slice(0, k))
  return evidence.filter((id) => first.has(id)).length / evidence.length
}

function reciprocal(evidence: string[], found: string[]): number {
  const place = found.findIndex((id) => evidence.includes(id))
  return place < 0 ? 0 : 1 / (place + 1)
}

/** The answers by kind of question, in the order they were asked; `all` leaves out those that are meant to mislead. */
export function byKind(asked: Asked[]): Record<string, Asked[]> {
  const kinds: Record<string, Asked[]> = { all: asked.filter(({ question }) => question.kind !== 'adversarial') }
  for (const one of asked) kinds[one.question.kind] = [...(kinds[one.question.kind] ?? []), one]
  return kinds
}
