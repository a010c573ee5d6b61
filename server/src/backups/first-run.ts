import { createHmac, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { PutBack, PuttingBack, Setup, StoredBackup } from '@lva/contracts/setup'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import type { Sealer } from './envelope.ts'
import { houseIn, ledgerOf, madeAtOf } from './names.ts'
import { openArchive, readOver } from './opening.ts'
import { folderStore, type Store } from './store.ts'
import { BackupUnusable } from './unusable.ts'
import { createUploads } from './uploads.ts'

/** So many stored backups are offered. */
const OFFERED_MAX = 500
const TOKEN_SIGNS = 32

/** A backup that was opened and is to be put back once the doors are shut. */
export interface Chosen {
  archive: string
  ledger: string | null
  passphrase: string | null
}

interface Needs {
  db: Kysely<Pick<Tables, 'users'>>
  /** What the setup token is derived from, the same in every process. */
  secret: string
  installation: () => string
  temporary: string
  folder: string
  elsewhere: Store | null
  sealer: () => Sealer
  /** Other processes of a fleet stand on the same database. */
  inFleet: boolean
  /** Why the last one could not be put back. */
  failure: string | null
}

export type FirstRun = ReturnType<typeof createFirstRun>

/**
 * Putting a backup back from the first page: while nobody has an account, one at a time, and only by whoever reads the log of the server, in
 * which the setup token stands. What is chosen is opened here; it is put back by whoever waits for `chosen`, with the doors shut.
 */
export function createFirstRun({ db, secret, installation, temporary, folder, elsewhere, sealer, ...needs }: Needs) {
  const { inFleet, failure } = needs
  const uploads = createUploads(join(temporary, 'uploaded-backup'))
  const here = folderStore(folder)
  const { promise: chosen, resolve: choose } = Promise.withResolvers<Chosen>()
  /** Whoever has an account once has one from then on, as far as this asks. */
  let [lived, busy, putting, over] = [false, false, false, false]

  const token = () => createHmac('sha256', secret).update(`setup ${installation()}`).digest('hex').slice(0, TOKEN_SIGNS)

  async function isEmpty(): Promise<boolean> {
    if (!lived) lived = (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
    return !lived
  }

  async function admit(given: string): Promise<void> {
    if (inFleet)
      throw new Problem('not-found', 'Several processes stand on this database. A backup is put back with lva restore.')
    if (!(await isEmpty()))
      throw new Problem('not-found', 'There are accounts here. A backup is put back with lva restore.')
    const digest = (text: string) => createHmac('sha256', secret).update(text).digest()
    if (!timingSafeEqual(digest(given.replaceAll('-', '').trim().toLowerCase()), digest(token())))
      throw new Problem('forbidden', 'This is not the setup token. It stands in the log of the server.')
  }

  /** Does one thing after the other; whoever comes meanwhile is told so. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (busy || over) throw new Problem('already-running', 'A backup is being put back here already.')
    busy = true
    try {
      return await work()
    } finally {
      busy = false
    }
  }

  /** The files of what was chosen, on this machine. */
  async function filesOf({ from, name = '' }: PutBack): Promise<Omit<Chosen, 'passphrase'>> {
    if (from === 'upload') {
      const archive = await uploads.find('backup')
      if (!archive) throw new Problem('not-found', 'No backup was sent yet.')
      return { archive, ledger: await uploads.find('erasures') }
    }
    const store = from === 'here' ? here : elsewhere
    const house = houseIn(name)
    const archive = uploads.pathOf('backup')
    if (!store || !house || !madeAtOf(name)) throw new Problem('not-found', 'There is no backup of this name.')
    await uploads.begin()
    if (!(await store.fetch(name, archive))) throw new Problem('not-found', 'There is no backup of this name.')
    const ledger = uploads.pathOf('erasures')
    return { archive, ledger: (await store.fetch(ledgerOf(house), ledger)) ? ledger : null }
  }

  return {
    chosen,

    /** What the page may know without the token. */
    async state(): Promise<Setup> {
      return { empty: !inFleet && (await isEmpty()), restoring: putting || over ? 0 : null, failure }
    },

    /** The token, as it is typed; null when there are accounts, or several processes. */
    async token(): Promise<string | null> {
      return !inFleet && (await isEmpty()) ? [0, 8, 16, 24].map((at) => token().slice(at, at + 8)).join('-') : null
    },

    /** The backups where this server keeps its own, whoever made them. Throws Problem `forbidden`, `not-found`. */
    async stored(given: string): Promise<StoredBackup[]> {
      await admit(given)
      const placed = async (store: Store, place: StoredBackup['place']) =>
        (await store.list()).map(({ name, madeAt, bytes }) => ({ name, made_at: madeAt.toISOString(), bytes, place }))
      const found = await Promise.all([placed(here, 'here'), elsewhere ? placed(elsewhere, 'elsewhere') : []]).catch(
        asProblem,
      )
      return found.flat().slice(0, OFFERED_MAX)
    },

    /** Takes a piece of a file. Resolves with how much of it is here. Throws Problem `storage-full`, `bad-request`, and as `stored`. */
    async take(given: string, what: 'backup' | 'erasures', at: number, bytes: Buffer): Promise<number> {
      await admit(given)
      return alone(() => uploads.take(what, at, bytes))
    },

    /** Opens what was chosen and has it put back. Throws Problem `bad-request` where it does not open, and as `stored`. */
    async putBack(given: string, asked: PutBack): Promise<PuttingBack> {
      await admit(given)
      return alone(async () => {
        // From an object store it takes long, and whoever asks meanwhile should know.
        putting = true
        try {
          const passphrase = asked.passphrase ?? sealer().passphrase
          const files = await filesOf(asked).catch(asProblem)
          const opened = await openArchive(files.archive, { ...sealer(), passphrase }, readOver).catch(asProblem)
          await opened.leave()
          over = true
          choose({ ...files, passphrase })
          return { made_at: opened.head.made_at, version: opened.head.version }
        } finally {
          putting = false
        }
      })
    },
  }
}

function asProblem(error: unknown): never {
  throw error instanceof BackupUnusable ? new Problem('bad-request', error.message, { cause: error }) : error
}
