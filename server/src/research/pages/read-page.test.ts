import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { startServer } from '../../providers/conformance/local-server.ts'
import { PASSAGE_MAX, PASSAGES_MAX } from './passages.ts'
import { PAGE_BYTES_MAX, readPage } from './read-page.ts'
import { type HostilePage, hiddenWords, hostilePages } from './testing/hostile-pages.ts'

type Answering = Parameters<typeof startServer>[0]

/** Leads to this machine, where the pages stand. */
const outgoing = { fetchPublic: createOutgoing({ allow: ['127.0.0.1'] }).fetch }
const patient = () => ({ outgoing, signal: AbortSignal.timeout(60_000), timeoutMs: 60_000 })

async function served(answer: Answering) {
  const server = await startServer(answer)
  onTestFinished(() => server.close())
  return server
}

const serving = (body: string | Uint8Array, type = 'text/html; charset=utf-8') =>
  served((_request, response) => void response.writeHead(200, { 'content-type': type }).end(body))

async function read(body: string | Uint8Array, type?: string) {
  const { url } = await serving(body, type)
  return readPage(url, patient())
}

const textsOf = (page: Awaited<ReturnType<typeof readPage>>) => page?.passages.map(({ text }) => text) ?? []

describe('a page is read', () => {
  test('as far as it is for readers, under its headings, with what it says of itself', async () => {
    const page = await read(`<!doctype html><html lang="en-GB"><head><title>On  Bees</title>
      <meta property="article:published_time" content="2026-03-03T10:15:00+01:00"></head>
      <body><nav>Home | About</nav><header><h1>The Hive Times</h1></header><aside>Buy honey now, it is on sale everywhere!</aside>
      <main><h1>How bees talk</h1><p>Bees <b>dance</b> on the comb. Dr. Frisch saw it first, in 1919. The dance tells how far the flowers are, and where.</p>
      <h2>What is not known</h2><p>Whether they dream is not known to anybody at all.<br>Nobody has asked them so far, and they have not said.</p></main>
      <footer>All rights are reserved by the Hive Times.</footer></body></html>`)
    expect(page).toMatchObject({ title: 'On Bees', language: 'en-GB', published: '2026-03-03T09:15:00.000Z' })
    expect(page?.passages).toEqual([
      {
        heading: 'How bees talk',
        text: 'Bees dance on the comb. Dr. Frisch saw it first, in 1919. The dance tells how far the flowers are, and where.',
      },
      {
        heading: 'What is not known',
        text: 'Whether they dream is not known to anybody at all. Nobody has asked them so far, and they have not said.',
      },
    ])
  })

  test('in passages that end with sentences and are of bounded length and number', async () => {
    const sentence = (n: number) => `This is sentence number ${n} of a page that goes on and on about bees. `
    const page = await read(`<p>${Array.from({ length: 5_000 }, (_, n) => sentence(n)).join('')}</p>`)
    expect(page?.passages).toHaveLength(PASSAGES_MAX)
    for (const { text } of page?.passages ?? []) {
      expect(text.length).toBeLessThanOrEqual(PASSAGE_MAX)
      expect(text).toMatch(/^This is .* bees\.$/)
    }
  })

  test.each([
    ['utf-8 by its header', Buffer.from('<p>Grüße an alle Bienen in der Wabe.</p>'), 'text/html; charset=UTF-8'],
    [
      'latin by its header',
      Buffer.from('<p>Grüße an alle Bienen in der Wabe.</p>', 'latin1'),
      'text/html; charset="iso-8859-1"',
    ],
    [
      'latin by its own word',
      Buffer.from('<meta charset=windows-1252><p>Grüße an alle Bienen in der Wabe.</p>', 'latin1'),
      'text/html',
    ],
    ['latin by nobody’s word', Buffer.from('<p>Grüße an alle Bienen in der Wabe.</p>', 'latin1'), 'text/html'],
    ['utf-16 by its mark', Buffer.from('\ufeff<p>Grüße an alle Bienen in der Wabe.</p>', 'utf16le'), 'text/html'],
    [
      'a mark goes before a header',
      Buffer.from('\ufeff<p>Grüße an alle Bienen in der Wabe.</p>'),
      'text/html; charset=koi8-r',
    ],
  ])('in the encoding it has: %s', async (_, body, type) => {
    expect(textsOf(await read(body, type))).toEqual(['Grüße an alle Bienen in der Wabe.'])
  })

  test('in Japanese, in Russian by an old encoding, and as plain text', async () => {
    const japanese = Buffer.from([0x82, 0xdf, 0x82, 0xb5].concat([0x81, 0x42]))
    const many = Buffer.concat(Array.from({ length: 12 }, () => japanese))
    expect(textsOf(await read(many, 'text/plain; charset=shift_jis'))[0]).toMatch(/^(?:めし。 ?){12}$/)
    const russian = Buffer.from([0xd0, 0xde, 0xc5, 0xcc, 0xd9])
    expect(
      textsOf(
        await read(
          Buffer.concat([russian, Buffer.from(' are bees, in Russian letters.')]),
          'text/plain; charset=koi8-r',
        ),
      ),
    ).toEqual(['пчелы are bees, in Russian letters.'])
    expect(
      textsOf(await read('Bees dance on\r\nthe comb at noon.\r\n\r\nWasps do not dance at all.', 'text/plain')),
    ).toEqual(['Bees dance on the comb at noon. Wasps do not dance at all.'])
  })
})

