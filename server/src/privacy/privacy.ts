import type { Settings } from '@lva/contracts/accounts'
import type { PrivacyOverview, Recipient } from '@lva/contracts/privacy'
import type { Logger } from 'pino'
import type { Database } from '../db/open.ts'
import type { FolderData, PersonalData } from '../db/personal-data.ts'
import type { Tables } from '../db/tables.ts'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Note } from '../note.ts'
import type { Sealed } from '../vault/rotation.ts'
import { createShelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { createErasures, type Erasing } from './erasures.ts'
import { createExports } from './exports.ts'
import { createImports } from './imports.ts'
import { inHours, type KeepingLimits, recordingHours, transcriptHours } from './keeping.ts'
import { createLedger, joinLedger, packLedger, readLedger, unpackLedger } from './ledger.ts'
import { type LegalFacts, type LegalName, type LegalPage, legalPage } from './legal.ts'
import { createResealing } from './resealing.ts'
import { type Keeping, keepNoLonger } from './retention.ts'
import { createStores, type GivenFiles, type KeptSound } from './stores.ts'
import type { BringingIn } from './taking.ts'

export type Privacy = ReturnType<typeof createPrivacy>

/** What the operator decides. */
export interface PrivacySettings {
  operator: LegalFacts['operator']
  limits: KeepingLimits
  /** How long a sign-in lasts without being used. */
  signInDays: number
  /** How long the audit log knows network addresses. */
  addressDays: number
}

interface Needs {
  database: Database
  jobs: Jobs
  publish: Publish
  /** What every table and folder holds. */
  tables: PersonalData<keyof Tables>
  folders: Readonly<Record<string, FolderData>>
  /** Where exports and the erasure ledger lie. */
  places: { exports: string; erasures: string }
  settings: PrivacySettings
  /** Who outside is given words or speech. */
  recipients: () => Promise<Recipient[]>
  sound: KeptSound
  given: GivenFiles
  vault: Vault
  erasing: Erasing
  into: BringingIn
  keeping: Keeping
  settingsOf(userId: string): Promise<Settings>
  legal: Pick<LegalFacts, 'registration' | 'cookie'>
  /** Lets some milliseconds pass. */
  wait: (ms: number) => Promise<void>
  note: Note
  now: () => Date
  newId: () => string
  log: Logger
}

/** One's own data: taking it away, bringing it in, having it erased, how long it is kept, and what is said about all that. */
export function createPrivacy({
  database,
  jobs,
  publish,
  tables,
  folders,
  places,
  settings,
  recipients,
  sound,
  given,
  vault,
  erasing,
  into,
  keeping,
  settingsOf,
  legal,
  wait,
  note,
  now,
  newId,
  log,
}: Needs) {
  const { db } = database
  const { limits } = settings
  const shelf = createShelf(places.exports, vault, { purpose: 'export' })
  const ledger = createLedger({ folder: places.erasures, now, newId })
  const stores = createStores({ db, tables, sound, given })
  const imports = createImports({ db, jobs, publish, shelf, into, note, now, newId })
  const exports = createExports({
    db,
    jobs,
    stores,
    publish,
    shelf,
    vault,
    isWaiting: imports.isWaiting,
    wait,
    note,
    now,
    newId,
  })
  const erasures = createErasures({
    ...{ database, tables, jobs, ledger, note, now, log },
    erasing: {
      ...erasing,
      others: { ...erasing.others, privacy: { erase: exports.removeAll } },
      ownersOfFiles: async () => [...(await erasing.ownersOfFiles()), ...(await shelf.owners())],
    },
  })
  keepNoLonger({ database, jobs, keeping, limits, now })
  jobs.recurring('clear-exports', '0 * * * *', async () => {
    await exports.clear()
    await imports.clear()
  })

  return {
    exports: { request: exports.request, status: exports.status, download: exports.download },
    imports: { request: imports.request, status: imports.status },
    erasures,
    /** What is sealed here, for when the key changes. */
    sealed: { what: 'exports', spare: true, ...createResealing({ db, shelf, vault }) } satisfies Sealed,

    /** What happens to one's own data, in one place. */
    async overview(userId: string): Promise<PrivacyOverview> {
      const chosen = await settingsOf(userId)
      return {
        recipients: await recipients(),
        consents: [
          { name: 'browser_recogniser', decision: chosen.browser_recogniser, decided_at: chosen.browser_recogniser_at },
        ],
        recordings_kept: {
          choice: chosen.recordings_kept,
          hours: recordingHours(chosen.recordings_kept, limits),
          limit_hours: inHours(limits.recordingsDays),
        },
        transcripts_kept: {
          choice: chosen.transcripts_kept,
          hours: transcriptHours(chosen.transcripts_kept, limits),
          limit_hours: inHours(limits.transcriptsDays),
        },
        deletion: await erasures.pending(userId),
      }
    },

    /** Whether a learner has recordings kept once their words are written down. */
    async keepsRecordings(userId: string): Promise<boolean> {
      return recordingHours((await settingsOf(userId)).recordings_kept, limits) !== 0
    },

    /** A legal page of this installation, as it is configured now. */
    legalPage: async (name: LegalName): Promise<LegalPage> =>
      legalPage(name, {
        ...legal,
        ...{ tables, folders, limits, operator: settings.operator },
        ...{ signInDays: settings.signInDays, addressDays: settings.addressDays },
        ...{ recipients: await recipients(), engine: database.engine },
      }),
  }
}

/** The id of the erasure ledger in a folder, or null; for `lva doctor`. */
export const ledgerId = (folder: string): string | null => readLedger(folder)?.id ?? null

/** The erasure ledger on its way beside backups, and into what is put back. */
export const ledgers = { join: joinLedger, pack: packLedger, unpack: unpackLedger }
