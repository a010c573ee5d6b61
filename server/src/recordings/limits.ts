/** Longest take, in milliseconds. What comes after it is not stored any more, and not acknowledged. */
export const TAKE_MS_MAX = 5 * 60_000
/** Silence put before and after live speech, in milliseconds. */
export const QUIET_AROUND_MS = 400