/** Serves a page to be read, and sees that it is held. */
async function contained({ name, body, type, holds, never }: HostilePage) {
  const server = await serving(body, type)
  const page = await readPage(server.url, patient())
  const told = JSON.stringify(page)
  if (holds) expect(told, name).toContain(holds)
  if (never) expect(told, name).not.toContain(never)
  expect(page?.passages.every(({ text }) => text.length <= PASSAGE_MAX && text.isWellFormed())).toBe(true)
  expect(page?.passages.length).toBeLessThanOrEqual(PASSAGES_MAX)
  expect(page?.title?.length ?? 0).toBeLessThanOrEqual(300)
  // Nothing it names was fetched.
  expect(server.requests).toHaveLength(1)
}

test('what a page hides from its readers is not read', async () => {
  for (const page of hiddenWords()) await contained(page)
})

test('what looks like hiding and hides nothing is read', async () => {
  const matter = 'Bees dance on the comb at noon, says this.'
  for (const style of [
    'opacity:.5',
    'font-size:0.9em',
    'height:0',
    'left:-4px',
    'transform:scale(0.9)',
    'clip:auto',
    'overflow:hidden',
  ])
    expect(textsOf(await read(`<p style="${style}">${matter}</p>`)), style).toEqual([matter])
})

describe('hostile pages are contained', () => {
  test.each(hostilePages().map(({ name }, n) => [name, n] as const))('%s', async (_, n) => {
    for (const page of hostilePages().slice(n, n + 1)) await contained(page)
  })
})

