import type { PointSource } from '@lva/contracts/reviews'

/** Where a key point opens: the turn it was said in, or its place in the document. */
export function sourceOf({ kind, source_id, session_id, start, end }: PointSource): string | null {
  const id = encodeURIComponent(source_id)
  if (kind === 'document') return `/documents/${id}?at=${start}-${end}`
  return session_id === null ? null : `/sessions/${encodeURIComponent(session_id)}#${id}`
}
