import { isUtf8 } from 'node:buffer'
import type { DocumentKind } from '@lva/contracts/documents'

/** How each kind is served. */
export const MIME: Readonly<Record<DocumentKind, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  epub: 'application/epub+zip',
  html: 'text/html',
  markdown: 'text/markdown',
  text: 'text/plain',
}

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const EPUB_AT = 30
const EPUB_MARK = 'mimetypeapplication/epub+zip'

/**
 * What a file is by its first bytes, whatever it is called; the name only tells Markdown from text. `old-word` is what Word wrote before
 * 2007, and what it writes today under a password; null is nothing that is read here.
 */
export function identify(start: Uint8Array, name: string): DocumentKind | 'old-word' | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength)
  const latin = bytes.toString('latin1')
  // Some programs put a few bytes before it, and readers look for it in the first kilobyte.
  if (latin.slice(0, 1024).includes('%PDF-')) return 'pdf'
  if (latin.startsWith('PK\x03\x04')) return latin.slice(EPUB_AT).startsWith(EPUB_MARK) ? 'epub' : 'docx'
  if (bytes.subarray(0, OLE.length).equals(OLE)) return 'old-word'
  if (!isText(bytes)) return null
  const text = decodeText(bytes).trimStart().slice(0, 200).toLowerCase()
  if (['<!doctype html', '<html', '<head', '<body'].some((mark) => text.startsWith(mark))) return 'html'
  const ending = name.toLowerCase()
  if (ending.endsWith('.html') || ending.endsWith('.htm') || ending.endsWith('.xhtml')) return 'html'
  return ending.endsWith('.md') || ending.endsWith('.markdown') ? 'markdown' : 'text'
}

/** A text in the encoding it has: Unicode, or what Windows wrote before it. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes).replaceAll('\r\n', '\n').replaceAll('\r', '\n')
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

function isText(bytes: Uint8Array): boolean {
  if (encodingOf(bytes).startsWith('utf-16')) return true
  const odd = bytes.filter((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d)
  return !bytes.includes(0) && odd.length * 50 <= bytes.length
}
