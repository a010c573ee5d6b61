import { MarkupTooDeep, readMarkup } from '../../markup/markup.ts'

/** An entry of a feed (Atom, RFC 4287), as it is written there. */
export interface AtomEntry {
  id: string
  title: string
  summary: string
  published: string
  authors: string[]
}

/** Deeper than any feed, and more than anybody asks for; a field that is longer is cut. */
const DEPTH_MAX = 24
const ENTRIES_MAX = 100
const FIELD_MAX = 10_000
const AUTHORS_MAX = 50

/** A feed that is refused: `declares` entities or a document type, is nested `too-deep`, holds `too-long` a list, or is none. */
export class NotAFeed extends Error {
  readonly reason: 'declares' | 'too-deep' | 'too-long' | 'none'
  constructor(reason: NotAFeed['reason'], options: { cause?: unknown } = {}) {
    super(`That is no feed to be read: ${reason}.`, options)
    this.name = 'NotAFeed'
    this.reason = reason
  }
}

const FIELDS: Record<string, 'id' | 'title' | 'summary' | 'published'> = {
  'feed/entry/id': 'id',
  'feed/entry/title': 'title',
  'feed/entry/summary': 'summary',
  'feed/entry/published': 'published',
}

/**
 * The entries of an Atom feed. Nothing is expanded but the five entities of XML and numbers: a feed that declares any, or a document type at
 * all, is refused before one of them could be used, and nothing a feed names is fetched. Throws NotAFeed. Pure.
 */
export function readAtom(xml: string): AtomEntry[] {
  const entries: AtomEntry[] = []
  const path: string[] = []
  let [isFeed, isWhole] = [false, false]
  const here = () => path.join('/')
  const beginEntry = () => {
    if (entries.length >= ENTRIES_MAX) throw new NotAFeed('too-long')
    entries.push({ id: '', title: '', summary: '', published: '', authors: [] })
  }
  const beginAuthor = () => {
    const authors = entries.at(-1)?.authors ?? []
    if (authors.length < AUTHORS_MAX) authors.push('')
  }
  const open = (name: string) => {
    path.push(name)
    if (path.length === 1) isFeed = name === 'feed'
    const place = here()
    if (place === 'feed/entry') beginEntry()
    if (place === 'feed/entry/author') beginAuthor()
  }
  const text = (part: string) => {
    const entry = entries.at(-1)
    const place = here()
    const field = FIELDS[place]
    if (entry && field && entry[field].length < FIELD_MAX) entry[field] += part.slice(0, FIELD_MAX)
    const author = entry?.authors.at(-1) ?? ''
    if (entry && place === 'feed/entry/author/name' && author.length < FIELD_MAX)
      entry.authors[entry.authors.length - 1] = author + part.slice(0, FIELD_MAX)
  }
  const close = (_name: string, implied: boolean) => {
    path.pop()
    if (path.length === 0 && !implied) isWhole = true
  }
  try {
    readMarkup(
      xml,
      {
        ...{ open, text, close },
        declares() {
          throw new NotAFeed('declares')
        },
      },
      { xml: true, depthMax: DEPTH_MAX },
    )
  } catch (cause) {
    throw cause instanceof MarkupTooDeep ? new NotAFeed('too-deep', { cause }) : cause
  }
  // What nothing closes was cut off, or is no XML.
  if (!isFeed || !isWhole) throw new NotAFeed('none')
  return entries
}
