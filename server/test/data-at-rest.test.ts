import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../bench/load/running-server.ts'
import { keys } from '../src/cli/keys.ts'
import { openKeys } from '../src/config/keys.ts'
import { createScriptedStt } from '../src/providers/scripted.ts'
import { createVault } from '../src/vault/vault.ts'
import { inHouses, type TestHouse } from './house.ts'
import { ask, createLearner, type TestLearner } from './learner.ts'
import { voiceFile } from './recordings.ts'
import { times } from './thorough.ts'

const LVA = fileURLToPath(new URL('../bin/lva.mjs', import.meta.url))
/** So many that a change of key, which tells of every hundred, can be killed in its middle; and how often it is. */
const COPIES = times(500, 200)
const KILLS = times(3, 1)

const filesIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : []
const shelfOf = ({ place }: TestHouse) => join(place.folder, 'recordings')
const heard = async (url: string, { token }: TestLearner, exchange: string) => {
  const answer = await fetch(`${url}/api/conversation/exchanges/${exchange}/recording`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return Buffer.from(await answer.arrayBuffer())
}
/** Which keys the files of a shelf are sealed with. */
const keysOf = (folder: string) => {
  const vault = createVault(() => {
    throw new Error('not needed to look')
  })
  // A killed process leaves a file it had hardly begun.
  const whole = filesIn(folder).filter((file) => !file.endsWith('.part'))
  return [...new Set(whole.map((file) => vault.keyOf(readFileSync(file))))]
}

/** Runs one command of `lva` in a process of its own on a house's data. */
function lva(house: TestHouse, args: string[], env: Record<string, string> = {}) {
  const { address, folder } = house.place
  const child = spawn(process.execPath, [LVA, ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      ...('url' in address ? { DATABASE_URL: address.url } : {}),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told = { out: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      told.out += text
    })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out: told.out }))
  return { child: child as ChildProcess, told, ended }
}

/** `lva keys …` on a house's data in this process, where nobody kills it. */
async function lvaKeys(house: TestHouse, args: string[], env: Record<string, string> = {}) {
  const { address, folder } = house.place
  const database: Record<string, string> = 'url' in address ? { DATABASE_URL: address.url } : {}
  const lines: string[] = []
  const code = await keys
    .run({
      ...{ args, env: { DATA_DIR: folder, ...database, ...env }, interactive: false },
      print: (line) => void lines.push(line),
      complain: (line) => void lines.push(line),
      readInput: async () => '',
    })
    .catch((error: Error) => void lines.push(error.message))
  return { code: code ?? 1, out: lines.join('\n') }
}

