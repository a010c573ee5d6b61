/** A backup cannot be made, opened or put back; the message tells the operator why, what is safe, and what to do. */
export class BackupUnusable extends Error {
  override readonly name = 'BackupUnusable'
}
