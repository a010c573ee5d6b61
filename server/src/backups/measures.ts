import type { KnownBackups } from '@lva/contracts/backups'
import type { Jobs } from '../jobs/jobs.ts'
import type { Measures } from '../operations/operations.ts'

type Known = Pick<KnownBackups, 'last' | 'check'> & { waited: Date | null }

/** Tells Prometheus of the latest backup and the latest trial: the same in every process, looked up every minute. */
export function measureBackups(
  measures: Measures,
  { jobs, daily, known: look }: { jobs: Pick<Jobs, 'inEveryProcess'>; daily: boolean; known: () => Promise<Known> },
): void {
  let known: Known = { last: null, check: null, waited: null }
  jobs.inEveryProcess('* * * * *', async () => {
    known = await look()
  })
  const gauge = (name: string, help: string, read: (known: Known) => number | undefined) =>
    measures.gauge(name, help, () => {
      const value = read(known)
      return value === undefined ? [] : [{ value }]
    })
  const at = (fact: { at: string } | null) => (fact ? Date.parse(fact.at) / 1000 : undefined)
  measures.gauge('lva_backup_daily', '1 when this server makes a backup every night.', () => [{ value: Number(daily) }])
  gauge(
    'lva_backup_due_since_timestamp_seconds',
    'When the latest backup was made; before the first one, when the first account was.',
    ({ waited }) => (waited ? waited.getTime() / 1000 : undefined),
  )
  gauge('lva_backup_timestamp_seconds', 'When the latest backup was made.', ({ last }) => at(last))
  gauge('lva_backup_bytes', 'How large it is.', ({ last }) => last?.bytes)
  gauge('lva_backup_duration_seconds', 'How long it took.', ({ last }) => last?.seconds)
  gauge('lva_backup_check_timestamp_seconds', 'When a backup was put back for a try.', ({ check }) => at(check))
  gauge('lva_backup_check_ok', '1 when everything came back as it was.', ({ check }) =>
    check ? Number(check.ok) : undefined,
  )
}
