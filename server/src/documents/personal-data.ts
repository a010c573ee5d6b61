import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What documents hold. */
export const DOCUMENTS = {
  documents: {
    personal: true,
    holds: 'your documents: name, kind, size, where you had them fetched from, and how far they are read',
    kept: 'Until you remove them.',
    owner: 'user_id',
    exported: { as: 'documents', by: 'id', part: 'conversations' },
  },
  document_parts: {
    personal: true,
    holds: 'what is written in your documents, page by page',
    kept: 'As long as the document.',
    owner: 'user_id',
    exported: { not: 'It is read from the files, which are in the export themselves.' },
  },
} as const satisfies PersonalData<keyof OwnTables>
