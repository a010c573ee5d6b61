import type { Backups } from '@lva/contracts/backups'
import type { Jobs } from '../jobs/jobs.ts'
import type { Measures } from '../operations/operations.ts'
import type { Notes } from './notes.ts'

type Known = Pick<Backups, 'last' | 'check'>

/** Tells Prometheus of the latest backup and the latest trial: the same in every process, looked up every minute. */
export function measureBackups(
  measures: Measures,
  { jobs, notes }: { jobs: Pick<Jobs, 'inEveryProcess'>; notes: Notes },
): void {
  let known: Known = { last: null, check: null }
  jobs.inEveryProcess('* * * * *', async () => {
    known = await notes.all()
  })
  const gauge = (name: string, help: string, read: (known: Known) => number | undefined) =>
    measures.gauge(name, help, () => {
      const value = read(known)
      return value === undefined ? [] : [{ value }]
    })
  const at = (fact: { at: string } | null) => (fact ? Date.parse(fact.at) / 1000 : undefined)
  gauge('lva_backup_timestamp_seconds', 'When the latest backup was made.', ({ last }) => at(last))
  gauge('lva_backup_bytes', 'How large it is.', ({ last }) => last?.bytes)
  gauge('lva_backup_duration_seconds', 'How long it took.', ({ last }) => last?.seconds)
  gauge('lva_backup_check_timestamp_seconds', 'When a backup was put back for a try.', ({ check }) => at(check))
  gauge('lva_backup_check_ok', '1 when everything came back as it was.', ({ check }) =>
    check ? Number(check.ok) : undefined,
  )
}
