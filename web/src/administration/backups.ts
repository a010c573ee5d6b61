import { BACKUP_OLD_MS } from '@lva/contracts/backup-age'
import type { Backups } from '@lva/contracts/backups'

/** What an administrator should do something about, the worst first. Pure. */
export type Warning = 'failed' | 'old' | 'off' | 'key-file' | 'here-only'

/** What is wrong with backups as they stand. Pure. */
export function warningsOf({ backups, last, failure, daily, sealed_with, elsewhere }: Backups, now: Date): Warning[] {
  const newest = backups[0]?.made_at ?? last?.at
  const isOld = newest !== undefined && now.getTime() - Date.parse(newest) > BACKUP_OLD_MS
  const found: [Warning, boolean][] = [
    ['failed', failure !== null],
    ['old', daily && isOld],
    ['off', !daily],
    ['key-file', sealed_with === 'key-file'],
    ['here-only', elsewhere === null && backups.length > 0],
  ]
  return found.flatMap(([warning, is]) => (is ? [warning] : []))
}
