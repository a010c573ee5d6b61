import type { Document } from '@lva/contracts/documents'
import type { Attached } from '../conversation/use-attached.ts'
import { t } from '../messages/messages.ts'
import '../documents/messages.en.ts'

/** So many are talked about at once: as `document_ids` of a turn allows. */
export const MOST = 5

/** Whether a file goes among the pictures; a browser knows no type for some that cameras write. */
export const isPicture = ({ name, type }: Pick<File, 'name' | 'type'>): boolean =>
  type.startsWith('image/') || /\.hei[cf]$/i.test(name)

/** All that is attached with one more, or the same one by its new name; null when there is no room. */
export function put(attached: readonly Attached[], one: Attached): readonly Attached[] | null {
  const known = attached.some(({ id }) => id === one.id)
  if (known) return attached.map((other) => (other.id === one.id ? one : other))
  return attached.length < MOST ? [...attached, one] : null
}

/** What is to be said of a document that cannot be talked about yet; empty when it can. */
export function standing({ state, progress }: Pick<Document, 'state' | 'progress'>): string {
  if (state === 'ready') return ''
  if (state === 'reading') return t('documents.reading', { progress })
  return t(`documents.${state}`)
}
