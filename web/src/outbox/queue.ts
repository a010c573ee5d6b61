import type { TurnEvent } from '@lva/contracts/conversation'
import type { ProblemCode } from '@lva/contracts/problem'
import { ApiProblem, Offline } from '../api/api-problem.ts'
import type { Kept } from './kept.ts'

/** The turn whose time it is: the oldest of this learner that the server has not refused. */
export function nextToSend(kept: Kept[], userId: string): Kept | null {
  const waiting = kept.filter((turn) => turn.userId === userId && turn.refused === null)
  return waiting.sort((a, b) => a.order - b.order)[0] ?? null
}

/** What a failed attempt means: the server has the words; try later; or it will never take them as they are. */
export type Verdict =
  | { is: 'safe'; exchangeId: string | null }
  | { is: 'later'; afterMs: number | null }
  | { is: 'refused'; why: string }

/** Answers of the server that trying again will not change. Everything else is worth another attempt. */
const FINAL = new Set([400, 403, 404, 405, 413, 415, 422])
/** Those of a turn's codes that travel with such a status, for errors that come inside a stream. A test compares them with the contract. */
export const FINAL_CODES: ReadonlySet<string> = new Set<ProblemCode>([
  'bad-request',
  'malformed-json',
  'nothing-said',
  'account-suspended',
  'origin-refused',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'too-large',
  'audio-too-long',
  'unknown-audio',
  'unsupported-media-type',
  'validation-failed',
  'idempotency-mismatch',
  'nothing-heard',
  'damaged-audio',
])
/** True for an answer that no second try would change. */
export const isFinal = (status: number): boolean => FINAL.has(status)

/** Judges a failed attempt. Faults that are none of the server's or the network's are bugs and are thrown on. */
export function judge(fault: unknown): Verdict {
  if (fault instanceof Offline) return { is: 'later', afterMs: null }
  if (!(fault instanceof ApiProblem)) throw fault
  if (fault.facts.kept === true) {
    return { is: 'safe', exchangeId: typeof fault.facts.exchange_id === 'string' ? fault.facts.exchange_id : null }
  }
  if (FINAL.has(fault.status) || fault.code === 'session-ended') return { is: 'refused', why: fault.detail }
  return { is: 'later', afterMs: fault.retryAfterSeconds === null ? null : fault.retryAfterSeconds * 1_000 }
}

const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60_000

/** How long to wait before attempt `failures + 1`, when the server named no time. */
export function pauseBefore(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1))
}

/** An error that came as an event of a stream, as the problem it would have been as an answer. */
export function problemOf(event: Extract<TurnEvent, { type: 'error' }>): ApiProblem {
  const status = FINAL_CODES.has(event.code) ? 422 : 503
  const code = event.code as ProblemCode
  return new ApiProblem({
    status,
    code,
    detail: event.detail,
    fields: [],
    retryAfterSeconds: null,
    requestId: null,
    facts: event,
  })
}
