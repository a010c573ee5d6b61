import type { Logger } from 'pino'
import { openKeys } from './config/keys.ts'
import { signingSecrets } from './config/secrets.ts'
import type { Config } from './config.ts'
import type { DatabaseAddress } from './db/open.ts'
import { readyDatabase } from './db/ready.ts'
import { followDatabase } from './db/shared-clock.ts'
import { createEvents } from './events/events.ts'
import { newId } from './ids.ts'
import { createJobs } from './jobs/jobs.ts'
import { createOutgoing } from './outgoing/outgoing.ts'
import { secretSettings } from './settings.ts'
import { createVault } from './vault/vault.ts'
import { createWorkers, type Workers } from './workers/workers.ts'

/**
 * What every slice stands on: the database, brought up to date; keys and what they seal; work that is done later, threads for heavy work,
 * events for a learner's pages, and the way out; and the clock that all of it goes by. Throws DatabaseUnusable with a sentence for the operator.
 */
export async function openFloor(
  config: Config,
  {
    folder,
    address,
    acceptNew,
    now,
    log,
    workers = createWorkers(),
  }: {
    folder: string
    address: DatabaseAddress
    acceptNew: boolean
    now: () => Date
    log: Logger
    workers: Workers | undefined
  },
) {
  const { database, prepared } = await readyDatabase(address, {
    ...{ dataDir: folder, acceptNew, now, newId, log, snapshots: config.SNAPSHOT_BEFORE_MIGRATION },
  })
  const clock = await followDatabase(database, { now, log })
  const jobs = createJobs({ database, now: clock.now, newId, log })
  jobs.inEveryProcess('* * * * *', clock.look)
  const keys = openKeys(folder, { key: config.ENCRYPTION_KEY, previous: config.ENCRYPTION_KEY_PREVIOUS })
  const vault = createVault(keys.keyring)
  return {
    ...{ database, prepared, keys, vault, jobs, workers, now: clock.now },
    secrets: signingSecrets(secretSettings(config), folder, { vault, sealed: keys.from === 'environment' }),
    events: createEvents(),
    outgoing: createOutgoing({ allow: config.OUTGOING_ALLOW }),
  }
}
