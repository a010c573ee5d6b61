import type { DocumentKind, DocumentState, UnreadableReason } from '@lva/contracts/documents'

/** The tables of this slice. */
export interface OwnTables {
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
  /** Their pages, or sections where there are none. `start` is counted over the whole document, `headings` is JSON. */
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
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
