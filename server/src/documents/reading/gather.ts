import { PAGES_MAX } from '@lva/contracts/documents'
import { type Piece, Unreadable } from './reading.ts'

/** A heading and where it stands in the text of its part. */
export interface Heading {
  at: number
  level: number
  text: string
}

/** A page, or a section where there are no pages. */
export interface Part {
  page: number | null
  /** The heading it begins with, or stands under. */
  heading: string | null
  /** Where it begins, counted over the whole document in UTF-16 units. */
  start: number
  text: string
  headings: Heading[]
}

/** Everything that is written in a document. */
export interface Written {
  title: string | null
  pages: number | null
  parts: Part[]
}

/** About six copies of the longest novels; a book of a thousand pages has two to three million characters. */
const CHARACTERS_MAX = 6_000_000
/** A section ends before the next chapter once it is so long, and before the next paragraph once it is longer still. */
const SECTION_MIN = 400
const SECTION_MAX = 8_000
/** Longer than any printed page, a newspaper's included; what claims to be one goes on in a part of its own. */
const PAGE_MAX = 40_000
const HEADING_MAX = 200
/** What goes on calling its lines headings is read on as text. */
const HEADINGS_MAX = 3_000
/** Only these begin a section of their own. */
const CHAPTER_LEVEL = 2

/**
 * Puts the pieces of a document together into pages, or into sections where it has none. Throws Unreadable `too-long` as soon as it is, and
 * `no-words` at its end when nothing was written in it.
 */
export async function gather(
  pieces: AsyncIterable<Piece> | Iterable<Piece>,
  { told = () => {} }: { told?: (progress: number) => void } = {},
): Promise<Written> {
  const book = openBook()
  let title: string | null = null
  for await (const piece of pieces) {
    if ('progress' in piece) told(piece.progress)
    else if ('title' in piece) title ??= onOneLine(piece.title) || null
    else if ('page' in piece) book.turnTo(piece.page)
    else if ('heading' in piece) book.head(onOneLine(piece.heading), piece.level)
    else for (const text of cut(clean(piece.text))) book.write(text)
  }
  return { title, ...book.close() }
}

function openBook() {
  const parts: Part[] = []
  let part: Part | null = null
  let page: number | null = null
  let heading: string | null = null
  let [characters, headings] = [0, 0]

  function add(text: string): Part {
    if (part) {
      part.text += '\n\n'
      characters += 2
    } else {
      part = { page, heading, start: characters, text: '', headings: [] }
      parts.push(part)
    }
    part.text += text
    characters += text.length
    if (characters > CHARACTERS_MAX) throw new Unreadable('too-long')
    return part
  }

  const isFull = (text: string): boolean => lengthOf(part) + text.length > (page === null ? SECTION_MAX : PAGE_MAX)

  function write(text: string): Part {
    if (isFull(text)) part = null
    return add(text)
  }

  return {
    turnTo(number: number): void {
      if (number > PAGES_MAX) throw new Unreadable('too-long')
      page = number
      part = null
    },

    head(text: string, level: number): void {
      if (text === '') return
      if (page === null && level <= CHAPTER_LEVEL && lengthOf(part) >= SECTION_MIN) part = null
      if (++headings <= HEADINGS_MAX) heading = text
      const written = write(text)
      if (headings <= HEADINGS_MAX) written.headings.push({ at: written.text.length - text.length, level, text })
    },

    write,

    close(): { pages: number | null; parts: Part[] } {
      if (characters === 0) throw new Unreadable('no-words')
      return { pages: page, parts }
    },
  }
}

function onOneLine(text: string): string {
  return clean(text).replaceAll('\n', ' ').slice(0, HEADING_MAX).toWellFormed().trim()
}

const lengthOf = (part: Part | null): number => part?.text.length ?? 0

/** What no page shows and no database keeps goes: NUL and the other controls, halves of characters, runs of spaces. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u00ad\u200b\ufeff]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()
}

/** A paragraph that is longer than a section in several, between words where there are any. */
function* cut(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    if (text.length - from <= SECTION_MAX) {
      yield text.slice(from)
      return
    }
    const space = text.slice(from, from + SECTION_MAX + 1).lastIndexOf(' ')
    const to = space > 0 ? from + space : wholeCharacter(text, from + SECTION_MAX)
    yield text.slice(from, to)
    from = text[to] === ' ' ? to + 1 : to
  }
}

/** The same place, or one before it where it would part a pair of surrogates. */
export function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
