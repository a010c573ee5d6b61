import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import { LISTENING_RATE_HZ, toBytes } from '../providers/pcm.ts'
import { beginJournal, type Journal, readJournal, resealJournal } from '../vault/journal.ts'
import { createShelf, pathOf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'

/** So much speech may be lost with the process, and is kept by the client until then. */
const PIECE_MS = 1_000
const BYTES_PER_MS = (LISTENING_RATE_HZ / 1000) * 2
/** Longest take, in milliseconds. What comes after it is not stored any more, and not acknowledged. */
export const TAKE_MS_MAX = 5 * 60_000
/** What takes of one learner may hold on the disk at once, in bytes: they become recordings, or go, within moments. */
const LEARNER_BYTES_MAX = 64 * 1024 * 1024

const PURPOSE = 'take'
const ENDING = 'take'

/** Where a take belongs. */
const About = z.object({ sessionId: z.string(), at: z.iso.datetime() })

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

/** What a stopped process left of a turn. */
export interface LeftTake {
  id: string
  userId: string
  sessionId: string
  saidAt: Date
  sound: Buffer
}

export type Takes = ReturnType<typeof createTakes>

/**
 * Sound stored while it is being spoken: a file for each turn, which grows about once a second and is sealed piece by piece. It becomes a
 * recording, or is dropped, when the turn is over. `folder` is this server's own.
 */
export function createTakes({
  folder,
  vault,
  now,
  newId,
  log,
}: {
  folder: string
  vault: Vault
  now: () => Date
  newId: () => string
  log: { warn(facts: object, message: string): void }
}) {
  const shelf = createShelf(folder, vault, { purpose: PURPOSE })
  const open = new Map<string, Promise<unknown>>()
  const bytesOf = new Map<string, number>()
  const leaving = new Set<() => Promise<void>>()
  const where = (userId: string, id: string) => ({
    folder,
    vault,
    purpose: PURPOSE,
    place: { userId, id, ending: ENDING },
  })

  /** Counts what lies on the disk for a learner; false when it would be too much. */
  function count(userId: string, bytes: number): boolean {
    const sum = (bytesOf.get(userId) ?? 0) + bytes
    if (bytes > 0 && sum > LEARNER_BYTES_MAX) return false
    if (sum > 0) bytesOf.set(userId, sum)
    else bytesOf.delete(userId)
    return true
  }

  /** The files that nobody here is writing, put there before an instant. */
  async function left(before?: Date): Promise<{ userId: string; id: string }[]> {
    const all = await shelf.list({ before })
    return all.filter(({ id }) => !open.has(id))
  }

  return {
    /** Begins to store what somebody says. `onTrouble` is told once when it cannot be. */
    open(
      { userId, sessionId }: { userId: string; sessionId: string },
      { onTrouble }: { onTrouble: (problem: unknown) => void },
    ): StoredTake {
      const id = newId()
      const begun = now()
      let pending: Buffer[] = []
      let pendingMs = 0
      let totalMs = 0
      let safeMs = 0
      let stored = 0
      let over = false
      let failed = false
      let journal: Journal | null = null
      let work: Promise<void> = Promise.resolve()

      async function write() {
        if (failed || pending.length === 0) return
        const [pieces, ms] = [pending, pendingMs]
        const piece = Buffer.concat(pieces)
        pending = []
        pendingMs = 0
        try {
          if (!count(userId, piece.length))
            throw new Problem('storage-full', 'Too much of your speech is waiting to be written down.')
          stored += piece.length
          if (!journal) {
            journal = await beginJournal(where(userId, id))
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
        return work
      }

      async function remove() {
        await journal?.close()
        journal = null
        await rm(pathOf(folder, where(userId, id).place), { force: true })
        count(userId, -stored)
        stored = 0
        open.delete(id)
        leaving.delete(leave)
      }

      async function letGo() {
        await write()
        await journal?.close()
        journal = null
        count(userId, -stored)
        stored = 0
        open.delete(id)
        leaving.delete(leave)
      }

      async function leave() {
        over = true
        await later(async () => {
          await journal?.close()
          journal = null
          failed = true
        })
      }

      open.set(id, work)
      leaving.add(leave)
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
          if (pendingMs >= PIECE_MS && !failed) open.set(id, later(write))
        },
        async finish() {
          over = true
          // A turn of less than a piece never touches the disk here: it goes straight to where it is to stay.
          if (journal || stored > 0) await later(write)
          await work
          const records = journal ? ((await readJournal(where(userId, id))) ?? []) : []
          return Buffer.concat([...records.slice(1), ...pending])
        },
        async release() {
          over = true
          if (open.has(id)) await later(letGo)
          return safeMs >= totalMs
        },
        drop() {
          if (!open.has(id)) return
          over = true
          pending = []
          safeMs = Number.POSITIVE_INFINITY
          open.set(id, later(remove))
        },
      }
    },

    /** What stopped processes left, one after the other, oldest first; only what was put there before `before`, when it is given. */
    async *leftBehind({ before }: { before?: Date | undefined } = {}): AsyncGenerator<LeftTake> {
      for (const { userId, id } of await left(before)) {
        try {
          const records = (await readJournal(where(userId, id))) ?? []
          const about = About.safeParse(JSON.parse(records[0]?.toString() ?? 'null')).data
          if (about)
            yield {
              id,
              userId,
              sessionId: about.sessionId,
              saidAt: new Date(about.at),
              sound: Buffer.concat(records.slice(1)),
            }
          else await this.forget({ userId, id })
        } catch (error) {
          if (!(error instanceof VaultError)) throw error
          log.warn({ err: error, takeId: id }, 'speech a stopped server left could not be opened and was left as it is')
        }
      }
    },

    /** Removes what a stopped process left of a turn, once it is somewhere else. */
    async forget({ userId, id }: { userId: string; id: string }): Promise<void> {
      await shelf.remove({ userId, id, ending: ENDING })
    },

    /** Takes that are not sealed with the key of now, how many under each key. */
    async sealedOtherwise(): Promise<{ key: string | null; count: number }[]> {
      const counts = new Map<string | null, number>()
      for (const { key } of await sealedElsewise()) counts.set(key, (counts.get(key) ?? 0) + 1)
      return [...counts].map(([key, count]) => ({ key, count }))
    },

    /** Seals those with the key of now, and yields after each whether that could be done. */
    async *reseal({
      unreadable,
    }: {
      unreadable: 'keep' | 'remove'
    }): AsyncGenerator<{ done: boolean }, void, undefined> {
      for (const { userId, id } of await sealedElsewise()) {
        const done = await resealJournal(where(userId, id)).then(
          () => true,
          (error: unknown) => {
            if (error instanceof VaultError) return false
            throw error
          },
        )
        if (!done && unreadable === 'remove') await this.forget({ userId, id })
        yield { done: done || unreadable === 'remove' }
      }
    },

    /** For whom there are files. */
    owners: shelf.owners,

    /** Removes all takes of a learner. */
    removeAll: shelf.removeAll,

    /** Resolves when everything that was being written is. */
    async settled(): Promise<void> {
      await Promise.all(open.values())
    },

    /** Lets go of the files. What is still being said stays on the disk, for the next start. */
    async close(): Promise<void> {
      await Promise.all([...leaving].map((leave) => leave()))
    },
  }

  async function sealedElsewise() {
    const found = []
    for (const { userId, id } of await left()) {
      const sealed = await shelf.sealOf({ userId, id, ending: ENDING })
      if (sealed && sealed.key !== vault.currentKey()) found.push({ userId, id, key: sealed.key })
    }
    return found
  }
}
