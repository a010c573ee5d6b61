import { AsyncLocalStorage } from 'node:async_hooks'

/** What led here: a request, the turn it is about, the work that came of it. Random ids, which name nobody. */
export interface Trail {
  requestId?: string
  exchangeId?: string
  jobId?: string
  /** What is traced of it, where something is; not for the log. */
  span?: object
}

const trails = new AsyncLocalStorage<Trail>()

/** Does something with this added to what led here; whatever it calls, also later, finds it in {@link trail}. */
export const follow = <Result>(more: Trail, run: () => Result): Result =>
  trails.run({ ...trails.getStore(), ...more }, run)

/** The same for what nothing led to but this. */
export const beginTrail = <Result>(first: Trail, run: () => Result): Result => trails.run(first, run)

/** What led here. */
export const trail = (): Readonly<Trail> => trails.getStore() ?? {}
