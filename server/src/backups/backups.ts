import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { BackupCheck, Backups, KnownBackups, LastBackup } from '@lva/contracts/backups'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import type { Administrator } from '../http/administrator.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { type Attempt, NotYet } from '../jobs/kind.ts'
import type { AuditNote } from '../note.ts'
import type { Measures } from '../operations/operations.ts'
import { Problem } from '../problem.ts'
import type { Workers } from '../workers/workers.ts'
import type checkArchive from './checking.ts'
import { createKeeping, type KeepingNeeds } from './keeping.ts'
import type makeArchive from './making.ts'
import { measureBackups } from './measures.ts'
import { madeAtOf } from './names.ts'
import { createNotes, SILENCE_MS } from './notes.ts'
import { newestFirst } from './store.ts'

const TIME_MS = 6 * 3_600_000
const MEMORY_MB = 700
/** How often is written down how far a backup is. */
const PROGRESS_MS = 1_000
/** Each may take an hour, and fill a disk. */
const ATTEMPTS = 3
const Nothing = z.object({})

export type BackupKeeper = ReturnType<typeof createBackups>

interface Needs extends KeepingNeeds {
  db: Kysely<Pick<Tables, 'installation'>>
  jobs: Jobs
  workers: Pick<Workers, 'task'>
  measures: Measures
  /** Every night and, for the trial, every Sunday. */
  daily: boolean
  /** Since when there is somebody to make copies of; null: there is nobody. */
  since: () => Promise<Date | null>
  sealedWith: Backups['sealed_with']
  note: (entry: AuditNote) => Promise<void>
  log: Logger
}

/** Thrown where an administrator stopped it, which is no failure. */
class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** Who asks for something, and from where. */
interface By {
  by: Administrator
  address: string
}

