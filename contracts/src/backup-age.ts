/** A newest backup of this age is old, in milliseconds: a night was missed, and two hours of grace are over. */
export const BACKUP_OLD_MS = 26 * 3_600_000
