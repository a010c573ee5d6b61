import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { History } from '@lva/contracts/conversation'
import type { SearchAnswer } from '@lva/contracts/search'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { inHouses, type TestHouse } from './house.ts'
import { ask, type TestLearner } from './learner.ts'
import { voiceFile } from './recordings.ts'

const RAW = { 'content-type': 'application/octet-stream' }
const HOUR = 3_600_000
const DAY = 24 * HOUR
const MEBIBYTE = 1024 ** 2
const FORMULA = '=HYPERLINK("http://evil.example","click")'

/** Fetches the bytes of an export, whatever is in them. */
async function fetched(house: TestHouse, learner: TestLearner, wish: object = {}) {
  const { status, body } = await learner.call('POST', '/api/gdpr/export', wish)
  expect(status).toBe(200)
  expect(body).toMatchObject({ status: 'processing', download_url: null })
  const answer = await fetch(`${house.url}/api/gdpr/export/${body.export_id}/download`, {
    headers: { authorization: `Bearer ${learner.token}` },
  })
  expect(answer.status).toBe(200)
  const told = (await learner.get(`/api/gdpr/export/${body.export_id}`)).body
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(told).toMatchObject({ status: 'completed', bytes: bytes.length })
  expect(told.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  return { bytes, told, headers: answer.headers }
}

async function filesIn(bytes: Buffer): Promise<Record<string, Buffer>> {
  const zip = await fromBufferPromise(bytes)
  const files: Record<string, Buffer> = {}
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry)
    files[entry.fileName] = Buffer.concat(await stream.toArray())
  }
  return files
}

async function broughtIn(house: TestHouse, learner: TestLearner, bytes: Uint8Array) {
  const { status, body } = await learner.call('POST', '/api/gdpr/import', bytes, {
    'content-type': 'application/octet-stream',
  })
  expect(status).toBe(202)
  await house.settle()
  return (await learner.get(`/api/gdpr/import/${body.import_id}`)).body
}

/** A file of so many MiB that is sent in two parts. */
function sending(house: TestHouse, learner: TestLearner, mib: number) {
  const headers = { authorization: `Bearer ${learner.token}`, 'content-type': 'application/octet-stream' }
  const request = httpRequest(`${house.url}/api/gdpr/import`, { method: 'POST', headers })
  const status = new Promise<number | undefined>((resolve, reject) => {
    request.once('error', reject)
    request.once('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
  })
  return {
    async some() {
      request.write('{"data":{}}')
      await expect.poll(() => readdir(join(house.place.folder, 'exports', learner.id)).catch(() => [])).toHaveLength(1)
    },
    rest: () => {
      for (let n = 0; n < mib; n++) request.write(Buffer.alloc(1024 * 1024, ' '))
      request.end()
      return status
    },
  }
}

/** Two sessions, a recording nobody could write down, and choices. */
async function talkedAWhile(learner: TestLearner) {
  await learner.say('Photosynthesis turns light into sugar', { session: 'biology/1' })
  await learner.say('It’s in the chloroplasts, as I said', { session: 'biology/1' })
  await learner.say(FORMULA, { session: 'notes', mode: 'capture' })
  await learner.call('POST', '/api/conversation/sessions/biology%2F1/end')
  const { status } = await learner.speak(voiceFile, { session: 'spoken' })
  expect(status).toBe(503)
  await learner.call('PATCH', '/api/user/me', {
    timezone: 'Europe/Lisbon',
    settings: { theme: 'dark', speech_rate: 1.5 },
  })
}

/** What somebody sees of what they said. */
async function seen(learner: TestLearner) {
  const histories: Record<string, History> = {}
  for (const session of ['biology/1', 'notes', 'spoken']) histories[session] = await learner.history(session)
  const { sessions } = (await learner.get('/api/conversation/sessions')).body
  const searches: Record<string, SearchAnswer> = {}
  for (const words of ['photosynthesis', 'chloroplast', 'tell me', 'hyperlink'])
    searches[words] = await learner.search(words)
  const { settings, timezone, locale, full_name } = (await learner.get('/api/user/me')).body
  const [turn] = histories.spoken?.history ?? []
  const sound = await learner.get(`/api/conversation/exchanges/${turn?.id}/recording`)
  const byId = (a: { session_id: string }, b: { session_id: string }) => (a.session_id < b.session_id ? -1 : 1)
  return {
    histories,
    sessions: sessions.sort(byId),
    searches,
    settings,
    timezone,
    locale,
    full_name,
    sound: sound.body,
  }
}

/**
 * A ZIP with the document of an export that begins well and goes on with one letter for 1.5 GiB, made by hand: the same packed MiB over and
 * over. `claims` is the size it says it has.
 */
function zipBomb(begin: string, letter: string, { claims }: { claims: number }): Buffer {
  const name = Buffer.from('everything.json')
  const flush = { finishFlush: constants.Z_FULL_FLUSH }
  const piece = deflateRawSync(Buffer.alloc(MEBIBYTE, letter), flush)
  const packed = Buffer.concat([
    deflateRawSync(begin, flush),
    ...Array.from({ length: 1_500 }, () => piece),
    deflateRawSync(''),
  ])
  const facts = Buffer.alloc(20)
  facts.writeUInt16LE(8, 2)
  facts.writeUInt32LE(crc32(begin), 8)
  facts.writeUInt32LE(packed.length, 12)
  facts.writeUInt32LE(claims, 16)
  const sizes = Buffer.from([name.length, 0, 0, 0])
  const local = Buffer.concat([Buffer.from('PK\x03\x04\x14\0', 'latin1'), facts, sizes, name])
  const entry = [Buffer.from('PK\x01\x02\x14\0\x14\0', 'latin1'), facts, sizes, Buffer.alloc(14), name]
  const central = Buffer.concat(entry)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length + packed.length, 16)
  return Buffer.concat([local, packed, central, end])
}

