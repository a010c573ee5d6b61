import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { wordingOf } from './wording.ts'

export type PictureDb = Kysely<Pick<Tables, 'pictures'>>
export type PictureRow = Selectable<Tables['pictures']>

// biome-ignore lint/suspicious/noExplicitAny: a transaction over all of the house's tables
export type AnyTransaction = any

/** A picture's words, as they are found. */
export interface Passages {
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

/** Keeps a picture's words in the place of those before, in the caller's transaction. */
export async function word(
  trx: AnyTransaction,
  row: PictureRow,
  { passages, newId }: { passages: Passages; newId: () => string },
): Promise<void> {
  const { id: sourceId, user_id: userId, created_at: createdAt } = row
  await passages.forget(trx, { userId, sourceId })
  const passage = { ...{ userId, kind: 'picture' as const, sourceId, title: '', createdAt }, place: {} }
  await passages.keep(
    trx,
    wordingOf(row).map((text) => ({ ...passage, id: newId(), text })),
  )
}
