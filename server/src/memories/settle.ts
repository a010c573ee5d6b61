import type { MemoryKind } from '@lva/contracts/memories'
import { OVER_VALUE, type Statement } from './statements.ts'

/** A memory, as far as it is compared with what is said now. */
export interface Known {
  id: string
  kind: MemoryKind
  slot: string | null
  value: string
  /** Stems. */
  words: string[]
  valid_from: string
  valid_to: string | null
  forgotten: boolean
}

/** What becomes of a statement: it says what is known (`same`), or is new and puts an end to others, or was over when it was known. */
export interface Settled {
  same: string | null
  ends: string[]
  endedBy: Known | null
}

/** So much of what two memories say is the same when one says nothing new. */
const NEAR = 0.7
/** So much of the shorter one is in the other when they speak of the same thing. */
const ABOUT = 0.5

/** Compares a statement that was made at an instant with what is known. Pure. */
export function settle(statement: Statement, at: string, known: readonly Known[]): Settled {
  const alike = known.filter(({ kind }) => kind === statement.kind)
  const same = alike.find((one) => isSame(one, statement) && (one.valid_to === null || one.valid_to > at))
  if (same) return { same: same.id, ends: [], endedBy: null }
  const open = known.filter(({ valid_to, forgotten }) => valid_to === null && !forgotten)
  const contrary = open.filter((one) => contradicts(one, statement))
  const later = contrary
    .filter(({ valid_from }) => valid_from > at)
    .sort((a, b) => a.valid_from.localeCompare(b.valid_from))
  return {
    same: null,
    ends: contrary.filter(({ valid_from }) => valid_from <= at).map(({ id }) => id),
    // What is brought in later may have been said earlier.
    endedBy: statement.slot === null ? null : (later[0] ?? null),
  }
}

function isSame(one: Known, { slot, value, words, kind }: Statement): boolean {
  if (slot !== null && one.slot === slot && one.value === value && value !== '') {
    // Two tastes of one thing are one; of two jobs the words have to say so.
    return slot.startsWith('taste:') || kind === 'place' || kind === 'name' || overlap(one.words, words) >= ABOUT
  }
  if ((one.value === OVER_VALUE) !== (value === OVER_VALUE)) return false
  if ((slot !== null && one.slot === slot && one.value !== value) || (isJudgement(kind) && one.value !== value))
    return false
  return (jaccard(one.words, words) >= NEAR || addsNothing(one.words, words)) && !differsInNumber(one.words, words)
}

const isJudgement = (kind: MemoryKind) => kind === 'opinion' || kind === 'preference'

function contradicts(one: Known, { kind, slot, value, about, ends }: Statement): boolean {
  if (one.value === OVER_VALUE) return false
  if (typeof ends === 'object' && ends !== null && one.slot?.startsWith(ends.slots)) return true
  if (ends === 'same') return one.kind === kind && about.length > 0 && overlap(one.words, about) >= ABOUT
  if (slot === null || one.slot === null || one.kind !== kind) return false
  if (slot.startsWith('taste:'))
    return one.value !== value && one.slot.startsWith('taste:') && sameThing(one.slot, slot)
  return one.slot === slot && one.value !== value
}

/** "black coffee" and "coffee" are one thing. */
function sameThing(a: string, b: string): boolean {
  const [one, other] = [a, b].map((slot) => slot.slice('taste:'.length).split(' ').filter(Boolean))
  return one !== undefined && other !== undefined && one.length > 0 && other.length > 0 && overlap(one, other) === 1
}

/** How much of the shorter of two lists is in the other: 0–1. */
function overlap(a: readonly string[], b: readonly string[]): number {
  return shared(a, b) / Math.max(1, Math.min(a.length, b.length))
}

function jaccard(a: readonly string[], b: readonly string[]): number {
  const both = shared(a, b)
  return both / Math.max(1, a.length + b.length - both)
}

const shared = (a: readonly string[], b: readonly string[]) => b.filter((word) => a.includes(word)).length
/** Said before with more words. */
const addsNothing = (a: readonly string[], b: readonly string[]) => b.length >= 2 && shared(a, b) === b.length

function differsInNumber(a: readonly string[], b: readonly string[]): boolean {
  const numbers = (words: readonly string[]) => words.filter((word) => /^\d/.test(word)).join(' ')
  return numbers(a) !== numbers(b)
}
