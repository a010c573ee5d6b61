/**
 * After so long without a word a session is over and a sitting has ended, and what a conversation was in the middle of is not gone on with; in
 * milliseconds.
 */
export const QUIET_MS = 30 * 60_000
