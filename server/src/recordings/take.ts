import { rm } from 'node:fs/promises'
import { LISTENING_RATE_HZ, toBytes } from '../providers/pcm.ts'
import { beginJournal, type Journal, type JournalPlace, readJournal } from '../vault/journal.ts'
import { pathOf } from '../vault/shelf.ts'
import { TAKE_MS_MAX } from './limits.ts'

/** So much speech may be lost with the process, and is kept by the client until then. */
const PIECE_MS = 1_000
const BYTES_PER_MS = (LISTENING_RATE_HZ / 1000) * 2

/** The sound of one turn while it is being said. */
export interface StoredTake {
  /** Of the exchange it becomes. */
  readonly id: string
  readonly userId: string
  readonly sessionId: string
  /** How much of it is safe, in milliseconds since its first frame; once it was dropped nobody waits for any more of it. */
  readonly safeThroughMs: number
  /** One frame: 16-bit mono at 16 kHz. Never throws. */
  append(frame: Int16Array): void
  /** All of the sound; nothing is added any more. Resolves when all of it is safe, where it can be stored. */
  finish(): Promise<Buffer>
  /**
   * Nobody can make anything of it now: it is left to the next look at what was left behind. Resolves with whether all of it is safe.
   */
  release(): Promise<boolean>
  /** The sound is not needed any more. Never throws. */
  drop(): void
}

interface Needs {
  id: string
  userId: string
  sessionId: string
  begun: Date
  where: JournalPlace
  /** Counts bytes that come to the disk, or leave it. Throws Problem `storage-full` when they would be too many. */
  count(bytes: number): void
  /** Told once, when it cannot be stored. */
  onTrouble(problem: unknown): void
  /** Told of every piece of work on the file. */
  onWork(work: Promise<void>): void
  /** Nothing of it is here any more. */
  onGone(): void
  log: { warn(facts: object, message: string): void }
}

/** Begins to store what somebody says: a file that grows about once a second. `leave` lets go of it as a process does that stops. */
export function beginTake({
  id,
  userId,
  sessionId,
  begun,
  where,
  count,
  onTrouble,
  onWork,
  onGone,
  log,
}: Needs): StoredTake & { leave(): Promise<void> } {
  let pending: Buffer[] = []
  let pendingMs = 0
  let totalMs = 0
  let safeMs = 0
  let stored = 0
  let over = false
  let failed = false
  let gone = false
  let journal: Journal | null = null
  let work: Promise<void> = Promise.resolve()

  async function write() {
    if (failed || pending.length === 0) return
    const [pieces, ms] = [pending, pendingMs]
    const piece = Buffer.concat(pieces)
    pending = []
    pendingMs = 0
    try {
      count(piece.length)
      stored += piece.length
      if (!journal) {
        journal = await beginJournal(where)
        await journal.append(Buffer.from(JSON.stringify({ sessionId, at: begun.toISOString() })))
      }
      await journal.append(piece)
      safeMs += ms
    } catch (error) {
      failed = true
      // What could not be written is still here, for whoever finishes the take.
      pending.unshift(...pieces)
      onTrouble(error)
    }
  }

  function later(step: () => Promise<void>): Promise<void> {
    work = work.then(step).catch((err: unknown) => log.warn({ err }, 'sound that was being spoken was not stored'))
    onWork(work)
    return work
  }

  async function shut() {
    await journal?.close()
    journal = null
  }

  function end() {
    count(-stored)
    stored = 0
    gone = true
    onGone()
  }

  return {
    id,
    userId,
    sessionId,
    get safeThroughMs() {
      return safeMs
    },
    append(frame) {
      if (over || totalMs >= TAKE_MS_MAX) return
      // Whoever hands a frame over changes it no more.
      const bytes = toBytes(frame)
      const ms = bytes.length / BYTES_PER_MS
      pending.push(bytes)
      pendingMs += ms
      totalMs += ms
      if (pendingMs >= PIECE_MS && !failed) void later(write)
    },
    async finish() {
      over = true
      // A turn of less than a piece never touches the disk here: it goes straight to where it is to stay.
      if (journal || stored > 0) await later(write)
      await work
      const records = journal ? ((await readJournal(where)) ?? []) : []
      return Buffer.concat([...records.slice(1), ...pending])
    },
    async release() {
      over = true
      if (!gone)
        await later(async () => {
          await write()
          await shut()
          end()
        })
      return safeMs >= totalMs
    },
    drop() {
      if (gone) return
      over = true
      pending = []
      safeMs = Number.POSITIVE_INFINITY
      void later(async () => {
        await shut()
        await rm(pathOf(where.folder, where.place), { force: true })
        end()
      })
    },
    async leave() {
      over = true
      await later(async () => {
        await shut()
        failed = true
      })
    },
  }
}
