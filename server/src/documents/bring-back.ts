import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import type { Arrived, Files } from '../files/files.ts'
import { Problem } from '../problem.ts'
import type { DocumentDb, DocumentRow } from './kept.ts'
import { fileName } from './naming.ts'

/** A document as the export has it; all that is read in it is read anew. */
const Exported = z.object({
  id: Id,
  file_id: Id,
  name: text({ max: 200 }),
  source_url: text({ max: 2_000 }).nullable().catch(null),
  created_at: z.iso.datetime(),
})

/** What a document is entered under where it is not new. */
export interface As {
  id: string
  createdAt: string
}

/** Brings exported documents back. `enter` takes a file in as it would have when it came first. */
export function createBringBack({
  db,
  files,
  enter,
}: {
  db: DocumentDb
  files: Pick<Files, 'letGo'>
  enter: (
    arrived: Arrived,
    name: string,
    sourceUrl: string | null,
    as: As,
  ) => Promise<{ row: DocumentRow; isNew: boolean }>
}) {
  async function enterAnew(
    arrived: Arrived,
    { name, source_url, created_at }: z.infer<typeof Exported>,
    id: string,
  ): Promise<boolean> {
    const known = await db.selectFrom('documents').select('id').where('id', '=', id).executeTakeFirst()
    if (known) return false
    const as = { id, createdAt: new Date(created_at).toISOString() }
    return (await enter(arrived, fileName(name, 'Document'), source_url, as)).isNew
  }

  /** The same; a file that is not entered goes. */
  async function bring(arrived: Arrived, data: z.infer<typeof Exported>, id: string): Promise<boolean> {
    let entered = false
    try {
      entered = await enterAnew(arrived, data, id)
      return entered
    } finally {
      if (!entered) await files.letGo(arrived)
    }
  }

  /** Documents come back where their file does; one that is here already stays as it is. */
  return async function bringBack(
    userId: string,
    given: readonly unknown[],
    { idOf, fileOf }: { idOf: (id: string) => string; fileOf: (id: string) => Arrived | null },
  ): Promise<{ added: number; refused: number }> {
    let [added, refused] = [0, 0]
    for (const one of given) {
      const { data } = Exported.safeParse(one)
      const arrived = data && fileOf(data.file_id)
      try {
        if (!data || arrived?.userId !== userId) refused += 1
        else if (await bring(arrived, data, idOf(data.id))) added += 1
      } catch (error) {
        if (!(error instanceof Problem) || error.code === 'storage-full') throw error
        refused += 1
      }
    }
    return { added, refused }
  }
}
