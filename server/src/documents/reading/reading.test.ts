import { expect, test } from 'vitest'
import { docx, epub, pdf, zip } from '../testing/papers.ts'
import type { Written } from './gather.ts'
import { identify } from './identify.ts'
import readDocument from './read-document.ts'

const told: number[] = []
const working = { tell: ({ percent }: { percent: number }) => void told.push(percent) }

async function read(bytes: Uint8Array, name = ''): Promise<Written | { unreadable: string }> {
  const kind = identify(bytes.subarray(0, 4096), name)
  if (kind === null || kind === 'old-word') return { unreadable: String(kind) }
  return readDocument({ bytes: new Uint8Array(bytes), kind }, working)
}

const page = (number: number, heading: string | null, text: string) => ({ page: number, heading, text })

test('a PDF is read page by page, its lines put together again', async () => {
  const bytes = pdf(['Bees dance\nto tell where flow-\ners are.', 'Wasps (mostly) do not.'])
  expect(await read(bytes)).toMatchObject({
    pages: 2,
    parts: [
      page(1, null, 'Bees dance to tell where flowers are.'),
      { ...page(2, null, 'Wasps (mostly) do not.'), start: 37 },
    ],
  })
  expect(told.at(-1)).toBe(100)
})

test('a Word document has its headings, its pages, and nothing that was deleted or written twice', async () => {
  const bytes = await docx(['# Bees', 'They &amp; I dance.', '---', 'On page two.'])
  expect(await read(bytes)).toMatchObject({
    pages: 2,
    parts: [
      { ...page(1, 'Bees', 'Bees\n\nThey & I dance.'), headings: [{ at: 0, level: 1, text: 'Bees' }] },
      page(2, 'Bees', 'On page two.'),
    ],
  })
  const odd =
    '<w:document><w:p><w:r><w:t>kept</w:t><w:br/><w:delText>gone</w:delText></w:r><mc:AlternateContent><mc:Fallback><w:p><w:r><w:t>twice</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:p></w:document>'
  expect(await read(await docx([], { 'word/document.xml': odd }))).toMatchObject({ parts: [{ text: 'kept' }] })
})

test('a book is read chapter by chapter', async () => {
  const long = 'Swifts sleep while they fly. '.repeat(20)
  const bytes = await epub([`<h1>Swifts</h1><p>${long}</p>`, '<title>Storks</title><p>Storks walk.</p>'])
  expect(await read(bytes)).toMatchObject({
    title: 'On Birds',
    pages: null,
    parts: [{ heading: 'Swifts' }, { heading: 'Storks', text: 'Storks\n\nStorks walk.' }],
  })
})

test('a tag that closes itself, or that nobody closes, swallows nothing of a chapter', async () => {
  const head = '<head><title/><script src="x.js"/><style/></head>'
  const body = '<p>Owls&nbsp;see</p><iframe src="x"/><p>at night.</p><select><option>1</option><p>So do cats.</p>'
  const chapter = `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">${head}<body>${body}</body></html>`
  const parts = [{ text: 'Owls see\n\nat night.\n\nSo do cats.' }]
  expect(await read(await epub([chapter]))).toMatchObject({ parts })
  expect(await read(Buffer.from(chapter), 'owls.xhtml')).toMatchObject({ parts })
})

test('of a page of HTML what is for reading is read', async () => {
  const html = `<!doctype html><title>On &lt;bees&gt;</title><nav>Home</nav><script>steal()</script><style>p{}</style>
    <h2>Dance</h2><p>Bees <b>dance</b>,<br>a lot.<table><tr><td>a</td><td>b</td></tr></table><svg><title>no</title></svg><pre>x
  y</pre>`
  expect(await read(Buffer.from(html))).toMatchObject({
    title: 'On <bees>',
    parts: [{ heading: 'Dance', text: 'Dance\n\nBees dance,\na lot.\n\na | b\n\nx\ny' }],
  })
})

