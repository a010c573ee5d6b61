import { posix } from 'node:path'
import { readHtml } from '../../markup/html.ts'
import { readMarkup } from '../../markup/markup.ts'
import { type Piece, Unreadable } from './reading.ts'
import { type Archive, openArchive } from './zip.ts'

/** Chapters a book may name; one that names the same chapter again and again is read no further. */
const CHAPTERS_MAX = 3_000
/** What a bookshop locks a book with; fonts alone may be packed otherwise, and are not read. */
const FONT_PACKING = ['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']

/** What is written in an EPUB, chapter by chapter, in the order of its spine. Throws Unreadable. */
export async function* readEpub(bytes: Uint8Array): AsyncGenerator<Piece> {
  const zip = await openArchive(bytes)
  if (isLocked((await zip.text('META-INF/encryption.xml')) ?? '')) throw new Unreadable('encrypted')
  const home = rootFile((await zip.text('META-INF/container.xml')) ?? '')
  const book = home === null ? null : await zip.text(home)
  if (home === null || book === null) throw new Unreadable('damaged')
  const { title, chapters } = packageOf(book)
  if (title !== '') yield { title }
  for (const [index, chapter] of chapters.slice(0, CHAPTERS_MAX).entries()) {
    yield* readChapter(zip, home, chapter)
    yield { progress: (index + 1) / chapters.length }
  }
}

async function* readChapter(zip: Archive, home: string, chapter: string): AsyncGenerator<Piece> {
  const markup = await zip.text(posix.join(posix.dirname(home), decoded(chapter)))
  if (markup === null) return
  const pieces = readHtml(markup)
  // A chapter without a heading of its own goes by its title.
  const named = pieces.some((piece) => 'heading' in piece)
  for (const piece of pieces) {
    if (!('title' in piece)) yield piece
    else if (!named && piece.title.trim() !== '') yield { heading: piece.title, level: 1 }
  }
}

function decoded(path: string): string {
  const [file = ''] = path.split('#', 1)
  try {
    return decodeURIComponent(file)
  } catch {
    return file
  }
}

function rootFile(xml: string): string | null {
  let found: string | null = null
  readMarkup(
    xml,
    {
      open(name, attributes) {
        if (name === 'rootfile') found ??= attributes['full-path'] ?? null
      },
    },
    { xml: true },
  )
  return found
}

function packageOf(xml: string): { title: string; chapters: string[] } {
  const pages = new Map<string, string>()
  const spine: string[] = []
  let [title, inTitle] = ['', false]
  readMarkup(
    xml,
    {
      open(name, { id, href, idref, 'media-type': type }) {
        inTitle = name === 'dc:title' && title === ''
        if (name === 'item' && id && href && (type === 'application/xhtml+xml' || type === 'text/html'))
          pages.set(id, href)
        if (name === 'itemref' && idref) spine.push(idref)
      },
      text(part) {
        if (inTitle) title += part
      },
      close() {
        inTitle = false
      },
    },
    { xml: true },
  )
  const chapters = spine.map((id) => pages.get(id)).filter((href) => href !== undefined)
  return { title: title.trim(), chapters: [...new Set(chapters)] }
}

function isLocked(xml: string): boolean {
  let locked = false
  readMarkup(
    xml,
    {
      open(name, { Algorithm: algorithm = '' }) {
        // The key itself may be packed as well; what counts is how the chapters are.
        if (name.endsWith('EncryptionMethod') && !FONT_PACKING.includes(algorithm)) locked = true
      },
    },
    { xml: true },
  )
  return locked
}
