import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startDeepgramServer } from '../providers/conformance/deepgram-server.ts'
import { startServer } from '../providers/conformance/local-server.ts'
import { createOutgoing, type OpenSocket, requireType } from './outgoing.ts'
import type { Lookup } from './reach.ts'
import { redirectOf } from './redirect.ts'

type Answering = Parameters<typeof startServer>[0]

/** A server on this machine, and what it got. */
async function served(answer: Answering = (_request, response) => void response.end('hello')) {
  const server = await startServer(answer)
  onTestFinished(() => server.close())
  return server
}
const toLocal = createOutgoing({ allow: ['127.0.0.1'] })
/** Names that lead wherever a test says, each time it is asked. */
const names =
  (...answers: string[][]): Lookup =>
  (_host, _options, found) => {
    const addresses = answers.length > 1 ? answers.shift() : answers[0]
    found(
      null,
      (addresses ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }

describe('what leads into the house', () => {
  test('is refused in plain words, and not a byte is sent', async () => {
    const server = await served()
    const { port } = new URL(server.url)
    const outgoing = createOutgoing()
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', '0.0.0.0'])
      await expect(outgoing.fetch(`http://${host}:${port}/`), host).rejects.toThrow(/OUTGOING_ALLOW/)
    expect(server.requests).toEqual([])
  })

  test.each([
    ['ftp://example.org/', /Only http and https/],
    ['file:///etc/passwd', /Only http and https/],
    ['javascript:alert(1)', /Only http and https/],
    ['data:text/plain,x', /Only http and https/],
    ['http://user:secret@example.org/', /must not hold a name or a password/],
    ['not an address', /no address/],
  ])('%s is refused', async (url, why) => {
    const refusal = createOutgoing().fetch(url)
    await expect(refusal).rejects.toThrow(why)
    await expect(refusal).rejects.not.toThrow(/secret/)
  })

  test('is refused behind a name too, also when only one of its addresses is closed', async () => {
    const server = await served()
    const { port } = new URL(server.url)
    for (const addresses of [
      ['127.0.0.1'],
      ['::1'],
      ['93.184.216.34', '10.0.0.5'],
      ['169.254.169.254'],
      ['::ffff:10.0.0.1'],
    ])
      await expect(
        createOutgoing({ lookup: names(addresses) }).fetch(`http://innocent.example:${port}/`),
        String(addresses),
      ).rejects.toThrow(/innocent\.example \(.*OUTGOING_ALLOW/)
    expect(server.requests).toEqual([])
  })

  test('a name that changes its mind gains nothing: it is looked up once, for the connection itself', async () => {
    const server = await served()
    const { port } = new URL(server.url)
    let asked = 0
    const changing: Lookup = (host, options, found) => {
      asked += 1
      names(asked === 1 ? ['127.0.0.1'] : ['10.0.0.1'])(host, options, found)
    }
    const outgoing = createOutgoing({ allow: ['127.0.0.1'], lookup: changing })
    expect(await (await outgoing.fetch(`http://rebind.example:${port}/`)).text()).toBe('hello')
    expect([asked, server.requests.length]).toEqual([1, 1])
    const later = createOutgoing({ lookup: changing })
    await expect(later.fetch(`http://rebind.example:${port}/`)).rejects.toThrow(/private network/)
    expect(server.requests).toHaveLength(1)
  })

  test('is opened by the operator, as far as the operator says', async () => {
    const server = await served()
    const { port } = new URL(server.url)
    const text = async (allow: string[], host: string) =>
      (await createOutgoing({ allow, lookup: names(['127.0.0.1']) }).fetch(`http://${host}:${port}/`)).text()
    expect(await text(['127.0.0.0/8'], '127.0.0.1')).toBe('hello')
    expect(await text(['printer.home.arpa'], 'printer.home.arpa')).toBe('hello')
    expect(await text(['localhost'], 'localhost')).toBe('hello')
    await expect(text(['printer.home.arpa'], 'scanner.home.arpa')).rejects.toThrow(/OUTGOING_ALLOW/)
    await expect(text(['10.0.0.0/8'], '127.0.0.1')).rejects.toThrow(/OUTGOING_ALLOW/)
    await expect(text(['127.0.0.1'], '[::ffff:127.0.0.1]')).rejects.toThrow(/OUTGOING_ALLOW/)
  })

  test('stays closed to the addresses of strangers, whatever the operator opened', async () => {
    const server = await served()
    const { port } = new URL(server.url)
    const outgoing = createOutgoing({ allow: ['127.0.0.0/8', 'printer.home.arpa'], lookup: names(['127.0.0.1']) })
    for (const host of ['127.0.0.1', 'printer.home.arpa', 'innocent.example'])
      await expect(outgoing.fetchPublic(`http://${host}:${port}/`), host).rejects.toThrow(/reached/)
    expect(server.requests).toEqual([])
  })
})

describe('redirects', () => {
  const leadsTo =
    (location: string | (() => string), status = 302): Answering =>
    (_request, response) =>
      void response.writeHead(status, { location: typeof location === 'string' ? location : location() }).end()

  test('are checked like the first address', async () => {
    const inside = await served()
    const { port } = new URL(inside.url)
    for (const location of [
      `http://127.0.0.2:${port}/`,
      `http://localhost:${port}/`,
      'file:///etc/passwd',
      '//10.0.0.1/',
    ]) {
      const outside = await served(leadsTo(location))
      await expect(toLocal.fetch(outside.url), location).rejects.toThrow(/OUTGOING_ALLOW|Only http/)
    }
    expect(inside.requests).toEqual([])
  })

  test('are followed three times and no more', async () => {
    let left = 3
    const server = await served((_request, response) =>
      left-- > 0 ? void response.writeHead(302, { location: '/next' }).end() : void response.end('there'),
    )
    expect(await (await toLocal.fetch(server.url)).text()).toBe('there')
    left = 4
    await expect(toLocal.fetch(server.url)).rejects.toThrow('redirects more than 3 times')
    expect(server.requests).toHaveLength(8)
  })

  test('take no credential and no body to another origin', async () => {
    const other = await served()
    const server = await served(leadsTo(`${other.url}/there`))
    const headers = { authorization: 'Bearer key', cookie: 'a=b', 'x-api-key': 'key', accept: 'text/html' }
    await toLocal.fetch(server.url, { method: 'POST', body: 'words', headers })
    expect(server.requests[0]?.headers).toMatchObject(headers)
    const [got] = other.requests
    expect(got).toMatchObject({ method: 'GET', path: '/there', body: Buffer.alloc(0) })
    expect(Object.keys(got?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'content-type',
      'host',
    ])
  })

  test('never lead from https to http', () => {
    const sent = { url: new URL('https://a.example/'), method: 'GET', headers: {}, body: null }
    const to = (location: string) => () => redirectOf({ status: 301, headers: new Headers({ location }) }, sent)
    expect(to('http://a.example/')).toThrow('from https to http')
    expect(to('//b.example/')()?.url.href).toBe('https://b.example/')
  })
})

describe('answers', () => {
  test('are no larger than asked for, packed or not, announced or not', async () => {
    const much = Buffer.alloc(100_000, 'a')
    const small = { maxBytes: 50_000 }
    for (const answer of [
      (_request, response) => void response.end(much),
      (_request, response) => {
        response.write(much.subarray(0, 10))
        response.end(much.subarray(10))
      },
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(much)),
    ] satisfies Answering[]) {
      const { url } = await served(answer)
      await expect(toLocal.fetch(url, {}, small).then((got) => got.text())).rejects.toThrow()
      expect((await (await toLocal.fetch(url, {}, { maxBytes: 100_000 })).text()).length).toBe(100_000)
    }
  })

  test('come in time or not at all', async () => {
    const silent = await served(() => {})
    await expect(toLocal.fetch(silent.url, {}, { timeoutMs: 50 })).rejects.toMatchObject({ name: 'TimeoutError' })
    const halting = await served((_request, response) => void response.write('half'))
    const answer = await toLocal.fetch(halting.url, {}, { timeoutMs: 200 })
    await expect(answer.text()).rejects.toMatchObject({ name: 'TimeoutError' })
    await halting.gone()
  })

  test('that nobody wants any more let go of their connection', async () => {
    const halting = await served((_request, response) => void response.write('half'))
    const interruption = new AbortController()
    const answer = await toLocal.fetch(halting.url, { signal: interruption.signal })
    interruption.abort()
    await expect(answer.text()).rejects.toMatchObject({ name: 'AbortError' })
    await halting.gone()
    const other = await served((_request, response) => void response.write('half'))
    await (await toLocal.fetch(other.url)).body?.cancel()
    await other.gone()
    await expect(toLocal.fetch(other.url, { signal: interruption.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  test('are of the type that was asked for', async () => {
    const html = new Response('', { headers: { 'content-type': 'Text/HTML; charset=utf-8' } })
    requireType(html, ['text/html', 'text/plain'])
    expect(() => requireType(html, ['application/json'])).toThrow('The answer is text/html, and application/json was')
    expect(() => requireType(new Response(null), ['text/html'])).toThrow('The answer is nothing')
  })

  test('that have no body are read as such', async () => {
    const empty = await served((_request, response) => void response.writeHead(204).end())
    expect((await toLocal.fetch(empty.url)).status).toBe(204)
    const head = await served((_request, response) => void response.writeHead(200, { 'content-length': 5 }).end())
    expect(await (await toLocal.fetch(head.url, { method: 'HEAD' })).text()).toBe('')
  })
})

describe('the way to one service', () => {
  test('leads to its origin, wherever the operator put it, and to nothing else', async () => {
    const [service, other] = [await served(), await served()]
    const only = createOutgoing().only(`${service.url}/v1`, { operators: true })
    expect(await (await only(`${service.url}/v1/models`)).text()).toBe('hello')
    for (const url of [other.url, service.url.replace('127.0.0.1', 'localhost'), 'https://api.openai.com/v1/models'])
      await expect(only(url), url).rejects.toThrow(/ is not 127\.0\.0\.1:/)
    expect(other.requests).toEqual([])
  })

  test('hands a redirect back and follows none', async () => {
    const other = await served()
    const service = await served((_request, response) => void response.writeHead(307, { location: other.url }).end())
    const only = createOutgoing().only(service.url, { operators: true })
    expect((await only(service.url, { method: 'POST', body: 'words' })).status).toBe(307)
    expect(other.requests).toEqual([])
  })

  test('of a vendor does not lead into the house when its name does', async () => {
    const vendor = 'https://api.vendor.example/v1'
    const poisoned = createOutgoing({ lookup: names(['127.0.0.1']) })
    await expect(poisoned.only(vendor, { operators: false })(vendor)).rejects.toThrow(/OUTGOING_ALLOW/)
    await expect(
      createOutgoing({ allow: ['api.vendor.example'], lookup: names(['127.0.0.1']) }).only(vendor, {
        operators: false,
      })(vendor),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('carries forms and bytes, and a stopped form ends nothing else', async () => {
    const service = await served()
    const only = createOutgoing().only(service.url, { operators: true })
    const form = new FormData()
    form.set('file', new Blob([Buffer.alloc(100_000)]), 'speech.wav')
    await only(service.url, { method: 'POST', body: form })
    expect(service.requests[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(service.requests[0]?.body.length).toBeGreaterThan(100_000)
    const interruption = new AbortController()
    const stopped = only(service.url, { method: 'POST', body: form, signal: interruption.signal })
    interruption.abort()
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('a web socket', () => {
  /** What became of a socket that was opened. */
  async function opened(open: OpenSocket, path = '/v1/listen'): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>()
    const socket = open(
      path,
      { authorization: 'Token secret' },
      {
        opened: () => resolve('opened'),
        said: resolve,
        refused: ({ status }) => resolve(String(status)),
        failed: (error) => resolve(String(error)),
        closed: () => resolve('closed'),
      },
    )
    const result = await promise
    socket.destroy()
    return result
  }

  test('leads to the operator’s own machine when that is what was configured, and not to another path’s host', async () => {
    const server = await startDeepgramServer({ listening: 'silent' })
    onTestFinished(() => server.close())
    const open = createOutgoing().socket(server.url, { operators: true })
    expect(await opened(open)).toBe('opened')
    expect(server.lines[0]?.headers.authorization).toBe('Token secret')
    await expect(opened(open, 'http://example.org/')).rejects.toThrow(/example\.org is not/)
    await expect(opened(open, '//example.org/')).rejects.toThrow(/example\.org is not/)
  })

  test('never leads into the house, by address or by name', async () => {
    const server = await startDeepgramServer({ listening: 'silent' })
    onTestFinished(() => server.close())
    const { port } = new URL(server.url)
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433'])
      await expect(
        opened(createOutgoing().socket(`http://${host}:${port}`, { operators: false })),
        host,
      ).rejects.toThrow(/OUTGOING_ALLOW/)
    const named = createOutgoing({ lookup: names(['127.0.0.1']) })
    expect(await opened(named.socket(`http://innocent.example:${port}`, { operators: false }))).toMatch(
      /innocent\.example \(.*OUTGOING_ALLOW/,
    )
    expect(server.lines).toEqual([])
  })

  test('follows nobody elsewhere: a redirect is a refusal', async () => {
    const elsewhere = await served()
    const server = await served(
      (_request, response) => void response.writeHead(307, { location: `${elsewhere.url}/v1/listen` }).end(),
    )
    expect(await opened(createOutgoing().socket(server.url, { operators: true }))).toBe('307')
    expect(elsewhere.requests).toEqual([])
  })
})
