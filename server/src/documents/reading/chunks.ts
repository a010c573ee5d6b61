import { type Part, wholeCharacter } from './gather.ts'

/** A piece of a document that is found by itself. */
export interface Chunk {
  page: number | null
  heading: string | null
  /** Where it stands, counted over the whole document in UTF-16 units. */
  from: number
  to: number
  text: string
}

/** About how many characters a chunk has; what is left at the end of a section may be a third more. */
export const CHUNK_CHARACTERS = 1_000
/** How much of a chunk is said again at the beginning of the next one. */
export const OVERLAP_CHARACTERS = 200
const REST_CHARACTERS = 300

/**
 * Cuts a document into pieces to be found. None reaches over the end of a page, or over a heading; each ends with a paragraph, a sentence or a
 * word, the first of these that is near; and each begins by repeating the end of the one before it.
 */
export function* chunksOf(parts: Iterable<Part>): Generator<Chunk> {
  for (const part of parts) {
    for (const section of sectionsOf(part)) {
      for (const { from, to } of spansOf(part.text, section)) {
        const text = part.text.slice(from, to)
        const { page, start } = part
        if (text.trim() !== '') yield { page, heading: section.heading, from: start + from, to: start + to, text }
      }
    }
  }
}

interface Section {
  from: number
  to: number
  heading: string | null
}

/** The sections of a part. Headings that follow each other stand together, under the last of them. */
function sectionsOf({ text, heading, headings }: Part): Section[] {
  const sections = [{ from: 0, heading }]
  let from: number | null = null
  for (const [index, { at, text: name }] of headings.entries()) {
    from ??= at
    const next = headings[index + 1]
    if (next && text.slice(at + name.length, next.at).trim() === '') continue
    sections.push({ from, heading: name })
    from = null
  }
  return sections.map((section, index) => ({ ...section, to: sections[index + 1]?.from ?? text.length }))
}

function* spansOf(text: string, { from, to }: Section): Generator<{ from: number; to: number }> {
  for (let start = from; start < to; ) {
    if (to - start <= CHUNK_CHARACTERS + REST_CHARACTERS) {
      yield { from: start, to }
      return
    }
    const end = endNear(text, start, start + CHUNK_CHARACTERS)
    yield { from: start, to: end }
    start = startNear(text, end)
  }
}

/** Where a chunk that begins at `start` ends: behind a paragraph, a sentence or a word in its last part, or within one. */
function endNear(text: string, start: number, most: number): number {
  const least = start + CHUNK_CHARACTERS - REST_CHARACTERS
  // Looked for in this piece alone: in the whole text each mark that is not there costs a walk to its end.
  const near = text.slice(least, most)
  for (const mark of ENDS) {
    const at = near.lastIndexOf(mark)
    if (at >= 0) return least + at + mark.length
  }
  return wholeCharacter(text, most)
}

/** Where the next chunk begins: with a sentence or a word in the overlap. */
function startNear(text: string, end: number): number {
  const earliest = end - OVERLAP_CHARACTERS
  const near = text.slice(earliest, end - 1)
  for (const mark of ENDS) {
    const at = near.indexOf(mark)
    if (at >= 0) return earliest + at + mark.length
  }
  return wholeCharacter(text, earliest)
}

/** What ends something, and belongs to what it ends; best first. */
const ENDS = ['\n\n', '. ', '? ', '! ', '。', '\n', ' ']
