import type { Db } from './db/open.ts'
import { createDocuments } from './documents/documents.ts'
import { createFiles } from './files/files.ts'

type Needs = Omit<Parameters<typeof createFiles>[0] & Parameters<typeof createDocuments>[0], 'db' | 'files'> & {
  db: Db
}

/** What learners bring: their files, and the documents among them. Each slice is given its own tables and no others. */
export function createBrought({ db, ...needs }: Needs) {
  const files = createFiles({ ...needs, db: db.$pickTables<'files' | 'file_use'>() })
  const documents = createDocuments({ ...needs, files, db: db.$pickTables<'documents' | 'document_parts'>() })
  return { files, documents }
}
