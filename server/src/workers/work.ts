/** What a thread gives heavy work beside its input: `tell` says how far it is. */
export interface Working<Progress> {
  tell(progress: Progress): void
}

/**
 * Heavy work: the default export of a module of its own, which a thread loads. What it takes, tells and gives is copied from one thread to
 * the other. A Problem it throws arrives as that problem.
 */
export type Does = (input: never, working: Working<never>) => unknown

/** What a kind of work takes. */
export type InputOf<Work extends Does> = Parameters<Work>[0]
/** What it gives. */
export type OutputOf<Work extends Does> = Awaited<ReturnType<Work>>
/** What it tells while it is at it. */
export type ProgressOf<Work extends Does> = Parameters<Work>[1] extends Working<infer Progress> ? Progress : never

/** Thrown when heavy work was stopped: it took too long, it took too much memory, or its thread ended by itself. */
export class WorkStopped extends Error {
  readonly because: 'late' | 'too-large' | 'ended'
  constructor(because: WorkStopped['because'], options: { cause?: unknown } = {}) {
    super(`Heavy work was stopped: ${because}.`, options)
    this.name = 'WorkStopped'
    this.because = because
  }
}
