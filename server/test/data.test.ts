import { createHash } from 'node:crypto'
import type { History, SearchAnswer } from '@lva/contracts/conversation'
import { expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { inHouses, type TestHouse } from './house.ts'
import { ask, type TestLearner } from './learner.ts'
import { voiceFile } from './recordings.ts'

const DAY = 86_400_000
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
    house.pass(8 * DAY)
    await house.privacy.hourly()
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
  })
})
