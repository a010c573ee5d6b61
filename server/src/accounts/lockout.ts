/** Wrong passwords against one account: from one network, or from anywhere. */
export interface Failures {
  failures: number
  startedAt: Date
  lastAt: Date
}

/** Wrong passwords one network may try on one address, and how long it is shut out then. */
const PLACE_FAILURES = 5
const PLACE_LOCK_MS = 15 * 60_000
/** Wrong passwords an account may get from everywhere in an hour before it slows down. */
const ACCOUNT_FAILURES = 20
const ACCOUNT_HOUR_MS = 60 * 60_000
const DELAY_MS = 1_000
const DELAY_MAX_MS = 15 * 60_000

/** How long failures are worth remembering at all. */
export const REMEMBERED_MS = ACCOUNT_HOUR_MS

/**
 * How long this network has to wait before it may try this account again; 0: now. The fifth failure in a row shuts it out for 15
 * minutes. Trying while shut out makes it no longer. 15 minutes without a failure forget the earlier ones.
 */
export function placeWaitMs(place: Failures, now: Date): number {
  return place.failures < PLACE_FAILURES ? 0 : Math.max(0, place.lastAt.getTime() + PLACE_LOCK_MS - now.getTime())
}

/**
 * How long anybody who never signed in here from their device has to wait; 0: now. After 20 failures within an hour each further one
 * doubles the wait, from 1 s to 15 minutes, until that hour is over.
 */
export function accountWaitMs(account: Failures, now: Date): number {
  const beyond = account.failures - ACCOUNT_FAILURES
  if (beyond < 0 || now.getTime() - account.startedAt.getTime() >= ACCOUNT_HOUR_MS) return 0
  const delay = Math.min(DELAY_MS * 2 ** Math.min(beyond, 30), DELAY_MAX_MS)
  return Math.max(0, account.lastAt.getTime() + delay - now.getTime())
}

/** True for the failure with which a network is shut out, or an account begins to slow down. */
export function beginsLock({ account, place }: { account: Failures; place: Failures }): boolean {
  return place.failures === PLACE_FAILURES || account.failures === ACCOUNT_FAILURES
}

/** One more failure of a network. */
export function placeFailedAgain(place: Failures, now: Date): Failures {
  const forgotten = now.getTime() - place.lastAt.getTime() >= PLACE_LOCK_MS
  return { failures: forgotten ? 1 : place.failures + 1, startedAt: forgotten ? now : place.startedAt, lastAt: now }
}

/** One more failure of an account. */
export function accountFailedAgain(account: Failures, now: Date): Failures {
  const forgotten = now.getTime() - account.startedAt.getTime() >= ACCOUNT_HOUR_MS
  return { failures: forgotten ? 1 : account.failures + 1, startedAt: forgotten ? now : account.startedAt, lastAt: now }
}
