import type { Document } from '@lva/contracts/documents'
import { api } from '../api/api.ts'
import { attempt } from '../ui/attempt.ts'
import { saveFile } from '../ui/save-file.ts'

/** Hands the file of a document to the browser's downloads, as it came. */
export async function downloadDocument({ file_id, name }: Pick<Document, 'file_id' | 'name'>): Promise<void> {
  await attempt(async () => {
    saveFile(await api.file(`/api/files/${file_id}`), name)
  })
}
