import { keepingNeeds } from './backed-up.ts'
import { createKeeping } from './backups/keeping.ts'
import makeArchive from './backups/making.ts'
import { type Restored, restoreArchive } from './backups/restoring.ts'
import { openKeys } from './config/keys.ts'
import type { Config } from './config.ts'
import { createOutgoing } from './outgoing/outgoing.ts'
import { PERSONAL_DATA } from './personal-data.ts'
import { databaseAddress, dataPlaces } from './settings.ts'

/** What is put back: an archive, and the list of who was erased since, as files of this machine. */
export interface PuttingBack {
  archive: string
  ledger: string | null
  /** Data that is there may be put aside. */
  over: boolean
  /** Other passphrases than the one of the configuration. */
  otherPassphrases?: readonly string[]
  onPercent?: (percent: number) => void
}

const now = () => new Date()

/** Puts an archive back where the configuration says; nobody may be using it. Throws BackupUnusable. */
export async function putBack(config: Config, { otherPassphrases = [], ...asked }: PuttingBack): Promise<Restored> {
  const places = dataPlaces(config)
  const address = databaseAddress(config)
  const keys = openKeys(places.folder, { key: config.ENCRYPTION_KEY, previous: config.ENCRYPTION_KEY_PREVIOUS })
  const outgoing = createOutgoing({ allow: config.OUTGOING_ALLOW })
  const needs = keepingNeeds(config, { address, keys, outgoing, now })
  const keeping = createKeeping({ ...needs, elsewhere: null })
  return restoreArchive({
    ...{ ...asked, address, dataDir: places.folder, lock: places.lock, now: now() },
    sealer: { ...needs.sealer(), otherPassphrases },
    tables: Object.keys(PERSONAL_DATA),
    async keepFirst() {
      const made = await keeping.backUp(
        (what, onProgress) => makeArchive(what, { tell: onProgress }),
        () => {},
      )
      return keeping.here.pathOf(made.name)
    },
  })
}
