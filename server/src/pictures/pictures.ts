import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import type { Picture, PicturesQuery } from '@lva/contracts/pictures'
import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Arrived, Files } from '../files/files.ts'
import { Problem } from '../problem.ts'
import { WorkStopped } from '../workers/work.ts'
import type { Workers } from '../workers/workers.ts'
import type drawAnew from './draw-anew.ts'
import { pictureKind } from './picture-kind.ts'

const TIMEOUT_MS = 30_000
const MEMORY_MB = 400

type PictureRow = Selectable<Tables['pictures']>
export type PictureKeeper = ReturnType<typeof createPictures>

// biome-ignore lint/suspicious/noExplicitAny: a transaction over all of the house's tables
type AnyTransaction = any

/** A picture's words, as they are found. */
interface Passages {
  keep(
    trx: AnyTransaction,
    passages: readonly {
      id: string
      userId: string
      kind: 'picture'
      sourceId: string
      title: string
      place: object
      text: string
      createdAt: string
    }[],
  ): Promise<void>
  forget(trx: AnyTransaction, of: { userId: string; sourceId: string }): Promise<number>
}

/** Pictures of learners: drawn anew when they come, and found by what their owner wrote about them. */
export function createPictures({
  db,
  files,
  workers,
  passages,
  unquote,
  now,
  newId,
}: {
  db: Kysely<Pick<Tables, 'pictures'>>
  files: Pick<Files, 'take' | 'enter' | 'letGo' | 'forget' | 'open' | 'link'>
  workers: Pick<Workers, 'task'>
  passages: Passages
  /** Takes what replies quote of a picture that goes out of them. */
  unquote: (trx: AnyTransaction, userId: string, gone: { sourceId: string }) => Promise<void>
  now: () => Date
  newId: () => string
}) {
  const draw = workers.task<typeof drawAnew>(new URL('./draw-anew.ts', import.meta.url), {
    ...{ timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB, alone: true },
  })

  async function drawn(userId: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal) {
    const bytes = await gathered(content)
    if (pictureKind(bytes) === null)
      throw new Problem('unknown-picture', 'This is no picture I can keep. JPEG, PNG, GIF and WebP work; SVG does not.')
    const result = await draw({ bytes }, { signal, owner: userId }).catch((cause: unknown) => {
      if (cause instanceof WorkStopped) return { unreadable: 'too-many-pixels' as const }
      throw cause
    })
    if (!('unreadable' in result)) return result
    throw new Problem('damaged-picture', REASONS[result.unreadable])
  }

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

  function toPicture({ user_id, file_id, thumbnail_id, sha256: _, ...row }: PictureRow): Picture {
    return { ...row, picture_url: files.link(user_id, file_id), thumbnail_url: files.link(user_id, thumbnail_id) }
  }

  /** Keeps a picture's words in the place of those before, in the caller's transaction. */
  async function word(trx: AnyTransaction, { id, user_id: userId, caption, created_at: createdAt }: PictureRow) {
    await passages.forget(trx, { userId, sourceId: id })
    if (caption.trim() === '') return
    const passage = { ...{ id: newId(), userId, kind: 'picture' as const, sourceId: id, title: '' }, place: {} }
    await passages.keep(trx, [{ ...passage, text: caption, createdAt }])
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
              ...{ id: newId(), user_id: userId, file_id: whole.id, thumbnail_id: small.id, caption, width, height },
              ...{ sha256: whole.sha256, created_at: now().toISOString() },
            })
            .onConflict((conflict) => conflict.columns(['user_id', 'sha256']).doNothing())
            .returningAll()
            .executeTakeFirst()
          if (!added) return null
          await files.enter(trx, whole, { name: `${added.id}.webp`, mime: 'image/webp' })
          await files.enter(trx, small, { name: `${added.id} small.webp`, mime: 'image/webp' })
          await word(trx, added)
          return added
        })
        if (row) arrived.length = 0
        const known = row ? toPicture(row) : await again(userId, whole.sha256, caption)
        return { picture: known, isNew: row !== null }
      } finally {
        for (const one of arrived) await files.letGo(one)
      }
    },

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
      if (changed) await word(trx, changed)
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

const REASONS = {
  'too-many-pixels':
    'This picture has more pixels than I can look at: at most 16,000 on a side, and 24 million in all, or half of that with 16 bits a colour. Send a smaller one.',
  damaged: 'This picture is damaged, or of a kind this server cannot draw, such as HEIC. JPEG, PNG, GIF and WebP work.',
} as const

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function gathered(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    if (bytes > FILE_BYTES_MAX)
      throw new Problem('too-large', 'This picture is larger than 25 MB, which is the most I take.')
    parts.push(part)
  }
  if (bytes === 0) throw new Problem('empty-file', 'There is nothing in this file.')
  return new Uint8Array(Buffer.concat(parts))
}
