import type { Document, UnreadableReason } from '@lva/contracts/documents'
import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { REASONS } from './reasons.ts'

export type DocumentDb = Kysely<Pick<Tables, 'documents' | 'document_parts'>>
export type DocumentRow = Selectable<Tables['documents']>

/** A piece of a document as it is found again by its words or its meaning. */
export interface Passage {
  id: string
  userId: string
  kind: 'document'
  sourceId: string
  title: string
  place: { page: number | null; heading: string | null; from: number; to: number }
  text: string
  createdAt: string
}

// biome-ignore lint/suspicious/noExplicitAny: a handle of any of the house's tables
export type AnyTransaction = Kysely<any>

/** Where passages are kept to be found. Both act in the caller's transaction. */
export interface Passages {
  /** Does nothing for one that is there already. */
  keep(trx: AnyTransaction, passages: readonly Passage[]): Promise<void>
  /** Removes up to `limit` of a source, and resolves with how many. */
  forget(trx: AnyTransaction, of: { userId: string; sourceId: string; limit: number }): Promise<number>
}

/** Takes what replies quote of something that goes out of them, in the caller's transaction. */
export type Unquote = (trx: AnyTransaction, userId: string, gone: { sourceId: string }) => Promise<void>

/** So many passages go in one transaction, so that nobody else waits long. */
const FORGOTTEN_AT_ONCE = 200

/** Forgets what was read of a document, some at a time. */
export async function forgetRead(
  db: DocumentDb,
  passages: Passages,
  { id, user_id: userId }: Pick<DocumentRow, 'id' | 'user_id'>,
): Promise<void> {
  const some = () =>
    db.transaction().execute((trx) => passages.forget(trx, { userId, sourceId: id, limit: FORGOTTEN_AT_ONCE }))
  while ((await some()) > 0);
  await db.deleteFrom('document_parts').where('document_id', '=', id).where('user_id', '=', userId).execute()
}

/** A document as its owner sees it. */
export function toDocument({ user_id: _, sha256: __, attempts: ___, reason, ...row }: DocumentRow): Document {
  return { ...row, reason: reason === null ? null : { code: reason, detail: REASONS[reason as UnreadableReason] } }
}
