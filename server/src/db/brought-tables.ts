import type { DocumentKind, DocumentState, UnreadableReason } from '@lva/contracts/documents'
import type { Generated } from 'kysely'

/** Tables of what learners bring: files, and what is read in them; as in `tables.ts`. */
export interface BroughtTables {
  /** memory: pieces of documents and pictures, in the order they stand there; `place` is JSON. */
  passages: {
    seq: Generated<number>
    id: string
    user_id: string
    kind: 'document' | 'picture'
    source_id: string
    title: string
    place: string
    text: string
    created_at: string
  }
  /**
   * memory: what a turn or a passage means to a model, as numbers; of each at most one row. `vector` holds a byte for each of its `dims`
   * dimensions, `code` a bit. Where there is none, `failure` says why not.
   */
  vectors: {
    id: Generated<number>
    user_id: string
    turn: number | null
    passage: number | null
    model: string
    dims: number
    code: Buffer | null
    vector: Buffer | null
    failure: string | null
    made_at: string
  }
  /** files: what learners gave; the file itself stands sealed in a folder beside the database. */
  files: {
    id: string
    user_id: string
    name: string
    mime: string
    bytes: number
    /** Hex digest of the file as it came. */
    sha256: string
    /** The id of the master key. */
    sealed_with: string
    created_at: string
  }
  /** files: how much room they take for each learner. */
  file_use: { user_id: string; bytes: number; files: number }
  /** documents */
  documents: {
    id: string
    user_id: string
    file_id: string
    name: string
    kind: DocumentKind
    bytes: number
    sha256: string
    state: DocumentState
    /** 0 to 100. */
    progress: number
    reason: UnreadableReason | null
    /** How often reading was begun. */
    attempts: number
    pages: number | null
    parts: number
    source_url: string | null
    created_at: string
    read_at: string | null
  }
  /** documents: their pages, or sections where there are none. `start` is counted over the whole document, `headings` is JSON. */
  document_parts: {
    document_id: string
    number: number
    user_id: string
    page: number | null
    heading: string | null
    start: number
    text: string
    headings: string
  }
  /** pictures */
  pictures: {
    id: string
    user_id: string
    file_id: string
    thumbnail_id: string
    caption: string
    width: number
    height: number
    /** Hex digest of the picture as it is kept. */
    sha256: string
    created_at: string
    /** What it shows, and what is written in it, as somebody who looked at it says. */
    description: string
    written: string
    /** `not-yet`: nobody looks at pictures here, or did not when it came. */
    looked: 'not-yet' | 'waiting' | 'done' | 'failed'
    looked_by: string | null
    /** Why nothing was seen, in words for its owner. */
    look_reason: string | null
  }
}
