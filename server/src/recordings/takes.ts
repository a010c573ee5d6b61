import { z } from 'zod'
import { Problem } from '../problem.ts'
import { readJournal, resealJournal } from '../vault/journal.ts'
import { createShelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'
import { beginTake, type StoredTake } from './take.ts'

/** What takes of one learner may hold on the disk at once, in bytes: they become recordings, or go, within moments. */
const LEARNER_BYTES_MAX = 64 * 1024 * 1024

const PURPOSE = 'take'
const ENDING = 'take'

/** Where a take belongs. */
const About = z.object({ sessionId: z.string(), at: z.iso.datetime() })

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
  const open = new Map<string, { userId: string; work: Promise<unknown> }>()
  const bytesOf = new Map<string, number>()
  const leaving = new Set<() => Promise<void>>()
  const where = (userId: string, id: string) => ({
    folder,
    vault,
    purpose: PURPOSE,
    place: { userId, id, ending: ENDING },
  })

  /** Counts what lies on the disk for a learner. Throws Problem `storage-full` when it would be too much. */
  function count(userId: string, bytes: number): void {
    const sum = (bytesOf.get(userId) ?? 0) + bytes
    if (bytes > 0 && sum > LEARNER_BYTES_MAX)
      throw new Problem('storage-full', 'Too much of your speech is waiting to be written down.')
    if (sum > 0) bytesOf.set(userId, sum)
    else bytesOf.delete(userId)
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
      const take = beginTake({
        ...{ id, userId, sessionId, begun: now(), where: where(userId, id), onTrouble, log },
        count: (bytes) => count(userId, bytes),
        onWork: (work) => open.set(id, { userId, work }),
        onGone() {
          open.delete(id)
          leaving.delete(take.leave)
        },
      })
      open.set(id, { userId, work: Promise.resolve() })
      leaving.add(take.leave)
      return take
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
          else await forget({ userId, id })
        } catch (error) {
          if (!(error instanceof VaultError)) throw error
          log.warn({ err: error, takeId: id }, 'speech a stopped server left could not be opened and was left as it is')
        }
      }
    },

    forget,

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
        if (!done && unreadable === 'remove') await forget({ userId, id })
        yield { done: done || unreadable === 'remove' }
      }
    },

    /** For whom there are files. */
    owners: shelf.owners,

    /** Removes all takes of a learner, once what is being written of them is: a file that comes later would bring its folder back. */
    async removeAll(userId: string): Promise<void> {
      await Promise.all([...open.values()].filter((take) => take.userId === userId).map(({ work }) => work))
      await shelf.removeAll(userId)
    },

    /** Resolves when everything that was being written is. */
    async settled(): Promise<void> {
      await Promise.all([...open.values()].map(({ work }) => work))
    },

    /** Lets go of the files. What is still being said stays on the disk, for the next start. */
    async close(): Promise<void> {
      await Promise.all([...leaving].map((leave) => leave()))
    },
  }

  /** Removes what a stopped process left of a turn, once it is somewhere else. */
  async function forget({ userId, id }: { userId: string; id: string }): Promise<void> {
    await shelf.remove({ userId, id, ending: ENDING })
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
