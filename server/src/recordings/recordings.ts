import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Stt } from '../providers/stt/stt.ts'
import type { Sealed } from '../vault/rotation.ts'
import { createShelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import type { Workers } from '../workers/workers.ts'
import { createEars } from './ears.ts'
import { createKept } from './kept.ts'
import { createResealing } from './resealing.ts'
import { createTakes } from './takes.ts'
import { createWritingDown } from './writing-down.ts'

export type { StoredTake } from './take.ts'
export type { Takes } from './takes.ts'

/** Recordings: what is in them, and those that are kept. */
export type Recordings = ReturnType<typeof createRecordings>

interface Needs {
  db: Kysely<Pick<Tables, 'recordings'>>
  /** Where the files go; made when the first one is kept. */
  folders: { recordings: string; takes: string }
  vault: Vault
  workers: Pick<Workers, 'task'>
  jobs: Pick<Jobs, 'inEveryProcess'>
  now: () => Date
  newId: () => string
  /** The recogniser for a learner; `null` where there is none. */
  sttFor: ((userId: string) => Stt) | null
  /** Takes what recognisers invent out of a transcript; an empty text means nothing was said. */
  clean: (text: string, sound: { voicedMs: number }) => string
  maxSeconds: number
  /** Whether a turn still needs a recording. */
  isNeeded: (userId: string, id: string) => Promise<boolean>
  log: { info(facts: object, message: string): void; warn(facts: object, message: string): void }
}

/** Keeps recordings and has them written down; `takes` are those that are still being spoken. */
export function createRecordings({
  db,
  folders,
  vault,
  workers,
  jobs,
  now,
  newId,
  sttFor,
  clean,
  maxSeconds,
  isNeeded,
  log,
}: Needs) {
  const ears = createEars(workers)
  const shelf = createShelf(folders.recordings, vault, { purpose: 'recording' })
  const kept = createKept({ db, shelf, vault, ears, maxSeconds, now, newId, isNeeded, log })
  const takes = createTakes({ folder: folders.takes, vault, now, newId, log })
  const { sealPlain, ...resealing } = createResealing({ db, shelf, vault, remove: kept.remove, log })

  jobs.inEveryProcess('*/5 * * * *', kept.clear)

  return {
    keep: kept.keep,
    keepSpeech: kept.keepSpeech,
    bringBack: kept.bringBack,
    read: kept.read,
    fileName: kept.fileName,
    madeBefore: kept.madeBefore,
    remove: kept.remove,
    clear: kept.clear,
    takes,
    /** Whether anybody can write speech down. */
    canHear: sttFor !== null,
    listen: createWritingDown({ read: kept.read, ears, sttFor, clean, maxSeconds, log }),
    sealPlain,
    /** What is sealed here, for when the key changes. */
    sealed: [
      { what: 'recordings', ...resealing },
      { what: 'takes of live speech', sealedOtherwise: takes.sealedOtherwise, reseal: takes.reseal },
    ] satisfies Sealed[],

    /** For whom there are files. */
    owners: async (): Promise<string[]> => [...(await shelf.owners()), ...(await takes.owners())],

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      await takes.removeAll(userId)
      await kept.removeAll(userId)
    },

    /** Lets go of the files that are being written. */
    close: takes.close,
  }
}
