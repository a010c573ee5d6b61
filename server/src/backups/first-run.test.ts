import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Setup, StoredBackups } from '@lva/contracts/setup'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { databaseUrl } from '../../test/engines.ts'
import { inHouses } from '../../test/house.ts'
import { ask, createLearner } from '../../test/learner.ts'
import { nothingThere } from '../../test/nothing-there.ts'
import { quickPasswords } from '../../test/quick-passwords.ts'
import { latestRelease, putBackFixture, RELEASE_KEY } from '../../test/releases.ts'
import { serveUntil } from '../cli/serving.ts'
import { readConfig } from '../config.ts'
import { openWaitingDoor } from '../http/waiting-door.ts'
import makeArchive from './making.ts'

const NAME = 'lva-20261127T180000000Z-5eed1a2b-1a2b.lvab'
const PASSPHRASE = 'three hearts of an octopus'
/** She lived in the house of the release before. */
const LENA = { email: 'lena@example.org', password: 'Test1234!' }

/** A backup of the database that the release before has left. */
async function archiveOfBefore(folder: string, target: string): Promise<void> {
  mkdirSync(folder)
  const address = await putBackFixture(latestRelease(), 'sqlite', folder, [])
  await makeArchive(
    {
      ...{ address, dataDir: folder, held: join(folder, 'held'), target, version: '3.0.0', configuration: '[]' },
      ...{ madeAt: '2026-11-27T18:00:00.000Z', sealer: { passphrase: PASSPHRASE, keys: [Buffer.alloc(32)] } },
    },
    { tell() {} },
  )
}

