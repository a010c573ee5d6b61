/** One thing that was looked at. `detail` says how it is, `todo` what helps where it is not well; neither holds a secret. */
export interface Looked {
  id: string
  /** `person`: a program cannot say; somebody has to look, or decide. */
  state: 'done' | 'failed' | 'person'
  what: string
  detail: string
  todo?: string
}

/** How it is, without its name. */
export type Found = Pick<Looked, 'state' | 'detail' | 'todo'>

/** It is as it should be. */
export const done = (detail: string): Found => ({ state: 'done', detail })
/** It is not. */
export const failed = (detail: string, todo: string): Found => ({ state: 'failed', detail, todo })
/** Somebody has to look. */
export const person = (detail: string, todo: string): Found => ({ state: 'person', detail, todo })

/** Something a check needs was not there; the message says what, and the check has failed. */
export class CannotLook extends Error {
  override readonly name = 'CannotLook'
  /** What helps. */
  readonly todo: string

  constructor(message: string, todo: string) {
    super(message)
    this.todo = todo
  }
}
