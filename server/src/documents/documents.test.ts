import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Document } from '@lva/contracts/documents'
import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import { expect, onTestFinished, test, vi } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'
import { docx, epub, pdf, swelling } from './testing/papers.ts'

const RAW = { 'content-type': 'application/octet-stream' }
const give = (learner: TestLearner, file: Uint8Array | string, name = 'notes.pdf') =>
  learner.call('POST', `/api/upload/document?name=${encodeURIComponent(name)}`, file, RAW)

const filesIn = (house: TestHouse, { id }: TestLearner) => {
  try {
    return readdirSync(join(house.place.folder, 'files', id))
  } catch {
    return []
  }
}

inHouses('documents', (open, engine) => {
  test('a document is kept, read, found by its words, downloaded and removed, and is nobody else’s', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const file = pdf(['Bees dance to tell where flowers are.', 'The waggle points to the quokka (a joke).'])
    const given = await give(ana, file, 'C:\\books\\On bees.pdf')
    expect([given.status, given.body]).toEqual([
      201,
      expect.objectContaining({ name: 'On bees.pdf', kind: 'pdf', state: 'waiting', bytes: file.length, reason: null }),
    ])
    const { id } = given.body
    await house.settle()
    const { body: read } = await ana.get(`/api/documents/${id}`)
    expect(read).toMatchObject({ state: 'ready', progress: 100, pages: 2, parts: 2, reason: null })
    // The same file again, of another name, is the same document; that of somebody else is theirs.
    const again = await give(ana, file, 'copy.pdf')
    expect([again.status, again.body.id, again.body.state]).toEqual([200, id, 'ready'])
    expect(filesIn(house, ana)).toHaveLength(1)
    expect((await give(ben, file)).status).toBe(201)
    await house.settle()

    const found = await ana.search('quokka')
    expect(found.results).toEqual([expect.objectContaining({ kind: 'document', source_id: id })])
    const { page, from = 0 } = found.results[0]?.place ?? {}
    expect(page).toBe(2)
    const { body: parts } = await ana.get(`/api/documents/${id}/parts?at=${from}&limit=1`)
    expect(parts.parts).toEqual([
      expect.objectContaining({ number: 2, page: 2, text: 'The waggle points to the quokka (a joke).' }),
    ])

    // Sealed where it lies, and whole when it comes back: by the link, and signed in.
    const [name = ''] = filesIn(house, ana)
    expect(readFileSync(join(house.place.folder, 'files', ana.id, name)).includes('waggle')).toBe(false)
    const linked = await fetch(house.url + read.download_url)
    expect(Buffer.from(await linked.arrayBuffer()).equals(file)).toBe(true)
    expect([linked.headers.get('content-type'), linked.headers.get('content-disposition')]).toEqual([
      'application/pdf',
      "attachment; filename*=UTF-8''On%20bees.pdf",
    ])
    expect((await ana.get(`/api/files/${read.file_id}`)).status).toBe(200)
    expect((await ben.get(`/api/files/${read.file_id}`)).status).toBe(404)
    expect((await fetch(`${house.url}/api/files/${read.file_id}`)).status).toBe(401)
    const forged = read.download_url.replace(ana.id, ben.id)
    expect((await fetch(house.url + forged)).status).toBe(401)
    house.pass(5 * 60_000)
    expect((await fetch(house.url + read.download_url)).status).toBe(401)

    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/parts'],
      ['POST', '/retry'],
      ['POST', '/cancel'],
      ['DELETE', ''],
    ] as const)
      expect((await ben.call(method, `/api/documents/${id}${path}`)).status, `${method} ${path}`).toBe(404)
    expect((await ana.call('DELETE', `/api/documents/${id}`)).status).toBe(204)
    expect((await ana.search('quokka')).results).toEqual([])
    expect([filesIn(house, ana), (await ana.get('/api/documents')).body.count]).toEqual([[], 0])
    expect((await ana.get('/api/files')).body).toMatchObject({ bytes: 0, files: 0 })
    expect((await ben.search('quokka')).results).toHaveLength(1)
  })

  test('what a document is about stands in the graph, and goes with it', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const pages = [
      'Glaciers carve valleys.',
      'A moraine is part of a glacier.',
      'A glacier needs snow.',
      'Glaciers melt.',
    ]
    const { id } = (await give(ana, pdf(pages))).body
    const concepts = async (learner: TestLearner) =>
      ((await learner.get('/api/graph/overview')).body.concepts as { id: string; name: string }[]) ?? []
    await house.settle()
    house.pass(60_000)
    await house.settle()
    const [glaciers, ...others] = await concepts(ana)
    expect([glaciers?.name, others, await concepts(ben)]).toEqual(['glaciers', [], []])
    const { sources } = (await ana.get(`/api/graph/concepts/${glaciers?.id}`)).body
    expect(sources).toEqual([expect.objectContaining({ source_kind: 'document', source_id: id, session_id: null })])
    await ana.call('DELETE', `/api/documents/${id}`)
    expect(await concepts(ana)).toEqual([])
  })

  test('a turn about a document leans on that one, and not on somebody else’s', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const [bees, wasps, bens] = [
      (await give(ana, pdf(['Bees dance to tell where flowers are.']))).body,
      (await give(ana, pdf(['Wasps chew wood for their nests.']))).body,
      (await give(ben, pdf(['Hornets keep cool by fanning.']))).body,
    ]
    await house.settle()
    const leantOn = async (...document_ids: string[]) => {
      await ana.call('POST', '/api/conversation', {
        text: 'What is this about?',
        session_id: crypto.randomUUID(),
        document_ids,
      })
      return house.requests.at(-1)?.facts.recalled.map(({ sourceId }) => sourceId)
    }
    expect(await leantOn(wasps.id)).toEqual([wasps.id])
    expect(await leantOn(bees.id)).toEqual([bees.id])
    expect(await leantOn(bens.id)).toEqual([])

    // Also when it is answered later, or anew; and a retry that is about something else is no retry.
    house.script(() => ({ fail: { kind: 'unavailable' } }))
    const turn = { text: 'What does this say?', session_id: crypto.randomUUID(), document_ids: [wasps.id] }
    const said = (body: object) => ana.call('POST', '/api/conversation', body, { 'idempotency-key': 'about-wasps' })
    expect((await said(turn)).status).toBe(503)
    expect((await said({ ...turn, document_ids: [bees.id] })).status).toBe(422)
    house.script(() => ({ words: ['About nests.'] }))
    house.pass(60_000)
    await house.settle()
    const last = () => house.requests.at(-1)?.facts.recalled.map(({ sourceId }) => sourceId)
    expect(last()).toEqual([wasps.id])
    const [answered] = (await ana.history(turn.session_id)).history
    await ana.call('PATCH', `/api/conversation/exchanges/${answered?.id}`, { regenerate: true })
    expect(last()).toEqual([wasps.id])
    expect((await ana.call('POST', '/api/conversation', { text: 'x', document_ids: ['no id'] })).status).toBe(422)
  })

  test('several kinds come as a form, by the body, and from an address', async () => {
    const house = await open({ env: { OUTGOING_ALLOW: '127.0.0.1' } })
    const ana = await house.learner()
    const form = new FormData()
    form.append('file', new Blob([Buffer.from(await docx(['# Bees', 'They dance.']))]), 'bees.docx')
    const sent = await fetch(`${house.url}/api/upload/document`, {
      ...{ method: 'POST', body: form, headers: { authorization: `Bearer ${ana.token}` } },
    })
    const bees = (await sent.json()) as Document
    expect([sent.status, bees.name]).toEqual([201, 'bees.docx'])
    expect((await give(ana, await epub(['<h1>Owls</h1><p>Owls see at night.']), 'owls')).body.kind).toBe('epub')

    const served = createServer((request, response) => {
      if (request.url === '/page') response.end('<!doctype html><title>On moths</title><p>Moths fly by the moon.')
      else if (request.url === '/away') response.writeHead(302, { location: 'http://192.168.0.1/' }).end()
      else if (request.url === '/endless') response.write(Buffer.alloc(FILE_BYTES_MAX), () => response.write('more'))
      else response.writeHead(500).end()
    }).listen(0, '127.0.0.1')
    await once(served, 'listening')
    onTestFinished(() => void served.close().closeAllConnections())
    const at = `http://127.0.0.1:${(served.address() as AddressInfo).port}`
    const fetched = (url: string) => ana.call('POST', '/api/upload/document', { url })
    const moths = await fetched(`${at}/page`)
    expect([moths.status, moths.body.kind, moths.body.source_url]).toEqual([201, 'html', `${at}/page`])
    await house.settle()
    expect(
      (await ana.get('/api/documents')).body.documents.map((one: { name: string; state: string }) => [
        one.name,
        one.state,
      ]),
    ).toEqual([
      ['On moths', 'ready'],
      ['owls', 'ready'],
      ['bees.docx', 'ready'],
    ])
    const refused = await Promise.all([
      fetched(`${at}/away`),
      fetched(`${at}/broken`),
      fetched('http://169.254.169.254/latest/meta-data'),
      fetched('file:///etc/passwd'),
      fetched(`${at}/endless`),
    ])
    expect(refused.map(({ body }) => body.code)).toEqual([...Array(4).fill('not-fetched'), 'too-large'])
    // Nobody learns which names and addresses there are inside.
    const nowhere = await fetched('http://nowhere.invalid/')
    expect([refused[0], refused[2]].map((one) => one?.body.detail)).toEqual(Array(2).fill(nowhere.body.detail))
    expect(filesIn(house, ana)).toHaveLength(3)
  })

  test('what cannot be read says why, is kept, and hurts nobody else', async () => {
    const house = await open({ env: { QUOTA_STORAGE_MB: '1' } })
    const [ana, ben] = [await house.learner(), await house.learner()]
    expect((await give(ana, '')).body.code).toBe('empty-file')
    expect((await give(ana, Buffer.from('89504e470d0a1a0a00', 'hex'))).body.code).toBe('unknown-document')
    expect((await give(ana, Buffer.from('d0cf11e0a1b11ae100', 'hex'), 'old.doc')).body.detail).toContain('.docx')
    expect((await give(ana, Buffer.alloc(1024 ** 2 + 1, 'a'))).body.code).toBe('space-used-up')
    expect(filesIn(house, ana)).toEqual([])

    // A bomb takes its thread with it, and nothing else. Once is enough: the database has no part in it.
    const bomb = await give(ana, pdf(['x'], { stream: () => swelling(engine === 'sqlite' ? 450 : 1) }), 'bomb.pdf')
    const good = await give(ben, pdf(['Bees dance.']))
    await house.settle()
    expect((await ben.get(`/api/documents/${good.body.id}`)).body.state).toBe('ready')
    const { body: failed } = await ana.get(`/api/documents/${bomb.body.id}`)
    expect([failed.state, failed.reason.code]).toEqual(['failed', engine === 'sqlite' ? 'too-much-work' : 'no-words'])
    expect((await ana.get(`/api/files/${failed.file_id}`)).status).toBe(200)

    const words = await give(ana, pdf(['']), 'scan.pdf')
    await house.settle()
    expect((await ana.get(`/api/documents/${words.body.id}`)).body.reason.code).toBe('no-words')
    expect((await ana.call('POST', `/api/documents/${words.body.id}/retry`)).body.state).toBe('waiting')
    await house.settle()
    expect((await ana.call('POST', `/api/documents/${words.body.id}/cancel`)).body.code).toBe('still-running')
  })

  test('a server that stops while it reads goes on afterwards, and keeps nothing twice', async () => {
    const house = await open()
    const ana = await house.learner()
    const pages = Array.from({ length: 120 }, (_, page) => `Page ${page} tells of bee number ${page}. `.repeat(30))
    const { body: given } = await give(ana, pdf(pages))
    const events = await fetch(`${house.url}/api/events?seconds=20`, {
      headers: { authorization: `Bearer ${ana.token}` },
    })
    await vi.waitFor(
      async () => {
        const { body } = await ana.get(`/api/documents/${given.id}`)
        if (body.progress < 80) throw new Error('it is not at it yet')
      },
      { timeout: 20_000, interval: 2 },
    )
    await house.close()
    expect(await events.text()).toContain('event: document-changed')
    const later = await open({ place: house.place })
    const stopped = await later.db.selectFrom('documents').selectAll().executeTakeFirstOrThrow()
    await later.settle()
    const { body } = await ask(later, ana, `/api/documents/${given.id}`)
    expect([stopped.state === 'ready', body.state, body.parts]).toEqual([false, 'ready', 120])
    const passages = await later.db.selectFrom('passages').select(['id', 'text']).execute()
    expect(new Set(passages.map(({ text }) => text)).size).toBe(passages.length)
    expect(new Set(passages.map(({ id }) => id)).size).toBe(120)
  })

  test('reading is cancelled and taken up again', async () => {
    const house = await open()
    const ana = await house.learner()
    const { body: given } = await give(ana, pdf(Array.from({ length: 300 }, (_, page) => `Bee ${page}. `.repeat(40))))
    const cancelled = await ana.call('POST', `/api/documents/${given.id}/cancel`)
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled'])
    await house.settle()
    expect((await ana.search('Bee')).results).toEqual([])
    expect((await ana.call('POST', `/api/documents/${given.id}/retry`)).status).toBe(200)
    await house.settle()
    expect((await ana.get(`/api/documents/${given.id}`)).body).toMatchObject({ state: 'ready', pages: 300 })
  })
})

/** The same learner at another house. */
async function ask(house: TestHouse, { token }: TestLearner, path: string) {
  const answer = await fetch(house.url + path, { headers: { authorization: `Bearer ${token}` } })
  return { body: (await answer.json()) as Document }
}
