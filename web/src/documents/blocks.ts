import type { DocumentPart } from '@lva/contracts/documents'

/** A place in a document, counted over the whole of it. */
export interface Range {
  from: number
  to: number
}

/** A piece of a paragraph; `found` is what was looked for, and the `first` of these is where it begins. */
interface Run {
  text: string
  found: boolean
  first?: true
}

/** A paragraph, or a heading of this level. */
export interface Block {
  level: number
  runs: Run[]
}

/** A place as it stands in an address, `120-480`; null for anything else. */
export function rangeIn(at: string | undefined): Range | null {
  const [from, to, ...more] = (at ?? '').split('-').map(Number)
  if (from === undefined || to === undefined || more.length > 0) return null
  return Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to > from ? { from, to } : null
}

/** A part as it is read: paragraph by paragraph, with what was found in it told apart. */
export function blocksOf({ text, start, headings }: DocumentPart, found: Range | null): Block[] {
  const levels = new Map(headings.map(({ at, level }) => [at, level]))
  let at = 0
  return text.split('\n\n').map((paragraph) => {
    const begin = at
    at += paragraph.length + 2
    return { level: levels.get(begin) ?? 0, runs: runsOf(paragraph, start + begin, found) }
  })
}

function runsOf(text: string, start: number, found: Range | null): Run[] {
  const from = Math.min(Math.max((found?.from ?? 0) - start, 0), text.length)
  const to = Math.min(Math.max((found?.to ?? 0) - start, 0), text.length)
  if (found === null || from >= to) return [{ text, found: false }]
  return [
    { text: text.slice(0, from), found: false },
    { text: text.slice(from, to), found: true, ...(start + from === found.from && { first: true as const }) },
    { text: text.slice(to), found: false },
  ].filter((run) => run.text !== '')
}
