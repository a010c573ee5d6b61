import { buffer } from 'node:stream/consumers'
import { deflateSync } from 'node:zlib'
import { ZipFile } from 'yazl'

// Documents made on the spot, so that none has to lie in the tree.

/** A PDF with a page for each text, whose lines are set one below the other. `more` is put into its trailer. */
export function pdf(
  pages: readonly string[],
  {
    more = '',
    count = pages.length,
    stream = text,
  }: { more?: string; count?: number; stream?: (page: string) => Buffer } = {},
): Buffer {
  const kids = pages.map((_, index) => `${4 + 2 * index} 0 R`).join(' ')
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${count} >>`),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
    ...pages.flatMap((page, index) => [
      Buffer.from(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents [${5 + 2 * index} 0 R] >>`,
      ),
      stream(page),
    ]),
  ]
  const parts = [Buffer.from('%PDF-1.4\n')]
  const places: number[] = []
  let at = 9
  const add = (part: Buffer<ArrayBuffer>) => {
    parts.push(part)
    at += part.length
  }
  for (const [index, object] of objects.entries()) {
    places.push(at)
    add(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]))
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  add(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R ${more} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

function text(page: string): Buffer {
  const lines = page.split('\n').map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`)
  const content = `BT /F1 12 Tf 14 TL 50 780 Td ${lines.join(' ')} ET`
  return Buffer.from(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`, 'latin1')
}

/** The content of a page that is tiny in the file and has so many megabytes when it is unpacked: runs of 128 spaces, packed again. */
export function swelling(megabytes: number): Buffer {
  const runs = Buffer.alloc((megabytes * 1024 ** 2) / 64, Buffer.from([129, 32]))
  const content = deflateSync(runs)
  return Buffer.concat([
    Buffer.from(`<< /Length ${content.length} /Filter [/FlateDecode /RunLengthDecode] >>\nstream\n`),
    content,
    Buffer.from('\nendstream'),
  ])
}

/** A ZIP of these files; those named first come first. */
export async function zip(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = new ZipFile()
  for (const [name, content] of Object.entries(files))
    archive.addBuffer(Buffer.from(content), name, { compress: name !== 'mimetype', mtime: new Date('2026-01-01') })
  archive.end()
  return buffer(archive.outputStream)
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

/** A Word document. A paragraph that begins with `# ` is a heading, one that is `---` a new page. */
export function docx(
  paragraphs: readonly string[],
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<Buffer> {
  const body = paragraphs.map((paragraph) => {
    if (paragraph === '---') return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    const style = paragraph.startsWith('# ') ? '<w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>' : ''
    return `<w:p>${style}<w:r><w:t xml:space="preserve">${paragraph.replace('# ', '')}</w:t></w:r></w:p>`
  })
  return zip({
    '[Content_Types].xml': '<Types/>',
    'word/document.xml': `<?xml version="1.0"?><w:document ${W}><w:body>${body.join('')}</w:body></w:document>`,
    'word/styles.xml': `<w:styles ${W}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    ...files,
  })
}

/** A book with a chapter for each page of HTML. */
export function epub(
  chapters: readonly string[],
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<Buffer> {
  const names = chapters.map((_, index) => `c${index + 1}`)
  const items = names.map(
    (name) => `<item id="${name}" href="text/${name}%20.xhtml" media-type="application/xhtml+xml"/>`,
  )
  const spine = names.map((name) => `<itemref idref="${name}"/>`)
  return zip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
    'OEBPS/book.opf': `<package><metadata><dc:title>On Birds</dc:title></metadata><manifest>${items.join('')}</manifest><spine>${spine.join('')}</spine></package>`,
    ...Object.fromEntries(names.map((name, index) => [`OEBPS/text/${name} .xhtml`, chapters[index] ?? ''])),
    ...files,
  })
}
