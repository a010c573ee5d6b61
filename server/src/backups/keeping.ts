import { rm } from 'node:fs/promises'
import type { LastBackup } from '@lva/contracts/backups'
import type { DatabaseAddress } from '../db/open.ts'
import { withTemporaryFile } from '../providers/temporary-file.ts'
import type { Sealer } from './envelope.ts'
import { sealLedger } from './ledger-copy.ts'
import { type Made, type Making, type Progress, UNFINISHED } from './making.ts'
import { houseIn, houseOf, ledgerOf, nameOf } from './names.ts'
import { type Keep, outdated } from './retention.ts'
import { clearStaging, withStaging } from './staging.ts'
import { folderStore, type Store } from './store.ts'

/** Makes an archive: in a thread, or here where nobody waits. */
export type Make = (asked: Making, onProgress: (progress: Progress) => void) => Promise<Made>

/** Where everything that is copied stands, and where it goes. */
export interface KeepingNeeds {
  address: DatabaseAddress
  dataDir: string
  /** The id of this installation. */
  installation: () => string
  temporary: string
  erasures: string
  version: string
  sealer: () => Sealer
  folder: string
  keep: Keep
  /** The settings in force, as they are kept. */
  configuration: () => string
  /** The object store backups are sent to as well. */
  elsewhere: Store | null
  now: () => Date
}

/** Makes backups and puts them where they are kept, on this machine and elsewhere. */
export function createKeeping({ address, dataDir, temporary, erasures, version, sealer, ...needs }: KeepingNeeds) {
  const { keep, now, configuration } = needs
  const house = () => houseOf(needs.installation())
  // Another installation may keep its backups in the same place.
  const ours = <Place extends Store>(store: Place): Place => ({
    ...store,
    list: async () => (await store.list()).filter(({ name }) => houseIn(name) === house()),
  })
  const here = ours(folderStore(needs.folder))
  const elsewhere = needs.elsewhere && ours(needs.elsewhere)

  async function putLedger(stores: readonly Store[]): Promise<void> {
    const name = ledgerOf(house())
    await withTemporaryFile(temporary, name, async (path) => {
      if (await sealLedger(erasures, sealer(), path)) for (const store of stores) await store.put(name, path)
    })
  }

  async function letGo(store: Store): Promise<void> {
    for (const { name } of outdated(await store.list(), now(), keep)) await store.remove(name)
  }

  return {
    here,
    elsewhere,

    /**
     * Makes a backup on this machine and puts the erasure ledger beside it. What is left unfinished is removed. Throws `already-running`,
     * `storage-full` and BackupUnusable.
     */
    async backUp(make: Make, onProgress: (progress: Progress) => void): Promise<LastBackup> {
      const began = performance.now()
      const at = now()
      const name = nameOf(at, house())
      const target = here.pathOf(name)
      await here.ready()
      let made: Made
      try {
        made = await withStaging(dataDir, (held) => {
          const copying = { address, dataDir, held, target, version, sealer: sealer(), madeAt: at.toISOString() }
          return make({ ...copying, configuration: configuration() }, onProgress)
        })
      } finally {
        await rm(target + UNFINISHED, { force: true })
      }
      await putLedger([here])
      const seconds = Math.round(performance.now() - began) / 1000
      return { at: at.toISOString(), name, bytes: made.archiveBytes, rows: made.rows, files: made.files, seconds }
    },

    /**
     * What comes after a backup was made: lets go of those here that have had their time, sends it elsewhere unless it is there, and lets go
     * there. May be called again. What goes wrong elsewhere fills nothing here.
     */
    async settle(name: string, signal?: AbortSignal): Promise<void> {
      await letGo(here)
      if (!elsewhere) return
      const sent = await elsewhere.list()
      if (!sent.some((kept) => kept.name === name)) await elsewhere.put(name, here.pathOf(name), signal)
      await putLedger([elsewhere])
      await letGo(elsewhere)
    },

    /** Removes a backup of ours wherever it lies. Resolves with false where it lies nowhere. */
    async remove(name: string): Promise<boolean> {
      let found = false
      for (const store of elsewhere ? [here, elsewhere] : [here]) {
        if (!(await store.list()).some((kept) => kept.name === name)) continue
        await store.remove(name)
        found = true
      }
      return found
    },

    /** Says beside the backups who was erased since they were made, where there are any. */
    async putLedger(): Promise<void> {
      const stores = (await here.list()).length > 0 ? [here] : []
      await putLedger(elsewhere ? [...stores, elsewhere] : stores)
    },

    /** Whether there is a backup, on this machine or elsewhere. */
    async isAny(): Promise<boolean> {
      return (await here.list()).length > 0 || ((await elsewhere?.list()) ?? []).length > 0
    },

    /** Lends the newest backup there is as a file. Resolves with null when there is none. */
    async withNewest<T>(use: (name: string, path: string) => Promise<T>): Promise<T | null> {
      const [newest] = await here.list()
      if (newest) return use(newest.name, here.pathOf(newest.name))
      const [sent] = (await elsewhere?.list()) ?? []
      if (!elsewhere || !sent) return null
      return withTemporaryFile(temporary, sent.name, async (path) => {
        return (await elsewhere.fetch(sent.name, path)) ? use(sent.name, path) : null
      })
    },

    /** Removes what a process that was killed while it made one has left. */
    clear: () => clearStaging(dataDir),

    /** Where a database may stand for a while. */
    withRoom: <T>(use: (file: string) => Promise<T>): Promise<T> => withTemporaryFile(temporary, 'tried.db', use),
  }
}
