import type { DocumentKind, UnreadableReason } from '@lva/contracts/documents'
import { readHtml } from '../../markup/html.ts'
import { MarkupTooDeep } from '../../markup/markup.ts'
import type { Working } from '../../workers/work.ts'
import { gather, type Written } from './gather.ts'
import { decodeText } from './identify.ts'
import { readMarkdown, readText } from './plain.ts'
import { type Piece, Unreadable } from './reading.ts'

/** How far reading is, in whole hundredths. */
export interface Progress {
  percent: number
}

/** Reads a document in a thread of its own. */
export default async function readDocument(
  { bytes, kind }: { bytes: Uint8Array; kind: DocumentKind },
  { tell }: Working<Progress>,
): Promise<Written | { unreadable: UnreadableReason }> {
  let percent = 0
  const told = (progress: number) => {
    const now = Math.floor(100 * progress)
    if (now > percent) tell({ percent: now })
    percent = Math.max(percent, now)
  }
  try {
    return await gather(await piecesOf(bytes, kind), { told })
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.reason }
    if (error instanceof MarkupTooDeep) return { unreadable: 'too-much-work' }
    throw error
  }
}

async function piecesOf(bytes: Uint8Array, kind: DocumentKind): Promise<Iterable<Piece> | AsyncIterable<Piece>> {
  switch (kind) {
    case 'pdf':
      return (await import('./pdf.ts')).readPdf(bytes)
    case 'docx':
      return (await import('./docx.ts')).readDocx(bytes)
    case 'epub':
      return (await import('./epub.ts')).readEpub(bytes)
    case 'html':
      return readHtml(decodeText(bytes))
    case 'markdown':
      return readMarkdown(decodeText(bytes))
    case 'text':
      return readText(decodeText(bytes))
  }
}
