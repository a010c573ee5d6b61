import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { startServer } from '../providers/conformance/local-server.ts'
import { nameOf } from './names.ts'
import { s3Store } from './s3-store.ts'
import { hashOf, signed } from './signature.ts'

const SIGNER = { keyId: 'somebody', secret: 'a secret of nobody', region: 'eu-central-1' }
const AT = new Date('2026-11-27T03:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'lva-s3-'))
const objects = new Map<string, Buffer>()
const parts = new Map<number, Buffer>()
let [failures, lost, server] = [0, 0, null as Awaited<ReturnType<typeof startServer>> | null]

/** A store as its protocol says, with room for one upload in parts at a time. */
beforeAll(async () => {
  server = await startServer(({ method, path, headers, body }, response) => {
    const url = new URL(path, server?.url)
    const key = decodeURIComponent(url.pathname.replace('/vault/', ''))
    const answer = (status: number, text: string | Buffer = '', more: Record<string, string> = {}) =>
      void response.writeHead(status, more).end(text)
    const known = Object.fromEntries(
      (/SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '')
        .split(';')
        .filter((name) => name !== 'host' && !name.startsWith('x-amz-'))
        .map((name) => [name, String(headers[name])]),
    )
    const asked = { method, url, headers: known, bodyHash: hashOf(body) }
    if (signed(asked, SIGNER, AT).authorization !== headers.authorization)
      return answer(403, '<Error><Code>SignatureDoesNotMatch</Code></Error>')
    if (failures-- > 0) return answer(503, '<Error><Code>SlowDown</Code></Error>')
    if (method === 'POST' && url.searchParams.has('uploads'))
      return answer(200, '<R><UploadId>one&amp;only</UploadId></R>')
    if (method === 'PUT' && url.searchParams.get('uploadId') === 'one&only') {
      parts.set(Number(url.searchParams.get('partNumber')), body)
      return answer(200, '', { etag: `"${hashOf(body)}"` })
    }
    if (method === 'POST') {
      if (parts.size === 0) return answer(404, '<Error><Code>NoSuchUpload</Code></Error>')
      objects.set(key, Buffer.concat([...parts.values()]))
      parts.clear()
      if (lost-- > 0) return void response.destroy()
      return answer(200, '<CompleteMultipartUploadResult/>')
    }
    if (method === 'PUT') objects.set(key, body)
    if (method === 'DELETE') objects.delete(key)
    if (method === 'HEAD') return answer(200, '', { 'content-length': String(objects.get(key)?.length) })
    if (method !== 'GET') return answer(method === 'PUT' ? 200 : 204)
    if (url.searchParams.has('list-type')) {
      // A page has one object, so that every list has several.
      const names = [...objects.keys()].filter((name) => name.startsWith(url.searchParams.get('prefix') ?? '')).sort()
      const from = Number(url.searchParams.get('continuation-token') ?? 0)
      const [name] = names.slice(from)
      const more = from + 1 < names.length ? `<NextContinuationToken>${from + 1}</NextContinuationToken>` : ''
      const one = name ? `<Contents><Key>${name}</Key><Size>${objects.get(name)?.length}</Size></Contents>` : ''
      return answer(200, `<ListBucketResult>${more}${one}</ListBucketResult>`)
    }
    const object = objects.get(key)
    if (!object) return answer(404, '<Error><Code>NoSuchKey</Code></Error>')
    const [, from = '0', to = '0'] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? []
    if (Number(from) >= object.length) return answer(416)
    const part = object.subarray(Number(from), Number(to) + 1)
    const range = { 'content-range': `bytes ${from}-${to}/${object.length}` }
    if (lost-- <= 0) return answer(206, part, range)
    response
      .writeHead(206, { ...range, 'content-length': part.length })
      .write(part.subarray(0, 10), () => response.destroy())
  })
})
afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(more: Partial<Parameters<typeof s3Store>[0]> = {}) {
  const endpoint = server?.url ?? ''
  const fetch = createOutgoing().only(endpoint, { operators: true })
  return s3Store({
    ...SIGNER,
    endpoint,
    bucket: 'vault/of us',
    fetch,
    now: () => AT,
    pauseMs: 1,
    partBytes: 1000,
    ...more,
  })
}

test('an object store keeps backups, small ones whole and large ones in parts, and lets go of them', async () => {
  const store = open()
  const names = [
    nameOf(new Date('2026-11-25T03:00:00Z'), '5eed1a2b'),
    nameOf(new Date('2026-11-26T03:00:00Z'), '5eed1a2b'),
  ]
  const [small, large] = [Buffer.alloc(900, 'a'), Buffer.from(Array.from({ length: 3500 }, (_, n) => n % 251))]
  ;[failures, lost] = [2, 1]
  for (const [n, bytes] of [small, large].entries()) {
    writeFileSync(join(folder, 'sent'), bytes)
    await store.put(names[n] ?? '', join(folder, 'sent'))
  }
  objects.set('of us/somebody else’s.txt', Buffer.from('not a backup'))
  expect(store.place).toBe('s3://vault/of us')
  expect(await store.list()).toEqual([
    { name: names[1], madeAt: new Date('2026-11-26T03:00:00Z'), bytes: 3500 },
    { name: names[0], madeAt: new Date('2026-11-25T03:00:00Z'), bytes: 900 },
  ])
  // What breaks off within an answer is asked for again.
  lost = 2
  for (const [n, bytes] of [small, large].entries()) {
    expect(await store.fetch(names[n] ?? '', join(folder, 'back'))).toBe(true)
    expect(readFileSync(join(folder, 'back')).equals(bytes)).toBe(true)
  }
  expect(await store.fetch('lva-none.lvab', join(folder, 'back'))).toBe(false)
  await store.remove(names[0] ?? '')
  expect((await store.list()).map(({ name }) => name)).toEqual([names[1]])
})

test('an object store that refuses or is away is told in the operator’s words', async () => {
  await expect(open({ secret: 'another' }).list()).rejects.toThrow('does not know this key')
  failures = 100
  await expect(open().list()).rejects.toThrow('does not answer (status 503)')
  failures = 0
  // Stopped between two attempts, it says why.
  const stopping = new AbortController()
  const fetch = async () => {
    setTimeout(() => stopping.abort(new Error('somebody stopped it')), 5)
    return new Response(null, { status: 503 })
  }
  writeFileSync(join(folder, 'sent'), 'small')
  const sending = open({ fetch, pauseMs: 60_000 }).put('lva-none.lvab', join(folder, 'sent'), stopping.signal)
  await expect(sending).rejects.toThrow('somebody stopped it')
})
