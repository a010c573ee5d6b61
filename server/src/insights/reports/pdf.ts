import PDFDocument from 'pdfkit'
import type { Paper } from './paper.ts'

const MARGIN = 56
const INK = '#2b2622'
const SOFT = '#6b645c'
const LINE = '#ddd8d0'
const ROW = 19

/** Draws a report as a PDF, in a thread. It carries a structure, so that it can be read out in order. */
export default async function drawPdf({ title, lang, parts }: Paper): Promise<Uint8Array<ArrayBuffer>> {
  const page = new PDFDocument({
    ...{ size: 'A4', margin: MARGIN, lang, tagged: true, displayTitle: true, pdfVersion: '1.7' },
    info: { Title: title },
  })
  const pieces: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => {
    page
      .on('data', (piece: Buffer) => pieces.push(piece))
      .on('end', resolve)
      .on('error', reject)
  })
  const all = letters()
  const root = page.struct('Document')
  page.addStructure(root)
  const say = (tag: string, text: string, draw: (text: string) => void) =>
    root.add(page.struct(tag, {}, () => draw(all.write(text))))

  say('H1', title, (text) => page.font('Helvetica-Bold').fontSize(20).fillColor(INK).text(text))
  for (const part of parts) {
    if (page.y > page.page.height - MARGIN - 4 * ROW) page.addPage()
    page.moveDown(1)
    say('H2', part.heading, (text) => page.font('Helvetica-Bold').fontSize(13).fillColor(INK).text(text, MARGIN))
    page.moveDown(0.4)
    if ('lines' in part)
      for (const line of part.lines)
        say('P', line, (text) =>
          page.font('Helvetica').fontSize(10.5).fillColor(INK).text(text, MARGIN, undefined, { paragraphGap: 4 }),
        )
    else drawTable(page, root, part, all.write)
  }
  if (all.missing)
    say(
      'P',
      'Some names are in letters that this file cannot draw (?). The web page and the HTML report show them.',
      (text) => page.moveDown(1).font('Helvetica').fontSize(9).fillColor(SOFT).text(text, MARGIN),
    )
  root.end()
  page.end()
  await done
  return new Uint8Array(Buffer.concat(pieces))
}

type Page = InstanceType<typeof PDFDocument>

function drawTable(
  page: Page,
  root: PDFKit.PDFStructureElement,
  { columns, rows }: { columns: string[]; rows: string[][] },
  write: (text: string) => string,
) {
  const width = page.page.width - 2 * MARGIN
  const rest = Math.min(95, (width * 0.62) / Math.max(1, columns.length - 1))
  const first = width - rest * (columns.length - 1)
  const table = page.struct('Table')
  root.add(table)
  for (const [at, cells] of [columns, ...rows].entries()) {
    if (page.y > page.page.height - MARGIN - ROW) page.addPage()
    const top = page.y
    const row = page.struct('TR')
    table.add(row)
    cells.forEach((cell, column) => {
      const heads = at === 0 || column === 0
      const x = column === 0 ? MARGIN : MARGIN + first + rest * (column - 1)
      row.add(
        page.struct(heads ? 'TH' : 'TD', {}, () => {
          page
            .font(at === 0 ? 'Helvetica-Bold' : 'Helvetica')
            .fontSize(10)
            .fillColor(at === 0 ? SOFT : INK)
            .text(write(cell), x, top + 4, {
              ...{ width: column === 0 ? first - 8 : rest, align: column === 0 ? 'left' : 'right' },
              ...{ height: ROW - 6, ellipsis: true, lineBreak: true },
            })
        }),
      )
    })
    row.end()
    page.markContent('Artifact', { type: 'Layout' })
    page
      .moveTo(MARGIN, top + ROW)
      .lineTo(MARGIN + width, top + ROW)
      .lineWidth(0.5)
      .strokeColor(LINE)
      .stroke()
    page.endMarkedContent()
    page.x = MARGIN
    page.y = top + ROW
  }
  table.end()
}

/** Letters of Windows-1252 beyond Latin-1, which the standard fonts of PDF have. */
const BEYOND = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
const INSTEAD: Record<string, string> = { '\u202f': '\u00a0', '\u2009': '\u00a0', '\u2212': '-', '\t': ' ', '\n': ' ' }

/** Writes with the letters that every reader of PDF has; `missing` says whether one was lacking, for which there is a `?`. */
function letters() {
  let missing = false
  return {
    get missing() {
      return missing
    },
    write: (text: string): string =>
      [...text.normalize('NFC')]
        .map((sign) => {
          const one = INSTEAD[sign] ?? sign
          const code = one.codePointAt(0) ?? 0
          if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || BEYOND.includes(one)) return one
          missing = true
          return '?'
        })
        .join(''),
  }
}
