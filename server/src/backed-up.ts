import { dirname } from 'node:path'
import { removeAside } from './backups/aside.ts'
import { createBackups } from './backups/backups.ts'
import { createFirstRun } from './backups/first-run.ts'
import type { KeepingNeeds } from './backups/keeping.ts'
import { s3Store } from './backups/s3-store.ts'
import type { Store } from './backups/store.ts'
import { keptSettings } from './config/kept-settings.ts'
import type { Config } from './config.ts'
import type { DatabaseAddress, Db } from './db/open.ts'
import { readMarker, removeSnapshots } from './db/prepare.ts'
import type { openFloor } from './floor.ts'
import type { Note } from './note.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import { backupSettings, dataPlaces } from './settings.ts'
import { VERSION } from './version.ts'

type Keys = Pick<Awaited<ReturnType<typeof openFloor>>['keys'], 'keyring' | 'from'>

interface Known {
  address: DatabaseAddress
  keys: Keys
  outgoing: Outgoing
  now: () => Date
}

/** Where everything that is copied stands, what seals it, and where it goes: for the server and for the command line. */
export function keepingNeeds(config: Config, { address, keys, outgoing, now }: Known): KeepingNeeds {
  const { folder, temporary, erasures, backups } = dataPlaces(config)
  const { keep, passphrase, s3 } = backupSettings(config)
  return {
    ...{ address, dataDir: folder, temporary, erasures, folder: backups, keep, now, version: VERSION },
    installation: () => readMarker(folder) ?? '',
    // Whoever opens a backup with a key of this house has the house; a passphrase is somebody's who was trusted with more.
    configuration: () => keptSettings(config, { secrets: passphrase !== null }),
    elsewhere: s3?.bucket ? objectStore(config, s3.bucket, { outgoing, now }) : null,
    sealer() {
      const { current, older } = keys.keyring()
      return { passphrase, keys: [current.secret, ...older.map(({ secret }) => secret)] }
    },
  }
}

/** The object store of the configuration, with the backups in one bucket of it; null when no key is configured. */
export function objectStore(
  config: Config,
  bucket: string,
  { outgoing, now }: Pick<Known, 'outgoing' | 'now'>,
): Store | null {
  const { s3 } = backupSettings(config)
  // The operator chose it, so it may stand in a private network.
  return s3 && s3Store({ ...s3, bucket, fetch: outgoing.only(s3.endpoint, { operators: true }), now })
}

type Needs = Known &
  Omit<Parameters<typeof createBackups>[0], keyof KeepingNeeds | 'daily' | 'sealedWith' | 'note' | 'db'> & {
    db: Db
    note: Note
    /** What the setup token is derived from. */
    secret: string
    /** Other processes of a fleet stand on the same database. */
    inFleet: boolean
    /** Why the last one could not be put back. */
    notPutBack: string | null
  }

/** Backups as the server makes them. */
export function openBackups(config: Config, { db, note, secret, inFleet, notPutBack, ...needs }: Needs) {
  const { daily, passphrase } = backupSettings(config)
  const byKey = needs.keys.from === 'file' ? 'key-file' : 'encryption-key'
  const keeping = keepingNeeds(config, needs)
  const backups = createBackups({
    ...{ ...needs, ...keeping, daily, db: db.$pickTables<'installation'>() },
    note: (entry) => note(db, entry),
    sealedWith: passphrase === null ? byKey : 'passphrase',
  })
  const { address, jobs, now } = needs
  const besides = [dataPlaces(config).folder, ...('file' in address ? [dirname(address.file)] : [])]
  jobs.recurring('remove-put-aside', '53 3 * * *', () => removeAside(besides, now()))

  return {
    ...backups,
    firstRun: createFirstRun({ ...keeping, db: db.$pickTables<'users'>(), secret, inFleet, failure: notPutBack }),
    /** Somebody was erased: snapshots, from which nobody can be taken out, go, and whoever puts a backup back will know. */
    async removeCopies(): Promise<void> {
      removeSnapshots(dataPlaces(config).snapshots)
      await backups.keepLedger()
    },
  }
}
