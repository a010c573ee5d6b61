import { know } from '../messages/known.ts'

/** Backups, as administrators see them. */
export const backups = know({
  'backups.text': 'Everything in one sealed file: what was said, recordings, documents, pictures, and their keys.',
  'backups.now': 'Back up now',
  'backups.try': 'Try the newest',
  'backups.stop': 'Stop it',
  'backups.begun': 'It begins in a moment.',
  'backups.stopped': 'It is being stopped. The older ones stay.',
  'backups.running': 'A backup is being made, since {when}',
  'backups.percent': '{count} %',
  'backups.checking': 'The newest is being put back for a try, beside everything.',

  'backups.warn.old': 'The newest is older than 26 hours. Something keeps backups from being made.',
  'backups.warn.failed': 'The last one could not be made, {when}. {why}',
  'backups.warn.key-file':
    'They are sealed with keys.json of the data folder: whoever loses that folder can open none of them. Set BACKUP_PASSPHRASE, and keep it in a safe.',
  'backups.warn.off': 'None is made by itself: BACKUP_ENABLED is false.',
  'backups.warn.here-only':
    'They lie on this machine only. An object store, or BACKUP_DIR on another disk, keeps them when it is lost.',

  'backups.state': 'How it goes',
  'backups.last': 'Last backup',
  'backups.last.line': '{when}: {rows} rows and {files} files in {seconds} s, {size}',
  'backups.last.none': 'None was made yet.',
  'backups.check': 'Last trial',
  'backups.check.none': 'None was tried yet. The newest is tried every Sunday.',
  'backups.check.ok': 'Good',
  'backups.check.bad': 'Failed',
  'backups.sealed': 'Sealed with',
  'backups.sealed.passphrase': 'the passphrase of BACKUP_PASSPHRASE',
  'backups.sealed.encryption-key': 'ENCRYPTION_KEY',
  'backups.sealed.key-file': 'keys.json of the data folder',
  'backups.kept': 'Kept',
  'backups.kept.line':
    'each day’s for {days} days, the last of a week for {weeks} weeks, of a month for {months} months',
  'backups.where': 'Where',

  'backups.list': 'All of them',
  'backups.none': 'No backup yet',
  'backups.none.text': 'The first is made tonight, or now.',
  'backups.none.off': 'Make one now, or set BACKUP_ENABLED.',
  'backups.here': 'on this machine',
  'backups.elsewhere': 'in the object store',
  'backups.both': 'on this machine and in the object store',
  'backups.more': 'More for the backup of {when}',
  'backups.download': 'Download',
  'backups.remove': 'Remove',
  'backups.remove.title': 'Remove the backup of {when}?',
  'backups.remove.text': 'It is gone everywhere it lies, and nobody can bring it back.',
  'backups.remove.last': 'There is no other. Without it nothing can be put back.',
  'backups.removed': 'The backup of {when} is removed.',
})