inHouses('a kept recording', (open, engine) => {
  // The command line is another process, which a database inside this one does not let in.
  const withCommands = test.skipIf(engine === 'postgres' && !process.env.TEST_POSTGRES_URL)

  test('is sealed on the disk, and heard as it was said', async () => {
    const house = await open()
    const ada = await house.learner()
    const { exchange_id } = (await ada.speak(voiceFile)).body
    const [file = ''] = filesIn(shelfOf(house))
    const stored = readFileSync(file)
    expect([stored.subarray(0, 4).toString(), stored.includes(Buffer.from('WAVE'))]).toEqual(['LVAV', false])
    expect((await heard(house.url, ada, exchange_id)).equals(voiceFile)).toBe(true)
  })

  test('that somebody exchanged for another, or for a plain file, is not played', async () => {
    const house = await open()
    const [ada, eve] = [await house.learner(), await house.learner()]
    const mine = (await ada.speak(voiceFile)).body.exchange_id
    await eve.speak(voiceFile)
    const [first = '', second = ''] = filesIn(shelfOf(house)).sort((a) => (a.includes(ada.id) ? -1 : 1))
    const own = readFileSync(first)
    for (const forged of [readFileSync(second), Buffer.from(voiceFile), own.subarray(0, -1), Buffer.alloc(0)]) {
      writeFileSync(first, forged)
      const answer = await ada.get(`/api/conversation/exchanges/${mine}/recording`)
      expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } })
      expect(JSON.stringify(answer.body)).not.toMatch(/seal|key|LVAV/)
    }
    writeFileSync(first, own)
    expect((await heard(house.url, ada, mine)).equals(voiceFile)).toBe(true)
  })

  test('of the release before is read, sealed at the next start, and written down like any other', async () => {
    const house = await open({ stt: null })
    const ada = await house.learner()
    const { exchange_id } = (await ada.speak(voiceFile)).body
    const row = await house.db.selectFrom('recordings').selectAll().executeTakeFirstOrThrow()
    await house.close()
    // What the release before left: a plain file, and a row that says nothing of a key.
    const file = join(shelfOf(house), ada.id, `${row.id}.wav`)
    writeFileSync(file, voiceFile)
    const before = await open({ stt: null, place: house.place })
    await before.db.updateTable('recordings').set({ sealed_with: null }).execute()
    expect((await heard(before.url, ada, exchange_id)).equals(voiceFile)).toBe(true)
    await before.close()

    const next = await open({ stt: null, place: house.place })
    expect(readFileSync(file).subarray(0, 4).toString()).toBe('LVAV')
    expect(await next.db.selectFrom('recordings').select('sealed_with').execute()).toEqual([
      { sealed_with: next.keys.known().current },
    ])
    expect((await heard(next.url, ada, exchange_id)).equals(voiceFile)).toBe(true)
    await next.close()

    const later = await open({ stt: createScriptedStt(() => ({ text: 'mitosis' })), place: house.place })
    await later.settle()
    expect(filesIn(shelfOf(house))).toEqual([])
  })

  withCommands(
    'changes its key however often the change is killed, and is heard after each time',
    async () => {
      const house = await open({ stt: null })
      const ada = await house.learner()
      const exchanges: string[] = []
      for (let n = 0; n < 6; n++) exchanges.push((await ada.speak(voiceFile, { session: `s${n}` })).body.exchange_id)
      const before = house.keys.known().current
      expect(await lva(house, ['keys', 'rotate']).ended).toMatchObject({
        code: 1,
        out: expect.stringContaining('A server is running on this data folder'),
      })
      await house.close()
      // Copies of one recording, in rows of their own, sealed as it is.
      await fillShelf(house, COPIES)

      let kills = 0
      for (let round = 0; round < KILLS; round++) {
        const { child, told, ended } = lva(house, ['keys', 'rotate'])
        await expect
          .poll(() => told.out.includes('100 of') || child.exitCode !== null, { timeout: 60_000, interval: 1 })
          .toBe(true)
        child.kill('SIGKILL')
        if ((await ended).code === null) kills++
        expect(keysOf(shelfOf(house)).length).toBe(2)
        const again = await open({ stt: null, place: house.place })
        for (const exchange of exchanges) expect((await heard(again.url, ada, exchange)).equals(voiceFile)).toBe(true)
        expect(again.keys.known().older).toEqual([before])
        await again.close()
      }
      const { code, out } = await lva(house, ['keys', 'rotate']).ended
      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('Everything is sealed with') })

      const after = await open({ stt: null, place: house.place })
      const { current, older } = after.keys.known()
      expect([older, keysOf(shelfOf(house))]).toEqual([[], [current]])
      expect(filesIn(house.place.folder).some((file) => /keys\.json\./.test(file))).toBe(false)
      for (const exchange of exchanges) expect((await heard(after.url, ada, exchange)).equals(voiceFile)).toBe(true)
      const noted = await after.db.selectFrom('audit_events').selectAll().where('action', '=', 'keys-rotated').execute()
      expect(noted).toMatchObject([{ actor: 'operator', details: expect.stringContaining(current) }])
      // What the killed ones were just writing goes like anything nobody remembers.
      for (const file of filesIn(shelfOf(house))) utimesSync(file, 0, 0)
      after.pass(2 * 3_600_000)
      await after.recordings.clear()
      expect(filesIn(shelfOf(house)).filter((file) => file.endsWith('.part'))).toEqual([])
      process.stdout.write(`${engine}: ${COPIES + 6} recordings, ${kills} kills in the middle, all heard after each\n`)
    },
    180_000,
  )

  withCommands('whose key is gone keeps the server from starting, and is named', async () => {
    const house = await open({ stt: null })
    const ada = await house.learner()
    const { exchange_id } = (await ada.speak(voiceFile)).body
    const lost = house.keys.known().current
    await house.close()
    const kept = readFileSync(join(house.place.folder, 'keys.json'), 'utf8')
    rmSync(join(house.place.folder, 'keys.json'))
    expect(await lva(house, ['serve', '--port', '0']).ended).toMatchObject({
      code: 1,
      out: expect.stringContaining(`the key ${lost}, which is not here`),
    })
    const status = await lvaKeys(house, ['status'])
    expect(status).toMatchObject({
      code: 1,
      out: expect.stringContaining(`1 recordings sealed with ${lost}, WHICH IS NOT HERE`),
    })
    expect(await lvaKeys(house, ['rotate'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('1 could not be opened'),
    })
    expect(filesIn(shelfOf(house))).toHaveLength(1)

    // The lost key turns up: as the operator's, beside the one that was made meanwhile.
    const [key = ''] = JSON.parse(kept).keys
    const found = await lvaKeys(house, ['rotate'], { ENCRYPTION_KEY_PREVIOUS: key })
    expect(found).toMatchObject({ code: 0 })
    const back = await open({ stt: null, place: house.place })
    expect((await heard(back.url, ada, exchange_id)).equals(voiceFile)).toBe(true)
    await back.close()

    rmSync(join(house.place.folder, 'keys.json'))
    expect(await lvaKeys(house, ['rotate', '--remove-unreadable'])).toMatchObject({ code: 0 })
    const without = await open({ stt: null, place: house.place })
    const path = `${without.url}/api/conversation/exchanges/${exchange_id}/recording`
    expect((await fetch(path, { headers: { authorization: `Bearer ${ada.token}` } })).status).toBe(404)
    expect(filesIn(shelfOf(without))).toEqual([])
  })

  withCommands('moves to a key of the operator, which seals the secrets too', async () => {
    const house = await open({ stt: null })
    const ada = await house.learner()
    const { exchange_id } = (await ada.speak(voiceFile)).body
    await house.close()
    const env = { ENCRYPTION_KEY: Buffer.alloc(32, 9).toString('base64') }
    expect(await lvaKeys(house, ['rotate'], env)).toMatchObject({ code: 0 })
    expect(existsSync(join(house.place.folder, 'keys.json'))).toBe(false)
    expect(readFileSync(join(house.place.folder, 'secrets.json'), 'utf8')).toMatch(/^\{"sealed":"lva1\./)
    const moved = await open({ stt: null, place: house.place, env })
    expect(moved.keys.from).toBe('environment')
    // Signed in as before: the tokens are still believed.
    expect((await heard(moved.url, ada, exchange_id)).equals(voiceFile)).toBe(true)
  })

  /** Adds recordings straight to the shelf and the database, as the house would. */
  async function fillShelf(house: TestHouse, count: number) {
    const again = await open({ stt: null, place: house.place })
    const one = await again.db.selectFrom('recordings').selectAll().executeTakeFirstOrThrow()
    const vault = createVault(openKeys(house.place.folder, { key: undefined, previous: [] }).keyring)
    const rows = Array.from({ length: count }, (_, n) => ({ ...one, id: `copy-${String(n).padStart(4, '0')}` }))
    for (const { id } of rows) {
      const label = { purpose: 'recording', owner: one.user_id, id }
      writeFileSync(
        join(shelfOf(house), one.user_id, `${id}.wav`),
        Buffer.concat(await Array.fromAsync(vault.seal([Buffer.from(voiceFile)], label))),
      )
    }
    await again.db.insertInto('recordings').values(rows).execute()
    await again.close()
  }
})

inHouses('an export', (open, engine) => {
  const withCommands = test.skipIf(engine === 'postgres' && !process.env.TEST_POSTGRES_URL)
  const CANARY = 'zebrafinch-quagga'
  const exportsOf = ({ place }: TestHouse) => filesIn(join(place.folder, 'exports'))

  /** Asks for an export and waits until it is there. */
  async function ordered(house: TestHouse, { token }: TestLearner, format: string): Promise<string> {
    const headers = { authorization: `Bearer ${token}` }
    const { body } = await ask(house.url, 'POST', '/api/gdpr/export', { body: { format }, headers })
    await house.settle()
    return body.export_id
  }
  async function download(house: TestHouse, { token }: TestLearner, id: string) {
    const answer = await fetch(`${house.url}/api/gdpr/export/${id}/download`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const digest = createHash('sha256').update(bytes).digest('base64')
    const right =
      answer.headers.get('content-length') === String(bytes.length) &&
      answer.headers.get('repr-digest') === `sha-256=:${digest}:`
    return { status: answer.status, bytes, right }
  }
  /** A house in which somebody has said the canary, with a short and a long export of it. */
  async function withExports() {
    const house = await open({ stt: null })
    const ada = await house.learner()
    for (let n = 0; n < 40; n++) await ada.say(`${CANARY} ${n}, ${'and so it went on. '.repeat(200)}`)
    const ids = [await ordered(house, ada, 'json'), await ordered(house, ada, 'markdown')]
    return { house, ada, ids }
  }

  test('is found by nobody who searches its file, and downloaded as it was made', async () => {
    const { house, ada, ids } = await withExports()
    const files = exportsOf(house)
    expect(files).toHaveLength(2)
    // The database holds the words in plain, and that is said; the file beside it must not.
    for (const file of files) {
      const stored = readFileSync(file)
      expect(stored.subarray(0, 4).toString()).toBe('LVAV')
      for (const plain of [CANARY, ada.email, ada.id, 'export_metadata', 'PK\u0003\u0004'])
        expect(stored.includes(plain), plain).toBe(false)
    }
    const outside = filesIn(house.place.folder).filter((file) => !/companion\.db/.test(file))
    expect(outside.filter((file) => readFileSync(file).includes(CANARY))).toEqual([])

    const [document, archive] = [await download(house, ada, ids[0] ?? ''), await download(house, ada, ids[1] ?? '')]
    expect(document).toMatchObject({ status: 200, right: true })
    expect(document.bytes.length).toBeGreaterThan(2 * 65_536)
    expect(JSON.parse(document.bytes.toString()).data.conversations).toHaveLength(40)
    expect(archive).toMatchObject({ status: 200, right: true })
    expect(archive.bytes.subarray(0, 4).toString()).toBe('PK\u0003\u0004')
  })

  test('that somebody changed, cut off or exchanged is not given out as if it were whole', async () => {
    const { house, ada, ids } = await withExports()
    const file = exportsOf(house).find((path) => path.endsWith(ids[0] ?? '')) ?? ''
    const own = readFileSync(file)
    const turned = (at: number) => {
      const bytes = Buffer.from(own)
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
      return bytes
    }
    // Where nothing was sent yet it is an error; later the connection breaks before the length that was promised.
    const other = readFileSync(exportsOf(house).find((path) => path !== file) ?? '')
    for (const forged of [other, turned(60), Buffer.from('{"data":{}}'), Buffer.alloc(0)]) {
      writeFileSync(file, forged)
      expect((await ada.get(`/api/gdpr/export/${ids[0]}/download`)).body).toMatchObject({ code: 'internal' })
    }
    for (const forged of [turned(own.length - 1), own.subarray(0, 80_000)]) {
      writeFileSync(file, forged)
      await expect(download(house, ada, ids[0] ?? '')).rejects.toThrow()
    }
    writeFileSync(file, own)
    expect(await download(house, ada, ids[0] ?? '')).toMatchObject({ status: 200, right: true })
  })

  withCommands('is sealed anew when the key changes, and asked for again when the key is lost', async () => {
    const { house, ada, ids } = await withExports()
    const before = await Promise.all(ids.map((id) => download(house, ada, id)))
    const old = house.keys.known().current
    const imported = join(house.place.folder, 'exports', ada.id, 'an-import')
    await house.close()
    // What is brought in lies there as it came, whatever it looks like.
    writeFileSync(imported, 'LVAV and no more')
    expect(await lvaKeys(house, ['rotate'])).toMatchObject({ code: 0 })
    const rotated = await open({ stt: null, place: house.place })
    const { current } = rotated.keys.known()
    expect(current).not.toBe(old)
    expect(readFileSync(imported, 'utf8')).toBe('LVAV and no more')
    rmSync(imported)
    expect(keysOf(join(house.place.folder, 'exports'))).toEqual([current])
    const after = await Promise.all(ids.map((id) => download(rotated, ada, id)))
    expect(after).toMatchObject([
      { status: 200, right: true },
      { status: 200, right: true },
    ])
    expect(after.map(({ bytes }, at) => before[at]?.bytes.equals(bytes))).toEqual([true, true])
    await rotated.close()

    rmSync(join(house.place.folder, 'keys.json'))
    const without = await open({ stt: null, place: house.place })
    expect((await download(without, ada, ids[0] ?? '')).status).toBe(404)
    await without.close()
    const status = await lvaKeys(house, ['status'])
    expect(status.out).toContain(`2 exports sealed with ${current}, WHICH IS NOT HERE`)
    expect(await lvaKeys(house, ['rotate'])).toMatchObject({ code: 0 })
    expect(exportsOf(house)).toEqual([])
    const renewed = await open({ stt: null, place: house.place })
    expect((await download(renewed, ada, await ordered(renewed, ada, 'json'))).right).toBe(true)
  })
})

test('every file of a used house is for its owner only, whatever the umask', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'lva-modes-'))
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }))
  const folder = join(outside, 'data')
  const open = () => startServer(folder, { wrapped: ['sh', '-c', 'umask 000; exec "$@"', 'sh'] })
  const first = await open()
  const ada = await createLearner(first.url, { email: 'ada@example.org' })
  await ada.say('Leaves are green.')
  await ada.speak(voiceFile)
  const looseOnes = () =>
    [
      folder,
      ...readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
        join(entry.parentPath, entry.name),
      ),
    ]
      .map((path) => ({ path: path.slice(outside.length), stat: statSync(path) }))
      .filter(({ stat }) => (stat.mode & 0o777) !== (stat.isDirectory() ? 0o700 : 0o600))
      .map(({ path }) => path)
  expect(looseOnes()).toEqual([])
  const names = filesIn(folder).map((file) => file.slice(folder.length + 1).replace(/\/.*/, ''))
  expect(names).toEqual(
    expect.arrayContaining(['companion.db', 'companion.db-wal', 'keys.json', 'recordings', 'server.lock']),
  )
  await first.stop()

  // As an earlier release or a careless copy left them, with a sound somebody was just being read when the power failed.
  for (const file of filesIn(folder)) chmodSync(file, 0o644)
  mkdirSync(join(folder, 'temporary', 'lva-left'), { recursive: true })
  writeFileSync(join(folder, 'temporary', 'lva-left', 'speech.wav'), voiceFile, { mode: 0o666 })
  const second = await open()
  expect([looseOnes(), filesIn(join(folder, 'temporary'))]).toEqual([[], []])
  await second.stop()
})
