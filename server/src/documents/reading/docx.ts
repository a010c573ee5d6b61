import { readMarkup } from '../../markup/markup.ts'
import { type Piece, Unreadable } from './reading.ts'
import { openArchive } from './zip.ts'

/** A paragraph while it is read; text boxes have paragraphs inside of paragraphs. */
interface Paragraph {
  text: string
  level: number
}

/**
 * What is written in a Word document: its paragraphs, with the pages it had when it was last saved, where Word wrote that down. What was
 * deleted under "track changes" is left out. Throws Unreadable.
 */
export async function readDocx(bytes: Uint8Array): Promise<Piece[]> {
  const zip = await openArchive(bytes)
  const body = await zip.text('word/document.xml')
  if (body === null) throw new Unreadable(zip.has('EncryptedPackage') ? 'encrypted' : 'unknown')
  const levels = headingLevels((await zip.text('word/styles.xml')) ?? '')
  const notes = await zip.text('word/footnotes.xml')
  const title = titleIn((await zip.text('docProps/core.xml')) ?? '')
  return [
    ...(title === '' ? [] : [{ title }]),
    ...piecesIn(body, levels),
    ...(notes === null ? [] : piecesIn(notes, levels).filter((piece) => !('page' in piece))),
  ]
}

function piecesIn(xml: string, levels: ReadonlyMap<string, number>): Piece[] {
  const pieces: Piece[] = []
  const paragraphs: Paragraph[] = []
  let [inText, twice, page] = [false, 0, 1]
  let written = false

  function finish(paragraph: Paragraph) {
    const { text, level } = paragraph
    if (text.trim() !== '') pieces.push(level > 0 ? { heading: text, level } : { text })
    paragraph.text = ''
  }

  function nextPage() {
    // Word marks the page it begins behind a break of one's own once more.
    if (!written) return
    written = false
    for (const paragraph of paragraphs) finish(paragraph)
    pieces.push({ page: ++page })
  }

  readMarkup(
    xml,
    {
      open(name, attributes) {
        // Shapes are written once as they are and once for older programs.
        if (name === 'mc:Fallback') twice++
        if (twice > 0) return
        const paragraph = paragraphs.at(-1)
        if (name === 'w:p') paragraphs.push({ text: '', level: 0 })
        else if (name === 'w:t') inText = true
        else if (name === 'w:lastRenderedPageBreak' || (name === 'w:br' && attributes['w:type'] === 'page')) nextPage()
        else if (paragraph) mark(paragraph, name, attributes['w:val'] ?? '', levels)
      },
      text(part) {
        const paragraph = paragraphs.at(-1)
        if (!inText || twice > 0 || !paragraph) return
        paragraph.text += part
        written ||= part.trim() !== ''
      },
      close(name) {
        if (name === 'mc:Fallback') twice--
        if (twice > 0) return
        if (name === 'w:t') inText = false
        const paragraph = name === 'w:p' ? paragraphs.pop() : undefined
        if (paragraph) finish(paragraph)
      },
    },
    { xml: true },
  )
  return page > 1 ? [{ page: 1 }, ...pieces] : pieces
}

function mark(paragraph: Paragraph, name: string, value: string, levels: ReadonlyMap<string, number>): void {
  if (name === 'w:pStyle') paragraph.level = levels.get(value) ?? 0
  else if (name === 'w:outlineLvl') paragraph.level = outlineLevel(value)
  else if (name === 'w:tab') paragraph.text += ' '
  else if (name === 'w:noBreakHyphen') paragraph.text += '-'
  else if (name === 'w:br' || name === 'w:cr') paragraph.text += '\n'
}

/** Which styles are headings, by their ids: those are translated, the names `heading 1` and the levels of the outline are not. */
function headingLevels(xml: string): Map<string, number> {
  const levels = new Map<string, number>()
  let style = ''
  readMarkup(
    xml,
    {
      open(name, attributes) {
        const value = attributes['w:val'] ?? ''
        if (name === 'w:style') style = attributes['w:styleId'] ?? ''
        else if (name === 'w:name' && value.toLowerCase() === 'title') levels.set(style, 1)
        else if (name === 'w:name' && value.toLowerCase().startsWith('heading '))
          levels.set(style, levelFrom(value.slice(8)))
        else if (name === 'w:outlineLvl' && !levels.has(style)) levels.set(style, outlineLevel(value))
      },
    },
    { xml: true },
  )
  return levels
}

const outlineLevel = (value: string): number => levelFrom(String(Number(value) + 1))

/** 1 to 6; 0 for what is no heading. */
function levelFrom(value: string): number {
  const level = Number(value)
  return Number.isInteger(level) && level >= 1 && level <= 9 ? Math.min(level, 6) : 0
}

function titleIn(xml: string): string {
  let [title, inTitle] = ['', false]
  readMarkup(
    xml,
    {
      open: (name) => {
        inTitle = name === 'dc:title'
      },
      text: (part) => {
        if (inTitle) title += part
      },
      close: () => {
        inTitle = false
      },
    },
    { xml: true },
  )
  return title.trim()
}
