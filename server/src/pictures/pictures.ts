import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import type { Picture, PicturesQuery } from '@lva/contracts/pictures'
import type { Publish } from '../events/events.ts'
import type { Arrived, Files } from '../files/files.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { Problem } from '../problem.ts'
import type { GuardedSight } from '../providers/guarded.ts'
import type { Workers } from '../workers/workers.ts'
import { type As, createBringBack } from './bring-back.ts'
import { createDrawing } from './drawing.ts'
import { type AnyTransaction, type Passages, type PictureDb, type PictureRow, word } from './kept.ts'
import { createLooking } from './looking.ts'

export type PictureKeeper = ReturnType<typeof createPictures>

/** Pictures of learners: drawn anew when they come, and found by what their owner wrote about them and by what is seen in them. */
export function createPictures({
  db,
  files,
  workers,
  jobs,
  passages,
  unquote,
  sightFor,
  localeOf,
  publish,
  now,
  newId,
  log,
}: {
  db: PictureDb
  files: Pick<Files, 'take' | 'enter' | 'letGo' | 'contentOf' | 'forget' | 'open' | 'link'>
  workers: Pick<Workers, 'task'>
  jobs: Pick<Jobs, 'kind' | 'recurring' | 'wake'>
  passages: Passages
  /** Takes what replies quote of a picture that goes out of them. */
  unquote: (trx: AnyTransaction, userId: string, gone: { sourceId: string }) => Promise<void>
  /** Who looks at a learner's pictures; null: nobody. */
  sightFor: ((userId: string) => GuardedSight) | null
  localeOf: (userId: string) => Promise<string>
  publish: Publish
  now: () => Date
  newId: () => string
  log: { info(facts: object, message: string): void }
}) {
  const looking = createLooking({
    ...{ db, jobs, open: files.open, workers, passages, sightFor, localeOf, publish, newId, log },
  })
  const worded = { passages, newId }

  const drawn = createDrawing({ workers })

  async function find(userId: string, id: string): Promise<PictureRow> {
    const row = await db
      .selectFrom('pictures')
      .selectAll()
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (!row) throw new Problem('not-found', 'There is no such picture, or it is not yours.')
    return row
  }

  function toPicture({ user_id, file_id, thumbnail_id, sha256: _, looked_by: __, ...row }: PictureRow): Picture {
    return { ...row, picture_url: files.link(user_id, file_id), thumbnail_url: files.link(user_id, thumbnail_id) }
  }

  /** Draws a picture anew and keeps it; null where the learner has it already. */
  async function keep(
    userId: string,
    content: AsyncIterable<Uint8Array>,
    as: Pick<As, 'caption'> & Partial<As>,
    signal: AbortSignal,
  ): Promise<{ row: PictureRow | null; sha256: string }> {
    const { picture, thumbnail, width, height } = await drawn(userId, content, signal)
    const arrived: Arrived[] = []
    const take = async (bytes: Uint8Array) => {
      const one = await files.take(userId, once(bytes), { maxBytes: FILE_BYTES_MAX })
      arrived.push(one)
      return one
    }
    try {
      const [whole, small] = [await take(picture), await take(thumbnail)]
      const row = await db.transaction().execute(async (trx) => {
        const added = await trx
          .insertInto('pictures')
          .values({
            ...{ id: newId(), user_id: userId, file_id: whole.id, thumbnail_id: small.id, width, height },
            ...{ sha256: whole.sha256, created_at: now().toISOString(), description: '', written: '' },
            ...{ looked: looking.first, looked_by: null, look_reason: null, ...as },
          })
          .onConflict((conflict) => conflict.columns(['user_id', 'sha256']).doNothing())
          .returningAll()
          .executeTakeFirst()
        if (!added) return null
        await files.enter(trx, whole, { name: `${added.id}.webp`, mime: 'image/webp' })
        await files.enter(trx, small, { name: `${added.id} small.webp`, mime: 'image/webp' })
        await word(trx, added, worded)
        await looking.enqueue(trx, userId)
        return added
      })
      if (row) arrived.length = 0
      if (row) jobs.wake()
      return { row, sha256: whole.sha256 }
    } finally {
      for (const one of arrived) await files.letGo(one)
    }
  }

  return {
    /**
     * Keeps a picture. Throws `too-large`, `empty-file`, `unknown-picture`, `damaged-picture`, `space-used-up` and `storage-full`. The same
     * picture of the same learner is one, and keeps its words where it has any.
     */
    async upload(
      userId: string,
      content: AsyncIterable<Uint8Array>,
      { caption, signal }: { caption: string; signal: AbortSignal },
    ): Promise<{ picture: Picture; isNew: boolean }> {
      const { row, sha256 } = await keep(userId, content, { caption }, signal)
      return { picture: row ? toPicture(row) : await again(userId, sha256, caption), isNew: row !== null }
    },

    /** Takes exported pictures in again, a page at a time. */
    bringBack: createBringBack({
      ...{ db, files },
      keep: async (userId, content, as, signal) => (await keep(userId, content, as, signal)).row !== null,
    }),

    async list(userId: string, { limit, before }: PicturesQuery): Promise<Picture[]> {
      const rows = await db
        .selectFrom('pictures')
        .selectAll()
        .where('user_id', '=', userId)
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toPicture)
    },

    /** One picture. Throws `not-found`, also for somebody else's. */
    one: async (userId: string, id: string): Promise<Picture> => toPicture(await find(userId, id)),

    /** Gives a picture other words; it is found by these and no longer by those before. Throws `not-found`. */
    async change(userId: string, id: string, { caption }: { caption: string }): Promise<Picture> {
      await find(userId, id)
      return describe(userId, id, caption)
    },

    /** Has a picture looked at again. Throws `not-found`, `still-running` while it waits, and `nobody-looks` where nobody does. */
    async look(userId: string, id: string): Promise<Picture> {
      const { looked } = await find(userId, id)
      if (!sightFor) throw new Problem('nobody-looks', 'Nobody on this server looks at pictures. Write what it shows.')
      if (looked === 'waiting') throw new Problem('still-running', 'This picture is going to be looked at.')
      const row = await db.transaction().execute(async (trx) => {
        const changed = await trx
          .updateTable('pictures')
          .set({ looked: 'waiting', look_reason: null })
          .where('id', '=', id)
          .where('user_id', '=', userId)
          .returningAll()
          .executeTakeFirst()
        if (changed) await looking.enqueue(trx, userId)
        return changed
      })
      jobs.wake()
      return toPicture(row ?? (await find(userId, id)))
    },

    /** Removes a picture with every trace. Throws `not-found`, also for somebody else's. */
    async remove(userId: string, id: string): Promise<void> {
      const row = await find(userId, id)
      const both = [row.file_id, row.thumbnail_id]
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('pictures').where('id', '=', id).where('user_id', '=', userId).execute()
        await passages.forget(trx, { userId, sourceId: id })
        for (const file of both) await files.forget(trx, userId, file)
        await unquote(trx, userId, { sourceId: id })
      })
      for (const file of both) await files.letGo({ userId, id: file })
    },

    /** Removes everything of one learner; their files are removed by whoever keeps those. */
    async erase(userId: string): Promise<void> {
      await db.deleteFrom('pictures').where('user_id', '=', userId).execute()
    },
  }

  async function describe(userId: string, id: string, caption: string): Promise<Picture> {
    const row = await db.transaction().execute(async (trx) => {
      const changed = await trx
        .updateTable('pictures')
        .set({ caption })
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .returningAll()
        .executeTakeFirst()
      if (changed) await word(trx, changed, worded)
      if (changed) await unquote(trx, userId, { sourceId: id })
      return changed
    })
    return toPicture(row ?? (await find(userId, id)))
  }

  /** A picture that came once more: it is given the words it came with where it has none. */
  async function again(userId: string, sha256: string, caption: string): Promise<Picture> {
    const known = await sameAs(userId, sha256)
    return known.caption.trim() === '' && caption.trim() !== '' ? describe(userId, known.id, caption) : toPicture(known)
  }

  async function sameAs(userId: string, sha256: string): Promise<PictureRow> {
    const row = await db
      .selectFrom('pictures')
      .selectAll()
      .where('user_id', '=', userId)
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    if (!row)
      throw new Problem('still-running', 'This picture is just being removed. Send it again.', { retryAfter: 1 })
    return row
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
