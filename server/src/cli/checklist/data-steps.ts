import { BACKUP_OLD_MS } from '@lva/contracts/backup-age'
import type { Section, Seen, Verdict } from './step.ts'
import { done, failed, person, settingsStep } from './step.ts'

const HOUR_MS = 3_600_000
/** A week and a day. */
const TRIED_MS = 8 * 24 * HOUR_MS

/** The database, and what lies beside it. */
export const DATABASE: Section = {
  title: 'Before deploying: database',
  steps: [
    {
      id: 'backup-before',
      title: 'Backup of the current database',
      judge(seen) {
        if (seen.database?.state === 'absent') return done('there is nothing yet that could be lost')
        return newest(seen) ?? failed('there is none', 'npx lva backup')
      },
    },
    {
      id: 'migrations',
      title: 'Migrations',
      judge({ database }) {
        if (!database)
          return failed(
            'not looked at: the configuration cannot be used',
            'Mend what the environment file lacks first.',
          )
        const { state, engine, pending, newer } = database
        if (state === 'absent')
          return person(
            `${engine}: made at the first start`,
            'npx lva migrate makes it now; npm start does it as well.',
          )
        if (state !== 'usable')
          return failed(`the database ${state}`, 'Check DATABASE_URL, or put a good copy in its place.')
        if (pending.length > 0) return failed(`${pending.length} are to be applied`, 'npx lva migrate')
        return newer.length > 0
          ? person(
              `it is of a newer release (${newer.join(', ')})`,
              'Fine after going back a release; otherwise install that one.',
            )
          : done(`${engine} answers and is up to date`)
      },
    },
  ],
}

/** Copies that outlive the machine. */
export const BACKUPS: Section = {
  title: 'After deploying: backups',
  steps: [
    settingsStep('backups', 'Backups of the database and files', ['BACKUP_ENABLED', 'BACKUP_DIR'], (config, seen) => {
      if (!config.BACKUP_ENABLED)
        return person('BACKUP_ENABLED is off', 'Set it, or see that your own copies are made and tried.')
      if (seen.database?.state === 'absent')
        return person('the first is made in the night after the first start', 'Look again tomorrow, or: npx lva backup')
      return newest(seen) ?? failed('there is none', 'npx lva backup')
    }),
    settingsStep('backup-trial', 'A backup that was put back for a try', ['BACKUP_ENABLED'], (_config, seen) => {
      const check = seen.backups?.check
      if (!check) return person('none was tried yet', 'It happens on Sundays by itself, or in the administration.')
      if (!check.ok) return failed(check.detail, 'Make another (npx lva backup), and see the log of the server.')
      const age = seen.now.getTime() - Date.parse(check.at)
      return age > TRIED_MS
        ? failed(`the last trial is ${Math.floor(age / HOUR_MS / 24)} days old`, 'See the log of the server.')
        : done(`${check.at.slice(0, 10)}: ${check.detail}`)
    }),
    settingsStep('off-site', 'A copy elsewhere', ['S3_BUCKET', 'BACKUP_PASSPHRASE'], (config, { backups }) => {
      const opens = config.BACKUP_PASSPHRASE
        ? 'BACKUP_PASSPHRASE'
        : config.ENCRYPTION_KEY
          ? 'ENCRYPTION_KEY'
          : 'keys.json'
      const keep = `Keep ${opens} where the backups are not: nothing else opens them.`
      if (config.S3_BUCKET) return person(`sent to the object store (${config.S3_BUCKET})`, keep)
      return backups && !backups.onSameDisk
        ? person('on another disk than the data', `See that it stands elsewhere. ${keep}`)
        : person('none by itself: they lie on the disk they are copies of', `Set S3_BUCKET or BACKUP_DIR. ${keep}`)
    }),
    {
      id: 'code-remote',
      title: 'The code elsewhere',
      judge: () => person('this cannot be told from here', 'git remote -v has to name a host you trust.'),
    },
    {
      id: 'settings-kept',
      title: 'The settings elsewhere',
      judge({ config }) {
        const keep = 'Keep the environment file in a password manager or the secrets of the platform.'
        if (!config) return person('what backups hold of them cannot be told', keep)
        if (!config.BACKUP_ENABLED) return person('no backup holds them', keep)
        return config.BACKUP_PASSPHRASE
          ? person(
              'backups hold them, but for BACKUP_PASSPHRASE, which opens them',
              'Keep that one in a password manager.',
            )
          : person('backups hold them, but of secrets only the names', keep)
      },
    },
  ],
}

function newest({ backups, now }: Seen): Verdict | null {
  if (backups?.failure) return failed(`the last one failed: ${backups.failure}`, 'Mend that, then: npx lva backup')
  if (!backups?.newest) return null
  const age = now.getTime() - backups.newest.getTime()
  const hours = `${Math.max(0, Math.round(age / HOUR_MS))} hours old`
  return age > BACKUP_OLD_MS ? failed(`the newest is ${hours}`, 'npx lva backup') : done(`the newest is ${hours}`)
}