describe('what is fetched', () => {
  test.each([
    ['a picture', 'image/png'],
    ['a program', 'application/javascript'],
    ['a feed', 'application/xml'],
    ['a paper', 'application/pdf'],
    ['nobody knows what', ''],
  ])('%s is no page', async (_, type) => {
    expect(await read('<p>Bees dance on the comb at noon, says this.</p>', type)).toBeNull()
  })

  test('an answer that says no is no page', async () => {
    for (const status of [204, 304, 401, 404, 429, 500]) {
      const { url } = await served(
        (_request, response) =>
          void response
            .writeHead(status, { 'content-type': 'text/html' })
            .end(status === 204 || status === 304 ? undefined : '<p>Bees dance on the comb.</p>'),
      )
      expect(await readPage(url, patient()), String(status)).toBeNull()
    }
  })

  test('no more than a megabyte of a page is read, whatever it unpacks to', async () => {
    const sentence = Buffer.from('<p>Bees dance on the comb at noon, says this.</p>\n'.padEnd(1_024))
    const bomb = gzipSync(
      Buffer.concat([
        sentence,
        Buffer.alloc(40 * PAGE_BYTES_MAX, ' '),
        Buffer.from('<p>The end is near, says this.</p>'),
      ]),
    )
    const { url } = await served(
      (_request, response) =>
        void response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(bomb),
    )
    expect(textsOf(await readPage(url, patient()))).toEqual(['Bees dance on the comb at noon, says this.'])
    const server = await served(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const closed = new Promise((done) => response.once('close', done))
      while (!response.destroyed)
        if (!response.write(sentence)) await Promise.race([new Promise((done) => response.once('drain', done)), closed])
    })
    expect(textsOf(await readPage(server.url, patient()))[0]).toMatch(/^Bees dance/)
    await server.gone()
  })

  test('a page that takes too long, or that nobody waits for, is none', async () => {
    const slow = await served(
      (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<p>Bees'),
    )
    expect(await readPage(slow.url, { ...patient(), timeoutMs: 30 })).toBeNull()
    await slow.gone()
    const silent = await served(() => {})
    const stop = new AbortController()
    const reading = readPage(silent.url, { ...patient(), signal: stop.signal })
    while (silent.requests.length === 0) await new Promise((turn) => setImmediate(turn))
    stop.abort()
    expect(await reading).toBeNull()
    await silent.gone()
    expect(await readPage(silent.url, { ...patient(), signal: AbortSignal.abort() })).toBeNull()
  })

  test('a page that is cut off, or packed wrongly, is none', async () => {
    const cut = await served(
      (_request, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html', 'content-length': 1_000 })
          .write('<p>Bees', () => response.destroy()),
    )
    const packed = await served(
      (_request, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
          .end('<p>Bees dance on the comb at noon.</p>'),
    )
    expect([await readPage(cut.url, patient()), await readPage(packed.url, patient())]).toEqual([null, null])
  })

  test('redirects are followed three times, and never into the house', async () => {
    const inside = await serving('<p>The secrets of the house stand here, in plain words.</p>')
    const { port } = new URL(inside.url)
    for (const location of [
      `http://127.0.0.2:${port}/`,
      `http://localhost:${port}/`,
      `http://[::1]:${port}/`,
      'http://10.0.0.1/',
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
    ]) {
      const outside = await served((_request, response) => void response.writeHead(302, { location }).end())
      expect(await readPage(outside.url, patient()), location).toBeNull()
    }
    expect(inside.requests).toEqual([])
    let left = 3
    const leading = await served((_request, response) =>
      left-- > 0
        ? void response.writeHead(302, { location: '/next' }).end()
        : void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Bees dance on the comb at noon.</p>'),
    )
    expect(textsOf(await readPage(leading.url, patient()))).toEqual(['Bees dance on the comb at noon.'])
    left = 4
    expect(await readPage(leading.url, patient())).toBeNull()
  })

  test('an address in a private network is not asked at all', async () => {
    const inside = await serving('<p>The secrets of the house stand here, in plain words.</p>')
    const { port } = new URL(inside.url)
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]'])
      expect(await readPage(`http://${host}:${port}/`, { ...patient(), outgoing: createOutgoing() }), host).toBeNull()
    for (const url of [
      'file:///etc/passwd',
      'data:text/html,<p>x</p>',
      'javascript:1',
      'http://a:b@127.0.0.1/',
      'not an address',
    ])
      expect(await readPage(url, patient()), url).toBeNull()
    const opened = createOutgoing({ allow: ['127.0.0.0/8', 'localhost'] })
    for (const host of ['127.0.0.1', 'localhost'])
      expect(await readPage(`http://${host}:${port}/`, { ...patient(), outgoing: opened }), host).toBeNull()
    expect(inside.requests).toEqual([])
  })

  test('nothing of anybody’s goes along', async () => {
    const server = await serving('<p>Bees dance on the comb at noon.</p>')
    await readPage(`${server.url}/a?b=c#d`, patient())
    const [asked] = server.requests
    expect([asked?.method, asked?.path]).toEqual(['GET', '/a?b=c'])
    expect(Object.keys(asked?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
  })
})
