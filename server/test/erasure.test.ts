import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Database } from '../src/db/open.ts'
import { openSqliteFile } from '../src/db/sqlite.ts'
import { tableNames } from '../src/db/table-names.ts'
import { FOLDERS, PERSONAL_DATA } from '../src/personal-data.ts'
import { createScriptedStt } from '../src/providers/scripted.ts'
import { down, inHouses, type TestHouse } from './house.ts'
import { ask } from './learner.ts'
import { goLive } from './live-client.ts'
import { voiceFile } from './recordings.ts'
import { whereIs } from './search-everywhere.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Words nobody says, each unlike the others from its first letter on: an index shortens what begins alike. */
function createCanaries() {
  const words = new Map<string, string>()
  return {
    words,
    of(place: string): string {
      const known = words.get(place)
      if (known) return known
      const word = Array.from({ length: 14 }, () => 'bcdfghjkmnpqrtvwxz'.charAt(Math.floor(Math.random() * 18))).join(
        '',
      )
      words.set(place, word)
      return word
    },
  }
}

type Canaries = ReturnType<typeof createCanaries>

/** A recording with a word in it, in a chunk no decoder looks at. */
function recordingThatSays(word: string): Buffer {
  const note = Buffer.concat([Buffer.from('note'), Buffer.alloc(4), Buffer.from(word)])
  note.writeUInt32LE(word.length, 4)
  return Buffer.concat([voiceFile, note])
}

/** Lives in the house for a while, through its doors, and leaves words everywhere. */
async function liveHere(house: TestHouse, canaries: Canaries) {
  const { of } = canaries
  const email = `${of('users.email')}@example.org`
  const password = 'Test1234!'
  await ask(house.url, 'POST', '/api/auth/register', {
    body: { email, password, full_name: of('users.full_name') },
  })
  await ask(house.url, 'POST', '/api/auth/login', { body: { email, password: 'Wrong1234!' } })
  const { body: token } = await ask(house.url, 'POST', '/api/auth/login', {
    body: { email, password },
    headers: { 'user-agent': `${of('sign_ins.device')} 1.0` },
  })
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask(house.url, method, path, { body, headers: { authorization: `Bearer ${token.access_token}`, ...headers } })
  const { body: me } = await call('GET', '/api/user/me')

  house.script(() => ({ words: [`I hear ${of('exchanges.agent_text')}.`] }))
  const session_id = of('exchanges.session_id')
  const { body: told } = await call(
    'POST',
    '/api/conversation',
    { session_id, text: `Today I learned about ${of('exchanges.user_text')}` },
    { 'idempotency-key': of('idempotency_keys.key') },
  )
  await call('POST', '/api/feedback/explicit', {
    ...{ exchange_id: told.exchange_id, thumb: 'down', comment: `Not ${of('feedback.comment')}` },
  })
  await call('PATCH', '/api/preferences/length', { value: 0 })
  await call('POST', '/api/conversation', { session_id, text: `More about ${of('exchanges.user_text')} please` })
  house.script(() => ({ words: [`A note about ${of('sessions.summary')}.`] }))
  await call('POST', `/api/conversation/sessions/${session_id}/end`)
  await call('POST', '/api/conversation', {
    session_id: 'spoken',
    audio_base64: recordingThatSays(of('recordings file')).toString('base64'),
  })
  await call('POST', '/api/conversation', {
    session_id: 'lived',
    text: `I live in ${of('memories.text')}.`,
    mode: 'capture',
  })
  await call('POST', '/api/conversation/sessions/lived/end')
  house.pass(3 * 60_000)
  await house.settle()
  house.script(down)
  await call('POST', '/api/conversation', { session_id: 'waiting', text: `Answer ${of('exchanges waiting')} later` })
  const document = `/api/upload/document?name=${of('files.name')}`
  expect((await call('POST', document, `It says ${of('document')}`, { 'content-type': 'text/plain' })).status).toBe(201)
  const dot = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64')
  const picture = `/api/upload/image?caption=${of('pictures.caption')}`
  expect((await call('POST', picture, dot, { 'content-type': 'image/gif' })).status).toBe(201)
  await house.settle()
  await call('PATCH', '/api/user/me', { settings: { voice: of('users.settings') } })
  await house.accounts.invite({ email, hours: 24 })
  for (const format of ['json', 'csv', 'markdown']) {
    const { body: asked } = await call('POST', '/api/gdpr/export', { format })
    const file = await call('GET', `/api/gdpr/export/${asked.export_id}/download`)
    expect(file.status).toBe(200)
  }
  const passage = {
    ...{ id: crypto.randomUUID(), userId: me.id, kind: 'document' as const, sourceId: of('passages.source_id') },
    ...{
      title: of('passages.title'),
      place: { heading: of('passages.place') },
      text: `A page on ${of('passages.text')}`,
    },
    createdAt: house.now().toISOString(),
  }
  await house.db.transaction().execute((trx) => house.memory.passages.keep(trx, [passage]))
  const imported = await call('POST', '/api/gdpr/import', JSON.stringify({ data: {} }))
  expect(imported.status).toBe(202)
  await call('POST', '/api/gdpr/delete', { confirm: true, reason: of('erasures.reason') })
  return { id: me.id as string, email, call }
}