inHouses('the first page of an empty house', (_open, engine) => {
  /** A server on nothing, with the archive of an earlier release where it keeps its backups. */
  async function emptyHouse() {
    const folder = mkdtempSync(join(tmpdir(), 'lva-first-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const backups = join(folder, 'kept')
    const archive = join(backups, NAME)
    mkdirSync(backups)
    await archiveOfBefore(join(folder, 'before'), archive)
    const env: Record<string, string> = {
      ...{ ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: '0', LLM: 'companion', EMBEDDINGS: 'none' },
      ...{ RATE_LIMIT_ENABLED: 'false', LOAD_SHEDDING: 'false', BACKUP_ENABLED: 'false' },
      ...{ DATA_DIR: join(folder, 'data'), BACKUP_DIR: backups, ENCRYPTION_KEY: RELEASE_KEY },
    }
    if (engine === 'postgres') {
      const { url, drop } = await databaseUrl()
      onTestFinished(drop)
      env.DATABASE_URL = url
    }
    const lines: string[] = []
    const urls: string[] = []
    const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
    const over = serveUntil(stopped, readConfig(env, { readFile: nothingThere }), {
      ...{ log: pino({}, { write: (line: string) => void lines.push(line) }), path: '', home: '' },
      ...{ passwords: quickPasswords, drainMs: 200 },
      onListening: (url) => void urls.push(url.replace('localhost', '127.0.0.1')),
    })
    onTestFinished(async () => {
      stop()
      await over
    })
    /** Where it listens, once it has opened its doors so many times. */
    const listening = (times: number) =>
      vi.waitUntil(() => urls[times - 1] ?? null, { timeout: 30_000, interval: 20 }) as Promise<string>
    const token = () => /setup token: ([0-9a-f-]{35})/.exec(lines.join(''))?.[1] ?? ''
    return { listening, token, lines, archive }
  }

  test('puts a backup of an earlier release back for whoever has the setup token, and for nobody where people live', async () => {
    const { listening, token, lines, archive } = await emptyHouse()
    const url = await listening(1)
    const setup = <Body>(method: string, path: string, body?: unknown, given = token()) =>
      ask<Body>(url, method, `/api/setup${path}`, { body, headers: { 'x-setup-token': given } })
    expect((await setup<Setup>('GET', '')).body).toEqual({ empty: true, restoring: null, failure: null })
    expect((await ask(url, 'GET', '/api/setup/backups')).status).toBe(422)
    expect((await setup('GET', '/backups', undefined, token().replace(/.$/, 'x'))).status).toBe(403)
    expect((await setup('POST', '/restore', { from: 'here', name: NAME }, 'none')).status).toBe(403)
    const { body } = await setup<StoredBackups>('GET', '/backups')
    expect(body.backups).toMatchObject([{ name: NAME, place: 'here', made_at: '2026-11-27T18:00:00.000Z' }])

    const bytes = readFileSync(archive)
    const send = async (at: number, piece: Buffer, given = token()) => {
      const headers = { 'x-setup-token': given, 'content-type': 'application/octet-stream' }
      const address = `${url}/api/setup/upload?what=backup&at=${at}`
      const answer = await fetch(address, { method: 'POST', headers, body: new Uint8Array(piece) })
      return { status: answer.status, body: (await answer.json()) as { bytes?: number; detail?: string } }
    }
    expect((await send(0, bytes, 'none')).status).toBe(403)
    expect((await send(0, bytes.subarray(0, 5_000))).body).toEqual({ bytes: 5_000 })
    expect((await send(6_000, bytes.subarray(6_000))).body.detail).toContain('5000 bytes are here')
    const refusedFor = async (passphrase: string | undefined, why: string) => {
      const { status, body } = await setup<{ detail: string }>('POST', '/restore', { from: 'upload', passphrase })
      expect([status, body.detail]).toEqual([400, expect.stringContaining(why)])
    }
    // Every passphrase takes half a second, and this knows no engine.
    if (engine === 'sqlite') await refusedFor(PASSPHRASE, 'damaged')
    // Twice, as when an answer is lost on its way.
    for (const _ of ['sent', 'sent again'])
      expect((await send(5_000, bytes.subarray(5_000))).body).toEqual({ bytes: bytes.length })
    await refusedFor(undefined, 'was sealed with a passphrase')
    if (engine === 'sqlite') await refusedFor('four hearts of an octopus', 'not the passphrase')
    expect((await setup('POST', '/restore', { from: 'here', name: '../keys.json' })).status).toBe(404)
    const asked = { from: engine === 'sqlite' ? 'upload' : 'here', name: NAME, passphrase: PASSPHRASE }
    const [begun, second] = await Promise.all([setup('POST', '/restore', asked), setup('POST', '/restore', asked)])
    expect([begun.status, second.status].sort()).toEqual([202, 409])

    const after = await listening(2)
    expect(lines.join('')).toContain('a backup is back')
    const signedIn = await ask(after, 'POST', '/api/auth/login/json', { body: LENA })
    const headers = { authorization: `Bearer ${signedIn.body.access_token}` }
    const { body: past } = await ask(after, 'GET', '/api/session/biology/history', { headers })
    expect(past.history.map((turn: { user_text: string }) => turn.user_text)).toContain('Octopuses have three hearts.')
    // What the release before knew of no table for is there, and empty.
    expect((await ask(after, 'GET', '/api/phone', { headers })).status).toBe(200)

    expect((await ask<Setup>(after, 'GET', '/api/setup')).body).toMatchObject({ empty: false, failure: null })
    for (const [method, path, sent] of [
      ['GET', '/backups', undefined],
      ['POST', '/restore', asked],
    ] as const)
      expect(
        (await ask(after, method, `/api/setup${path}`, { body: sent, headers: { 'x-setup-token': token() } })).status,
      ).toBe(404)
  }, 60_000)

  if (engine === 'sqlite')
    test('is shut once somebody has signed up', async () => {
      const { listening, token } = await emptyHouse()
      const url = await listening(1)
      await createLearner(url, { email: 'ben@example.org' })
      const headers = { 'x-setup-token': token() }
      const body = { from: 'here', name: NAME, passphrase: PASSPHRASE }
      expect((await ask(url, 'POST', '/api/setup/restore', { body, headers })).status).toBe(404)
    })
})

test('while a backup is put back, whoever comes is told how far it is, and to come again', async () => {
  const port = 0
  const door = await openWaitingDoor({ host: '127.0.0.1', port, tls: undefined, percent: () => 42 })
  onTestFinished(door.close)
  const at = (path: string, accept = 'application/json') =>
    fetch(`http://127.0.0.1:${door.port}${path}`, { headers: { accept } })
  expect(await (await at('/api/setup')).json()).toEqual({ empty: true, restoring: 42, failure: null })
  expect((await at('/health')).status).toBe(200)
  const other = await at('/api/conversation')
  expect([other.status, other.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await (await at('/talk', 'text/html')).text()).toContain('A backup is being put back')
})
