import { Caption } from '@lva/contracts/pictures'
import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import type { Arrived, Files } from '../files/files.ts'
import { Problem } from '../problem.ts'
import type { PictureDb, PictureRow } from './kept.ts'

/** A picture as the export has it. Exports of earlier releases know nothing of what is seen in it. */
const Exported = z.object({
  id: Id,
  file_id: Id,
  caption: Caption,
  created_at: z.iso.datetime().transform((at) => new Date(at).toISOString()),
  description: text({ max: 2_000 }).catch(''),
  written: text({ max: 12_000 }).catch(''),
  looked: z.enum(['not-yet', 'waiting', 'done', 'failed']).catch('not-yet'),
  looked_by: text({ max: 200 }).nullable().catch(null),
})

/** What is known of a picture that is not new. */
export type As = Pick<PictureRow, 'id' | 'caption' | 'created_at'> & Partial<PictureRow>

/** Brings exported pictures back. `keep` draws one anew, whoever drew it before, and keeps it. */
export function createBringBack({
  db,
  files,
  keep,
}: {
  db: PictureDb
  files: Pick<Files, 'letGo' | 'contentOf'>
  keep: (userId: string, content: AsyncIterable<Uint8Array>, as: As, signal: AbortSignal) => Promise<boolean>
}) {
  async function bring(
    arrived: Arrived,
    { file_id: _, ...row }: z.infer<typeof Exported>,
    { id, signal }: { id: string; signal: AbortSignal },
  ) {
    const known = await db.selectFrom('pictures').select('id').where('id', '=', id).executeTakeFirst()
    const content = known ? null : await files.contentOf(arrived)
    if (!content) return false
    const { looked, ...seen } = row
    return keep(arrived.userId, content, { ...seen, id, ...(looked === 'done' ? { looked } : {}) }, signal)
  }

  /** Pictures come back where their file does; one that is here already stays as it is. */
  return async function bringBack(
    userId: string,
    given: readonly unknown[],
    how: { idOf: (id: string) => string; fileOf: (id: string) => Arrived | null; signal: AbortSignal },
  ): Promise<{ added: number; refused: number }> {
    let [added, refused] = [0, 0]
    for (const one of given) {
      const { data } = Exported.safeParse(one)
      const arrived = data && how.fileOf(data.file_id)
      if (!data || !arrived || arrived.userId !== userId) {
        refused += 1
        continue
      }
      try {
        if (await bring(arrived, data, { id: how.idOf(data.id), signal: how.signal })) added += 1
      } catch (error) {
        if (!(error instanceof Problem) || error.code === 'storage-full') throw error
        refused += 1
      } finally {
        // What is kept is drawn anew, and another file.
        await files.letGo(arrived)
      }
    }
    return { added, refused }
  }
}