inHouses('one’s own data', (open) => {
  test('exported, erased and brought in again, everything is as it was', async () => {
    const house = await open()
    const ana = await house.learner({ name: 'Ana' })
    await talkedAWhile(ana)
    const before = await seen(ana)
    expect(before.searches.photosynthesis?.count).toBe(1)
    const { bytes } = await fetched(house, ana)
    await house.privacy.erasures.eraseNow(ana.id)
    expect((await ana.get('/api/user/me')).status).toBe(401)

    const again = await house.learner({ name: 'Ana' })
    expect((await again.search('photosynthesis')).count).toBe(0)
    const brought = await broughtIn(house, again, bytes)
    expect(brought).toMatchObject({
      status: 'completed',
      counts: { conversations: 4, sessions: 3, recordings: 1, preferences: true, refused: 0 },
    })
    expect(await seen(again)).toEqual(before)
    expect(await broughtIn(house, again, bytes)).toMatchObject({ counts: { conversations: 0, recordings: 0 } })
    expect(await seen(again)).toEqual(before)
  })

  test('documents, pictures and memories come back with their words, here and under another name', async () => {
    const house = await open()
    const ana = await house.learner({ name: 'Ana' })
    const notes = '# On quokkas\n\nQuokkas eat leaves.'
    const document = (await ana.call('POST', '/api/upload/document?name=notes.md', notes, RAW)).body
    const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#358' } })
      .png()
      .toBuffer()
    const picture = (await ana.call('POST', '/api/upload/image?caption=A%20numbat', bytes, RAW)).body
    await ana.say('I live in Lisbon. What do quokkas eat?', { session: 'me', document_ids: [document.id, picture.id] })
    await ana.call('POST', '/api/conversation/sessions/me/end')
    await house.settle()
    house.pass(3 * 60_000)
    await house.settle()
    const [memory] = (await ana.get('/api/memories')).body.memories
    expect(memory.text).toContain('Lisbon')
    await ana.call('PATCH', `/api/memories/${memory.id}`, { pinned: true })
    const brought = { documents: 1, pictures: 1, memories: 1, conversations: 1, refused: 0 }

    const { bytes: json } = await fetched(house, ana)
    const ben = await house.learner({ name: 'Ben' })
    expect(await broughtIn(house, ben, json)).toMatchObject({ status: 'completed', counts: brought })
    await house.privacy.erasures.eraseNow(ana.id)
    const again = await house.learner({ name: 'Ana' })
    expect(await broughtIn(house, again, json)).toMatchObject({ status: 'completed', counts: brought })
    expect(await broughtIn(house, again, json)).toMatchObject({ counts: { documents: 0, pictures: 0, memories: 0 } })

    house.pass(3 * 60_000)
    await house.settle()
    for (const learner of [again, ben]) {
      expect((await learner.search('leaves')).results).toEqual([expect.objectContaining({ kind: 'document' })])
      const [found] = (await learner.search('numbat')).results
      expect((await learner.get(`/api/pictures/${found?.source_id}`)).body).toMatchObject({ caption: 'A numbat' })
      const { memories } = (await learner.get('/api/memories')).body
      expect(memories).toEqual([expect.objectContaining({ text: memory.text, pinned: true })])
      const [turn] = (await learner.history('me')).history
      expect(memories[0].sources).toEqual([expect.objectContaining({ exchange_id: turn?.id, session_id: 'me' })])
      expect((await learner.get('/api/files')).body.files).toBe(3)
    }
    expect((await again.get(`/api/documents/${document.id}`)).body).toMatchObject({ name: 'notes.md', state: 'ready' })
    expect((await ben.get(`/api/documents/${document.id}`)).status).toBe(404)
  })

  test('a ZIP holds tables, pages, recordings and the document, and comes back as well', async () => {
    const house = await open()
    const ana = await house.learner({ name: 'Ana' })
    await talkedAWhile(ana)
    const tables = await filesIn((await fetched(house, ana, { format: 'csv' })).bytes)
    expect(Object.keys(tables)).toEqual(
      expect.arrayContaining([
        'user_profile.csv',
        'conversations.csv',
        'sessions.csv',
        'preferences.csv',
        'sign_ins.csv',
      ]),
    )
    const csv = String(tables['conversations.csv'])
    expect(csv).toContain('"Photosynthesis turns light into sugar"')
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"",""click"")"`)
    expect(csv).not.toContain('"=')
    const sound = Object.entries(tables).find(([name]) => name.startsWith('recordings/'))
    expect(sound?.[0]).toMatch(/^recordings\/[0-9a-f-]{36}\.wav$/)
    expect(sound?.[1].equals(Buffer.from(voiceFile))).toBe(true)

    const { bytes } = await fetched(house, ana, { format: 'markdown' })
    const pages = await filesIn(bytes)
    expect(String(pages['conversations.md'])).toContain('> Photosynthesis turns light into sugar')

    // While Ana is still here Ben's copies get ids of their own.
    const ben = await house.learner({ name: 'Ben' })
    expect(await broughtIn(house, ben, bytes)).toMatchObject({
      status: 'completed',
      counts: { conversations: 4, recordings: 1, refused: 0 },
    })
    const [his] = (await ben.history('notes')).history
    const [hers] = (await ana.history('notes')).history
    expect(his).toMatchObject({ user_text: FORMULA })
    expect(his?.id).not.toBe(hers?.id)
    expect((await ben.search('photosynthesis')).count).toBe(1)
    expect((await ana.search('photosynthesis')).count).toBe(1)
  })

  test('what is not wanted is not in it', async () => {
    const house = await open()
    const ana = await house.learner()
    await ana.say('Not in this one')
    const wish = { include_conversations: false, include_sessions: false, include_preferences: false }
    const { data } = JSON.parse(String((await fetched(house, ana, wish)).bytes))
    expect(Object.keys(data)).toEqual(
      expect.arrayContaining(['export_metadata', 'user_profile', 'sign_ins', 'exports']),
    )
    for (const left of ['conversations', 'sessions', 'preferences', 'recordings', 'recording_files'])
      expect(data).not.toHaveProperty(left)
    const whole = JSON.parse(String((await fetched(house, ana)).bytes))
    expect(whole).toMatchObject({
      format: 'json',
      data: {
        export_metadata: { user_id: ana.id, gdpr_compliant: true, format_version: 1 },
        user_profile: { email: ana.email },
        conversations: [{ user_text: 'Not in this one' }],
        sessions: [{ session_id: 'test-session' }],
        preferences: {},
      },
    })
    expect(JSON.stringify(whole)).not.toContain('argon2')
  })

  test('an export is its owner’s, for a week', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const { told } = await fetched(house, ana)
    for (const path of [`/api/gdpr/export/${told.export_id}`, `/api/gdpr/export/${told.export_id}/download`]) {
      expect((await ben.get(path)).status).toBe(404)
      expect((await ask(house.url, 'GET', path)).status).toBe(401)
    }
    const head = await fetch(house.url + told.download_url, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${ana.token}` },
    })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(told.bytes)])
    // Looking whether it is there is not fetching it.
    const noted = await house.db.selectFrom('audit_events').select('action').execute()
    expect(noted.filter(({ action }) => action === 'export-downloaded')).toHaveLength(1)
    house.pass(8 * DAY)
    await house.settle()
    const later = await house.learner()
    const mine = await later.call('POST', '/api/gdpr/export', {})
    expect(mine.status).toBe(200)
    const { db } = house
    const row = await db.selectFrom('exports').selectAll().where('id', '=', told.export_id).executeTakeFirstOrThrow()
    expect(row.expires_at < house.now().toISOString()).toBe(true)
    await expect(
      house.privacy.exports.download(ana.id, told.export_id, { address: '', signal: new AbortController().signal }),
    ).rejects.toMatchObject({ code: 'not-found' })
    expect(await house.privacy.exports.status(ana.id, told.export_id)).toMatchObject({
      status: 'expired',
      download_url: null,
    })
  })

  test('an export that takes longer is waited for five seconds, and then asked for again', async () => {
    let waited = 0
    const house = await open({
      async wait(ms) {
        waited += ms
      },
    })
    const ana = await house.learner()
    // Where the folder should be something else stands, so that the job fails and comes again later.
    const folder = join(house.place.folder, 'exports')
    writeFileSync(folder, '')
    const { body } = await ana.call('POST', '/api/gdpr/export', {})
    const slow = await ana.get(`/api/gdpr/export/${body.export_id}/download`)
    expect([slow.status, slow.headers.get('retry-after'), waited]).toEqual([202, '2', 5_000])
    expect(slow.body).toMatchObject({ export_id: body.export_id, status: 'processing', download_url: null })
    const noted = await house.db.selectFrom('audit_events').select('action').execute()
    expect(noted.map(({ action }) => action)).not.toContain('export-downloaded')

    // It is done again by the next look, or by the house that settles.
    const failures = () => house.db.selectFrom('jobs').select('kind').where('last_error', 'is not', null).execute()
    await expect.poll(failures).toContainEqual({ kind: 'build-export' })
    rmSync(folder)
    // Not so long that what is being written looks like something left behind.
    house.pass(60_000)
    await house.settle()
    const status = async () => (await ana.get(`/api/gdpr/export/${body.export_id}`)).body.status
    await expect.poll(status).toBe('completed')
    const ready = await ana.get(`/api/gdpr/export/${body.export_id}/download`)
    expect([ready.status, ready.body.data.user_profile.email]).toEqual([200, ana.email])

    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    const { body: hopeless } = await ana.call('POST', '/api/gdpr/export', {})
    for (let hours = 0; hours < 8; hours += 1) {
      house.pass(HOUR)
      await house.settle()
    }
    const end = async () => (await ana.get(`/api/gdpr/export/${hopeless.export_id}`)).body.status
    await expect.poll(end).toBe('failed')
    expect((await ana.get(`/api/gdpr/export/${hopeless.export_id}/download`)).status).toBe(404)
  })

  test('nothing of an export is a formula where tables are calculated', async () => {
    const house = await open()
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\uff1d1+1', ' =1', '\n=1']
    const ana = await house.learner({ name: formulas[3] ?? '' })
    house.script(() => ({ words: ['=cmd|', "'/C calc'!A0"] }))
    for (const [n, words] of formulas.entries()) await ana.say(`${words} ${n}`, { session: `=session-${n}` })
    await ana.call('POST', '/api/auth/tokens', {
      name: '=NOW()',
      scopes: ['read'],
      expires_in_days: 1,
      current_password: ana.password,
    })
    const files = await filesIn((await fetched(house, ana, { format: 'csv' })).bytes)
    const tables = Object.entries(files).filter(([name]) => name.endsWith('.csv'))
    expect(String(files['conversations.csv'])).toContain(`"'=cmd|'/C calc'!A0"`)
    expect(String(files['user_profile.csv'])).toContain(`"'@SUM(A1)"`)
    for (const [name, content] of tables) {
      const dangerous = String(content).match(/(?:^|,)"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20][^"]*"/gm)
      expect(dangerous?.filter((cell) => !/"-?\d+(?:\.\d+)?"$/.test(cell)) ?? [], name).toEqual([])
    }
  })

  test('what unpacks from next to nothing into a flood is refused, and fills no memory', async () => {
    const house = await open()
    const ana = await house.learner()
    const begin = '{"data":{"conversations":[{"id":"'
    const bombs = {
      'a word without an end': zipBomb(`${begin}`, 'a', { claims: 1_500 * MEBIBYTE }),
      'blanks without an end': zipBomb('{"data":{"sessions":[', ' ', { claims: 1_500 * MEBIBYTE }),
      'more than is taken': zipBomb(begin, 'a', { claims: 3_000 * MEBIBYTE }),
      'less than there is': zipBomb('{"data":{"conversations":[]}}', ' ', { claims: 1_000 }),
    }
    for (const [name, bytes] of Object.entries(bombs)) {
      expect(bytes.length, name).toBeLessThan(4 * MEBIBYTE)
      const before = process.memoryUsage().rss
      const began = performance.now()
      expect(await broughtIn(house, ana, bytes), name).toMatchObject({ status: 'failed', counts: { refused: 0 } })
      expect(performance.now() - began, name).toBeLessThan(10_000)
      expect((process.memoryUsage().rss - before) / MEBIBYTE, name).toBeLessThan(150)
    }
    expect((await ana.get('/api/stats')).body.database.total_captures).toBe(0)
  })

  test('what is no export is refused, and takes nothing with it', async () => {
    const house = await open()
    const ana = await house.learner()
    const send = (bytes: string | Uint8Array) => ana.call('POST', '/api/gdpr/import', bytes)
    for (const bytes of ['', 'hello', '[1,2]', 'PK', '<svg/>']) expect((await send(bytes)).status, bytes).toBe(422)
    const failing = [
      '{}',
      '{"data":{',
      '{"data":{"conversations":[{"id":',
      `{"a":${'['.repeat(100_000)}`,
      'PK\x03\x04 and no more',
    ]
    for (const bytes of failing)
      expect(await broughtIn(house, ana, Buffer.from(bytes, 'latin1')), bytes.slice(0, 40)).toMatchObject({
        status: 'failed',
      })
    const hostile = {
      data: {
        __proto__: null,
        constructor: [{ id: 'x' }],
        user_profile: { role: 'admin', email: 'eve@example.org', timezone: 'Nowhere/Land' },
        preferences: { theme: 'neon' },
        conversations: [{ id: '1' }, { id: crypto.randomUUID(), session_id: 's', user_text: 'half' }, 'words'],
        recording_files: [{ recording_id: crypto.randomUUID(), base64: Buffer.from('no sound').toString('base64') }],
      },
    }
    expect(await broughtIn(house, ana, Buffer.from(JSON.stringify(hostile)))).toMatchObject({
      status: 'completed',
      counts: { conversations: 0, recordings: 0, preferences: false, refused: 3 },
    })
    expect((await ana.get('/api/user/me')).body).toMatchObject({ role: 'user', email: ana.email, timezone: 'UTC' })
    expect((await ana.get('/api/stats')).body.database.total_captures).toBe(0)
  })

  test('a file is not held in memory, and two of one person do not come in at once', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    // More than anybody may have in memory, and all blanks.
    const large = sending(house, ana, 80)
    await large.some()
    const second = await ana.call('POST', '/api/gdpr/import', '{"data":{}}')
    expect([second.status, second.body.code]).toEqual([409, 'still-running'])
    expect((await ben.call('POST', '/api/gdpr/import', '{"data":{}}')).status).toBe(202)
    expect(await large.rest()).toBe(202)
    await house.settle()
    expect((await ana.call('POST', '/api/gdpr/import', '{"data":{}}')).status).toBe(202)
  })

  test('somebody else’s turns cannot be claimed by their ids', async () => {
    const house = await open()
    const [ana, eve] = [await house.learner(), await house.learner()]
    await ana.say('Mine and nobody else’s')
    const { bytes } = await fetched(house, ana)
    const forged = JSON.parse(String(bytes))
    forged.data.export_metadata.user_id = eve.id
    forged.data.conversations[0].user_text = 'Overwritten'
    expect(await broughtIn(house, eve, Buffer.from(JSON.stringify(forged)))).toMatchObject({
      counts: { conversations: 0 },
    })
    expect((await ana.history()).history[0]?.user_text).toBe('Mine and nobody else’s')
    expect((await eve.history()).count).toBe(0)

    // Nor does anything Eve says she remembers lean on what Ana said.
    const [turn] = (await ana.history()).history
    const [at, memory] = ['2026-03-01T08:00:00.000Z', crypto.randomUUID()]
    const memories = [
      {
        ...{ id: memory, kind: 'fact', topic: 'all', slot: null, value: '', text: 'I am Ana', ended_by: null },
        ...{ valid_from: at, valid_to: null, created_at: at, pinned: 1, edited: 0, forgotten: 0 },
      },
    ]
    const place = { session_id: 'test-session', said_at: at, span_start: 0, span_end: 4 }
    const memory_sources = [{ ...place, id: crypto.randomUUID(), memory_id: memory, exchange_id: turn?.id }]
    const { export_metadata } = forged.data
    await broughtIn(house, eve, Buffer.from(JSON.stringify({ data: { export_metadata, memories, memory_sources } })))
    expect((await eve.get('/api/memories')).body.memories).toEqual([])
  })
})
