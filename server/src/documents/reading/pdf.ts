import { PAGES_MAX } from '@lva/contracts/documents'
import { type Piece, Unreadable } from './reading.ts'

const OUTLINE_MAX = 2_000
const OUTLINE_DEPTH = 6

type Pdf = Awaited<ReturnType<typeof import('unpdf')['getDocumentProxy']>>
type Outline = Awaited<ReturnType<Pdf['getOutline']>>

/** What is written in a PDF, page by page, under the headings its table of contents names. Throws Unreadable. */
export async function* readPdf(bytes: Uint8Array): AsyncGenerator<Piece> {
  const pdf = await open(bytes)
  try {
    if (pdf.numPages > PAGES_MAX) throw new Unreadable('too-long')
    const headings = await headingsOf(pdf)
    for (let number = 1; number <= pdf.numPages; number++) {
      yield { page: number }
      yield* headings.get(number) ?? []
      yield { text: await textOf(pdf, number) }
      yield { progress: number / pdf.numPages }
    }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  const { getDocumentProxy } = await import('unpdf')
  try {
    // Nothing is drawn, so no fonts are wanted, and nothing in a file is ever run.
    return await getDocumentProxy(bytes, {
      disableFontFace: true,
      useSystemFonts: false,
      stopAtErrors: false,
      verbosity: 0,
    })
  } catch (cause) {
    const locked = cause instanceof Error && cause.name === 'PasswordException'
    throw new Unreadable(locked ? 'encrypted' : 'damaged', { cause })
  }
}

async function textOf(pdf: Pdf, number: number): Promise<string> {
  // One page that is broken does not take the others with it.
  const page = await pdf.getPage(number).catch(() => null)
  const content = await page?.getTextContent().catch(() => null)
  let text = ''
  let [bottom, height] = [Number.NaN, 0]
  for (const item of content?.items ?? []) {
    if (!('str' in item)) continue
    const y = Number(item.transform[5])
    // A gap of more than a line and a half ends a paragraph.
    if (text.endsWith('\n') && Math.abs(bottom - y) > 1.8 * Math.max(height, item.height)) text += '\n'
    text += item.str + (item.hasEOL ? '\n' : '')
    if (item.str.trim() !== '') [bottom, height] = [y, item.height]
  }
  page?.cleanup()
  return unwrapped(text)
}

/** Lines of one paragraph become one, and words that were parted at their ends are whole again. */
function unwrapped(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => {
      let whole = ''
      for (const line of paragraph
        .split('\n')
        .map((part) => part.trim())
        .filter(Boolean)) {
        const parted = whole.endsWith('-') && isLower(line[0]) && isLower(whole.at(-2))
        whole = parted ? whole.slice(0, -1) + line : whole === '' ? line : `${whole} ${line}`
      }
      return whole
    })
    .join('\n\n')
}

const isLower = (letter = ''): boolean => letter !== letter.toUpperCase()

/** The table of contents by page, as far as it leads anywhere. */
async function headingsOf(pdf: Pdf): Promise<Map<number, { heading: string; level: number }[]>> {
  const found = new Map<number, { heading: string; level: number }[]>()
  let left = OUTLINE_MAX

  async function look(entries: Outline, level: number): Promise<void> {
    for (const { title, dest, items } of entries ?? []) {
      if (left-- <= 0) return
      const page = await pageOf(pdf, dest).catch(() => null)
      if (page !== null) found.set(page, [...(found.get(page) ?? []), { heading: title, level }])
      if (level < OUTLINE_DEPTH) await look(items, level + 1)
    }
  }

  await look(await pdf.getOutline().catch(() => []), 1)
  return found
}

async function pageOf(pdf: Pdf, dest: string | unknown[] | null): Promise<number | null> {
  const place = typeof dest === 'string' ? await pdf.getDestination(dest) : dest
  const page: unknown = place?.[0]
  if (typeof page !== 'object' || page === null) return null
  return 1 + (await pdf.getPageIndex(page as Parameters<Pdf['getPageIndex']>[0]))
}
