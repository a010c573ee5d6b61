import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startServer } from '../../bench/load/running-server.ts'
import { pdf } from '../src/documents/testing/papers.ts'
import { type Ends, openTestHouse } from './house.ts'
import { ask, createLearner } from './learner.ts'

// The process is killed (SIGKILL, no farewell) while it keeps what it reads in a document, and another one takes it up.

const PAGES = 200
const RAW = { 'content-type': 'application/octet-stream' }
/** A process that died holds its work up for two minutes. */
const HELD_MS = 3 * 60_000

test('a document that was being read by a killed server is read whole afterwards, and nothing is kept twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lva-kill-reading-'))
  const ends: Ends = []
  const server = await startServer(folder)
  onTestFinished(async () => {
    await server.stop()
    for (const end of ends.reverse()) await end()
    rmSync(folder, { recursive: true, force: true })
  })
  const ada = await createLearner(server.url, { email: 'ada@example.org' })
  const pages = Array.from({ length: PAGES }, (_, page) => `Page ${page} tells of bee number ${page}. `.repeat(30))
  const { id } = (await ada.call('POST', '/api/upload/document?name=bees.pdf', pdf(pages), RAW)).body
  const path = `/api/documents/${id}`
  await vi.waitFor(async () => expect((await ada.get(path)).body.progress).toBeGreaterThan(80), {
    ...{ timeout: 60_000, interval: 2 },
  })
  server.child.kill('SIGKILL')
  await server.exited

  const address = { engine: 'sqlite' as const, file: join(folder, 'companion.db') }
  const house = await openTestHouse({ address, folder }, {}, ends)
  const parts = () => house.db.selectFrom('document_parts').select('number').execute()
  const left = await house.db.selectFrom('documents').select(['state', 'progress']).executeTakeFirstOrThrow()
  expect([left.state, (await parts()).length]).toEqual(['reading', expect.toSatisfy((count) => count < PAGES)])
  house.pass(HELD_MS)
  await house.settle()
  const headers = { authorization: `Bearer ${ada.token}` }
  const { body } = await ask(house.url, 'GET', path, { headers })
  expect(body).toMatchObject({ state: 'ready', parts: PAGES, pages: PAGES })
  expect(await parts()).toHaveLength(PAGES)
  const passages = await house.db.selectFrom('passages').select('text').execute()
  expect(new Set(passages.map(({ text }) => text)).size).toBe(passages.length)
}, 120_000)
