import type { SearchResult } from '@lva/contracts/search'

/** Where a result opens: a turn in its session, a passage at its place in the document, a picture in the library. */
export function opensAt({ kind, id, session_id, source_id = '', place }: SearchResult): string {
  if (kind === 'turn') return `/sessions/${encodeURIComponent(session_id)}#${id}`
  if (kind === 'picture') return `/library/pictures?at=${encodeURIComponent(source_id)}`
  const at = place?.from != null && place.to != null ? `?at=${place.from}-${place.to}` : ''
  return `/documents/${encodeURIComponent(source_id)}${at}`
}