/** Where the database takes certain words only. */
const LEGAL: Record<string, string> = { 'mail_links.purpose': 'verify-email' }

/** Puts a word into every text of a table that no door has filled yet, and says when that cannot be done. */
async function plantEverywhere(house: TestHouse, userId: string, canaries: Canaries) {
  const tables = await house.db.introspection.getTables()
  for (const [name, said] of Object.entries(PERSONAL_DATA)) {
    if (!said.personal || typeof said.owner !== 'string') continue
    const { owner } = said
    if ((await countOf(house.database, name, owner, userId)) > 0) continue
    const table = tables.find((found) => found.name === name)
    const columns = table?.columns.filter((column) => !column.isAutoIncrementing) ?? []
    const values = columns.map(({ name: column, dataType }) => {
      if (column === owner) return userId
      const legal = LEGAL[`${name}.${column}`]
      if (legal !== undefined) return legal
      return /text|char/i.test(dataType) ? canaries.of(`${name}.${column}`) : 1
    })
    await sql`insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column.name)))})
      values (${sql.join(values)})`
      .execute(house.db)
      .catch((cause: unknown) => {
        throw new Error(`Nobody puts a word into the table ${name}: let somebody live in it in liveHere.`, { cause })
      })
  }
}

/** Work that was given up and knows somebody by their address only. */
async function plantGivenUp(house: TestHouse, payload: object) {
  const at = house.now().toISOString()
  await house.db
    .insertInto('jobs')
    .values({
      ...{ id: crypto.randomUUID(), kind: 'password-reset-asked', key: null, payload: JSON.stringify(payload) },
      ...{ run_at: at, created_at: at, failed_at: at, attempts: 10, claimed_until: null, last_error: 'no database' },
    })
    .execute()
}

async function countOf({ db }: Database, name: string, owner: string, userId: string): Promise<number> {
  const { rows } = await sql`select 1 from ${sql.table(name)} where ${sql.ref(owner)} = ${userId}`.execute(db)
  return rows.length
}

/** The last is referred to by the one before. */
const REFERRED_TO = ['exchanges', 'users']

/** What an older copy of everything is: the file and the folders, or every row of every table. */
async function copyOf(house: TestHouse): Promise<(folder: string, database: Database) => Promise<void>> {
  const { folder, address } = house.place
  const aside = `${folder}-copy`
  const folders = ['recordings', 'files', 'exports', 'snapshots']
  for (const name of folders) {
    if (existsSync(join(folder, name))) cpSync(join(folder, name), join(aside, name), { recursive: true })
  }
  const files = (to: string) => {
    for (const name of folders) {
      if (existsSync(join(aside, name))) cpSync(join(aside, name), join(to, name), { recursive: true })
    }
    if (existsSync(join(aside, 'companion.db'))) {
      for (const name of readdirSync(to)) if (name.startsWith('companion.db')) rmSync(join(to, name))
      cpSync(join(aside, 'companion.db'), join(to, 'companion.db'))
    }
    rmSync(aside, { recursive: true })
  }
  if ('file' in address) {
    mkdirSync(aside, { recursive: true })
    const file = openSqliteFile(address.file)
    file.prepare('vacuum into ?').run(join(aside, 'companion.db'))
    file.close()
    return async (to) => files(to)
  }
  const all = new Map<string, Record<string, unknown>[]>()
  const names = (await tableNames(house.database)).filter((name) => name !== 'installation' && name !== 'migrations')
  // Whoever is referred to goes first; in which order the database tells its tables is its own affair.
  for (const name of names.sort((a, b) => REFERRED_TO.indexOf(b) - REFERRED_TO.indexOf(a))) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(house.db)
    // The database computes it.
    all.set(name, name === 'jobs' ? rows.map(({ about, ...row }) => row) : rows)
  }
  return async (to, { db }) => {
    files(to)
    for (const [name, rows] of all) {
      for (const row of rows) {
        await sql`insert into ${sql.table(name)} (${sql.join(Object.keys(row).map((column) => sql.ref(column)))})
          overriding system value values (${sql.join(Object.values(row))}) on conflict do nothing`.execute(db)
      }
    }
  }
}

