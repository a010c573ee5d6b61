import type { AnyDb } from '../db/open.ts'

/** What a piece of work is given. `attempt` counts from 1; `signal` aborts when the process shuts down or the work is no longer wanted. */
export interface Attempt {
  attempt: number
  signal: AbortSignal
}

/** Thrown by work that has not failed and yet has to wait, in milliseconds: it is done again after that, as if for the first time. */
export class NotYet extends Error {
  readonly inMs: number
  constructor(inMs: number) {
    super('This work has to wait.')
    this.name = 'NotYet'
    this.inMs = inMs
  }
}

/** When work is to be done, and what it is known by. */
export interface Asked {
  /** At most one open job of a kind has it; the id of the thing it is about, by which it is cancelled. */
  key?: string | null
  inMs?: number
}

/** A kind of work: what it is told, how it is done. */
export interface Kind<Payload extends object> {
  /** Says how it is done. Call before the jobs are started. */
  does(run: (payload: Payload, attempt: Attempt) => Promise<void>): void
  /**
   * Enqueues work in the caller's transaction. With a `key`, a second open job of that kind and key is not added; one that is just being
   * done is done once more.
   */
  enqueue: (trx: AnyDb, payload: Payload, asked?: Asked) => Promise<void>
}

/** How a kind of work is treated. */
export interface Treatment {
  /** After so many attempts it is given up. */
  maxAttempts?: number
  /** Work that takes long has places of its own, so many at once in a process, and takes none of those that others share. */
  places?: number
}
