import type { Db } from './db/open.ts'
import { createDocuments } from './documents/documents.ts'
import { createFiles } from './files/files.ts'
import type { Knowledge } from './knowledge/knowledge.ts'
import type { Learner } from './learner.ts'
import { createPictures } from './pictures/pictures.ts'

type Given = Parameters<typeof createFiles>[0] &
  Parameters<typeof createDocuments>[0] &
  Parameters<typeof createPictures>[0]

type Needs = Omit<Given, 'db' | 'files' | 'graph' | 'localeOf'> & {
  db: Db
  learnerOf: (userId: string) => Promise<Learner | null>
  /** The graph of what is spoken of, which is made after this. */
  knowledge: () => Knowledge
}

/** What learners bring: their files, and the documents and pictures among them. Each slice is given its own tables and no others. */
export function createBrought({ db, knowledge, learnerOf, ...needs }: Needs) {
  const graph: Parameters<typeof createDocuments>[0]['graph'] = {
    hearAll: (...asked) => knowledge().hearAll(...asked),
    take: (...told) => knowledge().take(...told),
    withdraw: (...gone) => knowledge().withdraw(...gone),
  }
  const files = createFiles({ ...needs, db: db.$pickTables<'files' | 'file_use'>() })
  const documents = createDocuments({ ...needs, files, graph, db: db.$pickTables<'documents' | 'document_parts'>() })
  const localeOf = async (userId: string) => (await learnerOf(userId))?.locale ?? 'en'
  const pictures = createPictures({ ...needs, files, localeOf, db: db.$pickTables<'pictures'>() })
  return { files, documents, pictures }
}