test('Markdown has headings, also underlined ones, and none in its code', async () => {
  const markdown = '# Bees #\n\nThey dance.\n\nWhy\n---\n\n```sh\n# no heading\n```\n\n#hashtag'
  expect(await read(Buffer.from(markdown), 'bees.md')).toMatchObject({
    parts: [
      {
        text: 'Bees\n\nThey dance.\n\nWhy\n\n```sh\n# no heading\n```\n\n#hashtag',
        headings: [
          { at: 0, level: 1, text: 'Bees' },
          { at: 19, level: 2, text: 'Why' },
        ],
      },
    ],
  })
})

test('headings without end, and a page without end, are read in parts that are shown one by one', async () => {
  const lines = Array.from({ length: 5_000 }, (_, line) => `<h3>${line} ${'heading '.repeat(20)}</h3>`)
  const many = await read(Buffer.from(`<html>${lines.join('')}`))
  if ('unreadable' in many) throw new Error(many.unreadable)
  const headings = many.parts.flatMap((part) => part.headings)
  expect(Math.max(...many.parts.map(({ text }) => text.length))).toBeLessThanOrEqual(8_002)
  expect([headings.length, headings.at(-1)?.text.slice(0, 5)]).toEqual([3_000, '2999 '])
  expect(many.parts.at(-1)?.text).toContain('4999 heading')

  const long = await read(await docx([...Array.from({ length: 40 }, () => 'bee '.repeat(1_500)), '---', 'The end.']))
  if ('unreadable' in long) throw new Error(long.unreadable)
  expect(long.parts.map(({ page }) => page)).toEqual([1, 1, 1, 1, 1, 1, 1, 2])
})

test('text is read in the encoding it has', async () => {
  for (const bytes of [
    Buffer.from('\ufeffGrüße', 'utf8'),
    Buffer.from('\ufeffGrüße', 'utf16le'),
    Buffer.from('Grüße', 'latin1'),
    Buffer.from('Grüße', 'utf8'),
  ])
    expect(await read(bytes), bytes.toString('hex')).toMatchObject({ parts: [{ text: 'Grüße' }] })
})

test('what cannot be read says why', async () => {
  const locked =
    '<encryption><EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>'
  const whole = await docx(['Bees'])
  const standard =
    '/Encrypt << /Filter /Standard /V 1 /R 2 /O <28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a> /U <28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a> /P -4 >> /ID [<00><00>]'
  const fates: Record<string, Uint8Array> = {
    encrypted: pdf(['secret'], { more: standard }),
    'encrypted book': await epub(['<p>x</p>'], { 'META-INF/encryption.xml': locked }),
    'old-word': Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
    null: Buffer.from('89504e470d0a1a0a0000000d', 'hex'),
    unknown: await zip({ 'photo.txt': 'no document' }),
    damaged: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(500, 1)]),
    'damaged archive': whole.subarray(0, whole.length - 40),
    'damaged book': await epub(['<p>x</p>'], { 'META-INF/container.xml': '' }),
    'no-words': pdf(['', '']),
    'no-words text': Buffer.from(' \n\ufeff \n'),
    'too-long': pdf(Array.from({ length: 1_001 }, () => '')),
    'too-long text': Buffer.from('bee '.repeat(1_510_000)),
    'too-long archive': await docx(['Bees'], { 'word/document.xml': Buffer.alloc(65 * 1024 ** 2, ' ') }),
    'too-much-work': Buffer.from(`<html>${'<b>'.repeat(5_000)}deep`),
  }
  const found = await Promise.all(
    Object.entries(fates).map(async ([fate, bytes]) => {
      const result = await read(bytes)
      return [fate, 'unreadable' in result ? result.unreadable : result.parts[0]?.text.slice(0, 20)]
    }),
  )
  expect(found).toEqual(Object.keys(fates).map((fate) => [fate, fate.split(' ', 1)[0]]))
})

test('entities that a document declares itself stay what they are', async () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(10)}"><!ENTITY file SYSTEM "file:///etc/passwd">]>`
  const body = `${bomb}<w:document><w:p><w:r><w:t>&b;&file;</w:t></w:r></w:p></w:document>`
  expect(await read(await docx([], { 'word/document.xml': body }))).toMatchObject({ parts: [{ text: '&b;&file;' }] })
})
