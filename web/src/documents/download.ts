import type { Document } from '@lva/contracts/documents'
import { api } from '../api/api.ts'
import { sentenceFor } from '../api/sentence-for.ts'
import { saveFile } from '../library/save-file.ts'
import { notices } from '../ui/notices.ts'

/** Hands the file of a document to the browser's downloads, as it came. */
export async function downloadDocument({ file_id, name }: Pick<Document, 'file_id' | 'name'>): Promise<void> {
  try {
    saveFile(await api.file(`/api/files/${file_id}`), name)
  } catch (fault) {
    notices.say(sentenceFor(fault), { tone: 'bad' })
  }
}
