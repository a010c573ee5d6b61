import type { UnreadableReason } from '@lva/contracts/documents'

/** What a document says, in the order it is read. */
export type Piece =
  /** A paragraph, or whatever stands by itself. */
  | { text: string }
  | { heading: string; level: number }
  /** What follows stands on another page, from 1. */
  | { page: number }
  /** How much of it is read, 0 to 1. */
  | { progress: number }
  /** What it calls itself. */
  | { title: string }

/** Thrown where a document cannot be read, for a reason its owner understands. */
export class Unreadable extends Error {
  readonly reason: UnreadableReason
  constructor(reason: UnreadableReason, options: { cause?: unknown } = {}) {
    super(`A document cannot be read: ${reason}.`, options)
    this.name = 'Unreadable'
    this.reason = reason
  }
}