/** The ends of words: an index may have shortened their beginnings. */
const needlesOf = (canaries: Canaries, ...more: string[]) => [
  ...[...canaries.words.values()].map((word) => word.slice(-9)),
  ...more,
]

inHouses('an erased account', (open, engine) => {
  test('leaves no byte anywhere, also when an older copy is put back', async () => {
    const house = await open()
    const canaries = createCanaries()
    const ben = await house.learner()
    await ben.say('I am still here and say photosynthesis', { session: 'ben' })
    const ana = await liveHere(house, canaries)
    const snapshots = join(house.place.folder, 'snapshots')
    mkdirSync(snapshots, { recursive: true })
    writeFileSync(join(snapshots, 'before-migration-2026.db'), `an older copy with ${canaries.of('snapshots file')}`)
    writeFileSync(join(house.place.folder, 'exports', ana.id, 'cut-short.part'), canaries.of('a file left behind'))
    mkdirSync(join(house.place.folder, 'takes', ana.id), { recursive: true })
    writeFileSync(join(house.place.folder, 'takes', ana.id, `${crypto.randomUUID()}.take`), canaries.of('cut short'))
    await plantEverywhere(house, ana.id, canaries)
    await plantGivenUp(house, { emailKey: ana.email, address: '192.0.2.1' })
    const look = () => whereIs(needlesOf(canaries, ana.id), { folder: house.place.folder, database: house.database })

    const before = await look()
    // Recordings are sealed: that they are there shows by their owner's name on the folder.
    for (const [place, word] of canaries.words)
      if (place !== 'recordings file') expect(before, place).toHaveProperty([word.slice(-9)])
    for (const [name, said] of Object.entries(PERSONAL_DATA)) {
      if (!said.personal || typeof said.owner !== 'string') continue
      expect(before[ana.id], name).toContain(`table ${name}`)
    }
    // What a stopped server left in the folder for programs is gone since the start of this one.
    for (const [name, said] of Object.entries(FOLDERS)) {
      // Backups are sealed from their first byte on.
      if (said.personal && name !== 'temporary' && name !== 'backups')
        expect(
          Object.values(before)
            .flat()
            .some((place) => place.startsWith(`${name}/`)),
          name,
        ).toBe(true)
    }
    for (const index of ['spoken_words', 'passage_words'])
      expect(Object.values(before).flat()).toContain(engine === 'sqlite' ? `table ${index}_data` : `table ${index}`)
    const putBack = await copyOf(house)

    house.pass(31 * DAY)
    await house.settle()
    expect(await look()).toEqual({})
    expect((await ana.call('GET', '/api/user/me')).status).toBe(401)
    const lines = await house.db.selectFrom('audit_events').select(['action', 'subject']).execute()
    expect(lines).toContainEqual({ action: 'account-erased', subject: expect.stringMatching(/^person-/) })

    await house.close()
    if (engine === 'sqlite') await putBack(house.place.folder, house.database)
    else {
      const empty = await open({ place: house.place })
      await putBack(house.place.folder, empty.database)
      expect(Object.keys(await whereIs([ana.id], { folder: house.place.folder, database: empty.database }))).toEqual([
        ana.id,
      ])
      await empty.close()
    }
    const restored = await open({ place: house.place })
    // What others hold of them is asked to go as well, and forgotten then.
    await restored.settle()
    const found = await whereIs(needlesOf(canaries, ana.id), {
      folder: house.place.folder,
      database: restored.database,
    })
    expect(found).toEqual({})
    expect(await restored.db.selectFrom('users').select('id').execute()).toEqual([{ id: ben.id }])
    const { body } = await ask(restored.url, 'GET', '/health/detailed')
    expect(body.components).not.toHaveProperty('erasures')
  })

  test('can still sign in, export and cancel until its day', async () => {
    const house = await open()
    const ana = await house.learner()
    await ana.say('Keep this after all')
    expect((await ana.call('POST', '/api/gdpr/delete', {})).status).toBe(422)
    expect((await ana.call('POST', '/api/gdpr/delete', { confirm: false })).status).toBe(422)
    expect((await ana.call('POST', '/api/gdpr/delete/cancel')).status).toBe(404)

    const scheduled = await ana.call('POST', '/api/gdpr/delete', { confirm: true })
    expect(scheduled.status).toBe(200)
    expect(scheduled.body).toMatchObject({
      status: 'scheduled',
      items_to_delete: expect.arrayContaining(['user_profile', 'conversations', 'sessions', 'preferences', 'metadata']),
    })
    const { scheduled_at, completion_date } = scheduled.body
    expect(Date.parse(completion_date) - Date.parse(scheduled_at)).toBe(30 * DAY)
    expect((await ana.get('/api/user/me')).body.status).toBe('pending_deletion')
    expect((await ana.get('/api/gdpr')).body.deletion.completion_date).toBe(completion_date)
    expect((await ana.call('POST', '/api/gdpr/delete', { confirm: true })).body.completion_date).toBe(completion_date)
    expect((await ana.call('POST', '/api/gdpr/export', {})).status).toBe(200)

    expect((await ana.call('POST', '/api/gdpr/delete/cancel')).status).toBe(204)
    expect((await ana.get('/api/user/me')).body.status).toBe('active')
    house.pass(40 * DAY)
    await house.settle()
    expect(await house.accounts.exists(ana.id)).toBe(true)
  })

  test('of somebody who is talking leaves nothing either', async () => {
    const house = await open({ stt: createScriptedStt(() => ({ text: 'photosynthesis' })) })
    const ana = await house.learner()
    const look = () => whereIs(['photosynthesis', ana.id], { folder: house.place.folder, database: house.database })
    const written = await goLive(house.url, ana, { start: { input: 'transcript', output: 'text' } })
    await written.next('voice-ready')
    written.send({ type: 'transcript', text: 'I say photosynthesis', final: false } as never)
    await written.next('speech-start')
    const spoken = await goLive(house.url, ana, { session: 'other', start: { output: 'text' } })
    await spoken.next('voice-ready')
    spoken.speak(2_000)
    await spoken.next('speech-start')
    await house.privacy.erasures.eraseNow(ana.id)
    await house.settle()
    expect(await look()).toEqual({})
  })

  test('is finished when it was cut short', async () => {
    const house = await open()
    const ana = await house.learner()
    await ana.say('Cut short')
    // What a process that stops right after the first steps leaves.
    await house.db
      .insertInto('erasures')
      .values({ user_id: ana.id, scheduled_at: '2026-01-01', due_at: '2026-01-31', reason: null })
      .execute()
    await house.conversation.erase(ana.id)
    house.pass(HOUR)
    await house.settle()
    expect(await house.accounts.exists(ana.id)).toBe(false)
    expect(await house.db.selectFrom('erasures').selectAll().execute()).toEqual([])
  })

  test('a copy put back without its ledger says so', async () => {
    const house = await open()
    await house.close()
    rmSync(join(house.place.folder, 'erasures'), { recursive: true })
    const restored = await open({ place: house.place })
    const { body } = await ask(restored.url, 'GET', '/health/detailed')
    expect(body.components.erasures).toMatchObject({ status: 'degraded', detail: expect.stringContaining('missing') })
    await restored.privacy.erasures.acceptLedger()
    expect(await restored.privacy.erasures.ledgerState()).toBe('kept')
  })
})