/** Backups of this installation: made every night and when somebody asks, tried every week, kept as long as was said. */
export function createBackups({ db, jobs, workers, measures, daily, since, sealedWith, note, log, ...needs }: Needs) {
  const { now } = needs
  const keeping = createKeeping(needs)
  const notes = createNotes({ db, now, log })
  const treated = { timeoutMs: TIME_MS, memoryMb: MEMORY_MB, patient: true, alone: true }
  const makeTask = workers.task<typeof makeArchive>(new URL('./making.ts', import.meta.url), treated)
  const checkTask = workers.task<typeof checkArchive>(new URL('./checking.ts', import.meta.url), treated)
  /** Stops the one that is being made by this process. */
  let stopHere = () => {}
  measureBackups(measures, { jobs, known, daily })

  async function known(): Promise<KnownBackups & { waited: Date | null }> {
    const { last, failure, check } = await notes.all()
    return { daily, last, failure, check, waited: last ? new Date(last.at) : await since() }
  }

  async function make(signal: AbortSignal, onPercent: (percent: number) => void): Promise<LastBackup> {
    let written = 0
    const last = await keeping.backUp(
      (asked, onProgress) => makeTask(asked, { signal, owner: 'house', onProgress }),
      ({ done, of }) => {
        if (performance.now() - written < PROGRESS_MS) return
        written = performance.now()
        onPercent(Math.floor((done / Math.max(of, 1)) * 100))
      },
    )
    await notes.keep('unsettled', last)
    await notes.keep('last', last)
    await note({ action: 'backup-made', by: 'server', details: { name: last.name, bytes: last.bytes } })
    return last
  }

  /** One that was made and could not be sent is sent when that is tried again, instead of filling the disk with others. */
  async function unsettled(attempt: number): Promise<LastBackup | null> {
    // What an earlier night has left is none of this one's.
    if (attempt === 1) await notes.forget('unsettled')
    const made = attempt > 1 ? await notes.read('unsettled') : null
    return made && (await keeping.here.list()).some(({ name }) => name === made.name) ? made : null
  }

  async function backUp({ signal: given, attempt }: Attempt): Promise<LastBackup> {
    const stopping = new AbortController()
    const signal = AbortSignal.any([given, stopping.signal])
    const stop = () => stopping.abort(new Stopped('a backup was stopped'))
    const held = await notes.begin('running', stop)
    if (!held) throw new Problem('already-running', 'A backup is being made already. Wait until it is done.')
    stopHere = stop
    try {
      const last = (await unsettled(attempt)) ?? (await make(signal, held.progress))
      await keeping.settle(last.name, signal)
      await notes.forget('unsettled')
      await notes.forget('failure')
      return last
    } catch (error) {
      // Whoever makes one already, on the command line, says itself how that goes.
      if (!signal.aborted && !isRunning(error))
        await notes.keep('failure', { at: now().toISOString(), detail: sentenceFor(error) })
      throw error
    } finally {
      await held.end()
    }
  }

  async function check({ signal }: Attempt): Promise<BackupCheck | null> {
    const held = await notes.begin('checking')
    if (!held) throw new Problem('already-running', 'A backup is being tried already. Wait until that is done.')
    const began = performance.now()
    try {
      const result = await keeping.withNewest(async (name, archive) => {
        const tried = await keeping
          .withRoom((file) =>
            checkTask({ archive, file, sealer: needs.sealer(), at: now().toISOString() }, { signal, owner: 'house' }),
          )
          .then(({ tables, rows, files }) => ({
            ok: true,
            detail: `${rows} rows of ${tables} tables and ${files} files came back as they were.`,
          }))
          .catch((error: unknown) => {
            signal.throwIfAborted()
            if (isFull(error)) throw error
            log.error({ err: error, name }, 'a backup could not be put back for a try')
            return { ok: false, detail: sentenceFor(error) }
          })
        return { at: now().toISOString(), name, ...tried, seconds: Math.round(performance.now() - began) / 1000 }
      })
      if (result) await notes.keep('check', result)
      return result
    } finally {
      await held.end()
    }
  }

  const making = jobs.kind('back-up-now', Nothing, { places: 1, maxAttempts: ATTEMPTS })
  const makes = async (attempt: Attempt) => void (await backUp(attempt).catch(unlessStopped).catch(unlessRunning))
  making.does((_, attempt) => makes(attempt))
  const trying = jobs.kind('check-backup-now', Nothing, { places: 1, maxAttempts: ATTEMPTS })
  const tries = async (attempt: Attempt) => void (await check(attempt).catch(unlessRunning))
  trying.does((_, attempt) => tries(attempt))
  const ledger = jobs.kind('keep-erasure-ledger', Nothing)
  ledger.does(() => keeping.putLedger())
  if (daily) {
    jobs.recurring('back-up', '23 2 * * *', makes, { maxAttempts: ATTEMPTS })
    jobs.recurring('check-backup', '23 4 * * 0', tries, { maxAttempts: ATTEMPTS })
  }

  return {
    backUp,
    check,

    /** All that is known of them. */
    async overview(): Promise<Backups> {
      const [here, sent, said] = await Promise.all([
        keeping.here.list(),
        keeping.elsewhere?.list().catch((err) => {
          log.warn({ err }, 'the object store of backups could not be asked')
          return []
        }) ?? [],
        notes.all(),
      ])
      const names = new Map([...here, ...sent].map((kept) => [kept.name, kept]))
      const isIn = (list: { name: string }[], name: string) => list.some((kept) => kept.name === name)
      return {
        backups: newestFirst([...names.values()]).map(({ name, madeAt, bytes }) => ({
          ...{ name, made_at: madeAt.toISOString(), bytes },
          ...{ here: isIn(here, name), elsewhere: isIn(sent, name) },
        })),
        ...{ ...said, daily, keep: needs.keep, sealed_with: sealedWith, folder: keeping.here.place },
        elsewhere: keeping.elsewhere?.place ?? null,
      }
    },

    /** Has a backup made as soon as there is a place for it. Throws Problem `already-running`. */
    async askFor({ by, address }: By): Promise<void> {
      if ((await notes.all()).running)
        throw new Problem('already-running', 'A backup is being made already. Wait until it is done.')
      await note({ action: 'backup-asked', by, address })
      await making.enqueue(db, {}, { key: 'now' })
      jobs.wake()
    },

    /** Stops the one that is being made or sent, and leaves nothing half done; the older ones stay. Throws Problem `not-found`. */
    async stop({ by, address }: By): Promise<void> {
      if (!(await notes.stop('running'))) throw new Problem('not-found', 'No backup is being made just now.')
      // One of another process hears of it when it next says how far it is.
      stopHere()
      await note({ action: 'backup-stopped', by, address })
    },

    /** Removes one, here and elsewhere. Throws Problem `not-found`. */
    async remove(name: string, { by, address }: By): Promise<void> {
      if (!(await keeping.remove(name))) throw new Problem('not-found', 'There is no backup of this name.')
      await note({ action: 'backup-removed', by, address, details: { name } })
    },

    /** Has the newest backup tried. Throws Problem `not-found` when there is none. */
    async askForCheck(): Promise<void> {
      if (!(await keeping.isAny())) throw new Problem('not-found', 'There is no backup yet that could be tried.')
      await trying.enqueue(db, {}, { key: 'now' })
      jobs.wake()
    },

    /** A backup of this machine as a file, which is noted. Throws Problem `not-found`. */
    async download(name: string, { by, address }: By) {
      const path = madeAtOf(name) ? keeping.here.pathOf(name) : null
      const file = path && (await stat(path).catch(() => null))
      if (!path || !file) throw new Problem('not-found', 'This backup is not on this machine.')
      await note({ action: 'backup-downloaded', by, address, details: { name } })
      return { bytes: file.size, content: createReadStream(path) }
    },

    /** What health is told: how the last one and the last trial went, whether they are made by themselves, since when the next is waited for. */
    known,

    /** Removes what a process that was killed while it made one has left. */
    clear: keeping.clear,

    /** Somebody was erased: whoever puts an older backup back has to know. */
    keepLedger: () => ledger.enqueue(db, {}, { key: 'ledger' }),
  }
}

/** Somebody stopped it on purpose: it is not tried again. */
function unlessStopped(error: unknown): void {
  if (!(error instanceof Stopped)) throw error
}

/** Whoever is at it may have been killed, which shows after a while. */
function unlessRunning(error: unknown): never {
  throw isRunning(error) ? new NotYet(SILENCE_MS) : error
}

const isRunning = (error: unknown) => error instanceof Problem && error.code === 'already-running'

const isFull = (error: unknown) => error instanceof Problem && error.code === 'storage-full'

/** What went wrong, for an administrator; a bug says no more than that. */
function sentenceFor(error: unknown): string {
  if (isFull(error)) return 'There is not enough room on the disk. Make room, or choose another BACKUP_DIR.'
  // From a thread only the name of an error comes.
  if (error instanceof Problem || (error instanceof Error && error.name === 'BackupUnusable')) return error.message
  return 'It failed for a reason that stands in the log of the server.'
}
