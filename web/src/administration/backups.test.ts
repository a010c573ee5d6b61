import type { Backups } from '@lva/contracts/backups'
import { expect, test } from 'vitest'
import { warningsOf } from './backups.ts'

const NOW = new Date('2026-11-28T12:00:00Z')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000).toISOString()
const well: Backups = {
  backups: [{ name: 'lva', made_at: hoursAgo(10), bytes: 1, here: true, elsewhere: true }],
  ...{ running: null, checking: false, last: null, failure: null, check: null, daily: true, folder: '/backups' },
  ...{ keep: { days: 30, weeks: 13, months: 12 }, sealed_with: 'passphrase', elsewhere: 's3://vault' },
}
const old = { ...well, backups: well.backups.map((each) => ({ ...each, made_at: hoursAgo(27) })) }

test.each<[string, Backups, string[]]>([
  ['nothing is said of backups that are as they should be', well, []],
  ['a night that was missed', old, ['old']],
  ['what is only made by hand may be old', { ...old, daily: false }, ['off']],
  ['none at all is not old', { ...well, backups: [] }, []],
  ['no passphrase', { ...well, sealed_with: 'key-file' }, ['key-file']],
  [
    'on one disk, and the last one failed',
    { ...well, elsewhere: null, failure: { at: hoursAgo(1), detail: 'Full.' } },
    ['failed', 'here-only'],
  ],
])('%s', (_what, known, warnings) => {
  expect(warningsOf(known, NOW)).toEqual(warnings)
})
