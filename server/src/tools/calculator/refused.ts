/** Why a sum has no answer here. */
export type Refusal =
  | 'too-long'
  | 'too-deep'
  | 'too-big'
  | 'by-zero'
  | 'not-real'
  | 'inexact'
  | 'not-whole'
  | 'units'
  | 'unreadable'
  | 'ambiguous'

/** A sum that has no answer; never leaves the calculator. */
export class Refused extends Error {
  readonly reason: Refusal

  constructor(reason: Refusal) {
    super(reason)
    this.reason = reason
  }
}
