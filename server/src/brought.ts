import type { Db } from './db/open.ts'
import { createDocuments } from './documents/documents.ts'
import { createFiles } from './files/files.ts'
import { createPictures } from './pictures/pictures.ts'

type Given = Parameters<typeof createFiles>[0] &
  Parameters<typeof createDocuments>[0] &
  Parameters<typeof createPictures>[0]

/** What learners bring: their files, and the documents and pictures among them. Each slice is given its own tables and no others. */
export function createBrought({ db, ...needs }: Omit<Given, 'db' | 'files'> & { db: Db }) {
  const files = createFiles({ ...needs, db: db.$pickTables<'files' | 'file_use'>() })
  const documents = createDocuments({ ...needs, files, db: db.$pickTables<'documents' | 'document_parts'>() })
  const pictures = createPictures({ ...needs, files, db: db.$pickTables<'pictures'>() })
  return { files, documents, pictures }
}
