import type { Document, UnreadableReason } from '@lva/contracts/documents'
import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'

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

/** Why a document could not be read, in its owner's words. The file itself is kept and can be downloaded. */
export const REASONS: Readonly<Record<UnreadableReason, string>> = {
  damaged:
    'This file is damaged, and nothing in it can be read. Save it anew where it comes from, or send another copy.',
  encrypted: 'This file is protected with a password or a lock of its shop. Save a copy without it, and send that.',
  empty: 'There is nothing in this file.',
  'no-words':
    'There are no words in this file that can be read. If its pages are pictures, have their text recognised first.',
  'too-long':
    'This document is longer than I can read: at most 1,000 pages, or six million characters. Send it in parts.',
  'too-much-work': 'Reading this file takes more time or memory than one file may have. It may be damaged, or made to.',
  unknown: 'This is no document I can read. PDF, Word (.docx), EPUB, HTML, Markdown and plain text work.',
  'gave-up': 'The server was stopped several times while it was reading this file. You can have it read again.',
}
