import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backups } from '@lva/contracts/backups'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { databaseUrl } from '../../test/engines.ts'
import { inHouses, type TestHouse } from '../../test/house.ts'
import { voiceFile } from '../../test/recordings.ts'
import { backup } from '../cli/backup.ts'
import { restore } from '../cli/restore.ts'
import { openDatabase } from '../db/open.ts'
import { BEING_RESTORED, writeMarker } from '../db/prepare.ts'
import { startServer } from '../providers/conformance/local-server.ts'

const PASSPHRASE = 'three hearts of an octopus'

inHouses('a backup', (open, engine) => {
  function emptyFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'lva-restored-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  async function lva(command: typeof backup, args: string[], env: Record<string, string>) {
    const out: string[] = []
    await command.run({
      ...{ args, env: { ENVIRONMENT: 'test', LLM: 'companion', ...env }, print: (line: string) => void out.push(line) },
      ...{ complain: () => {}, readInput: async () => '', interactive: false },
    })
    return out.join('\n')
  }
  const envOf = ({ place: { folder, address } }: Pick<TestHouse, 'place'>): Record<string, string> => ({
    DATA_DIR: folder,
    ...('url' in address ? { DATABASE_URL: address.url } : {}),
  })

  /** An installation where nothing is yet. */
  async function elsewhere(): Promise<{ env: Record<string, string>; place: TestHouse['place'] }> {
    const folder = emptyFolder()
    if (engine === 'sqlite') {
      const place = { folder, address: { engine, file: join(folder, 'companion.db') } as const }
      return { place, env: envOf({ place }) }
    }
    const { url, drop } = await databaseUrl()
    onTestFinished(drop)
    const place = { folder, address: { engine, url, connections: 5 } as const }
    return { place, env: envOf({ place }) }
  }

  /** A store that keeps names and sizes; `refuses` whatever it is asked. */
  async function objectStore() {
    const sizes = new Map<string, number>()
    const store = { refuses: false, env: {}, hangs: false, asked: () => {} }
    const server = await startServer(({ method, path, body }, response) => {
      const name = path.slice(path.lastIndexOf('/') + 1)
      if (method === 'PUT' && store.hangs) return store.asked()
      if (method === 'PUT' && !store.refuses) sizes.set(name, body.length)
      if (method === 'DELETE') sizes.delete(name)
      const objects = [...sizes].map(([key, size]) => `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`)
      response
        .writeHead(store.refuses ? 403 : 200)
        .end(store.refuses ? '<Error><Code>AccessDenied</Code></Error>' : `<List>${objects.join('')}</List>`)
    })
    onTestFinished(server.close)
    store.env = { S3_BUCKET: 'vault', S3_ENDPOINT: server.url, S3_ACCESS_KEY_ID: 'us', S3_SECRET_ACCESS_KEY: 'secret' }
    return store
  }

  test('that left something nobody can remove keeps no server from starting', async () => {
    const house = await open()
    await house.close()
    const lock = join(house.place.folder, 'backup.lock')
    rmSync(lock)
    // Like a file of another user: it cannot be opened.
    mkdirSync(lock)
    const again = await open({ place: house.place })
    const ada = await again.learner()
    expect((await ada.say('Octopuses have three hearts')).status).toBe(200)
  })

  test('made while the house is lived in comes back on an empty machine, without whom was erased since', async () => {
    const house = await open({ env: { LLM: 'companion' } })
    const [ada, ben] = [await house.learner(), await house.learner()]
    await ada.say('Octopuses have three hearts', { session: 'biology' })
    const spoken = await ada.call('POST', '/api/conversation', {
      ...{ session_id: 'spoken', audio_base64: voiceFile.toString('base64') },
    })
    // Nobody here writes it down; the sound is kept.
    expect(spoken.body).toMatchObject({ kept: true })
    await ben.say('Glaciers move', { session: 'ice' })
    await house.settle()
    // Somebody is at another one.
    await house.db.insertInto('installation').values({ key: 'backup_running', value: '{}' }).execute()
    const [to, secret] = [emptyFolder(), join(emptyFolder(), 'passphrase')]
    writeFileSync(secret, `${PASSPHRASE}\n`)
    const said = await lva(backup, ['--to', to, '--passphrase-file', secret], envOf(house))
    const name = readdirSync(to).find((file) => file.endsWith('.lvab')) ?? ''
    expect(said).toContain(name)
    expect(readFileSync(join(to, name)).includes('Octopuses')).toBe(false)
    // The house goes on, and somebody leaves it.
    await ada.say('Squids have three as well', { session: 'biology' })
    await house.privacy.erasures.eraseNow(ben.id)
    const { body: promised } = await ada.call('POST', '/api/gdpr/delete', { confirm: true })
    // With another passphrase, which is the list's of who was erased from now on.
    await lva(backup, ['--to', to], { ...envOf(house), BACKUP_PASSPHRASE: 'nine brains of an octopus' })

    const { env: without, place } = await elsewhere()
    const env = { ...without, BACKUP_PASSPHRASE: 'nine brains of an octopus' }
    const archive = join(to, name)
    // The archive knows no engine.
    if (engine === 'sqlite') {
      await expect(lva(restore, [archive], without)).rejects.toThrow('Give it with --passphrase-file')
      await expect(lva(restore, [archive, '--passphrase-file', secret], without)).rejects.toThrow('erasures-')
      const wrong = join(emptyFolder(), 'wrong')
      writeFileSync(wrong, 'four hearts of an octopus')
      await expect(lva(restore, [archive, '--passphrase-file', wrong], env)).rejects.toThrow('not the passphrase')
      const bytes = readFileSync(archive)
      const apart = emptyFolder()
      const otherDisk = { ...without, DATABASE_URL: `sqlite:///${join(apart, 'companion.db')}` }
      for (const [spoilt, at] of [
        [bytes.subarray(0, bytes.length - 40), 'cut off'],
        [
          Buffer.concat([
            bytes.subarray(0, bytes.length / 2),
            Buffer.of(0, 0, 0, 0),
            bytes.subarray(bytes.length / 2 + 4),
          ]),
          'changed',
        ],
        [Buffer.concat([bytes, Buffer.of(1)]), 'made longer'],
      ] as const) {
        const path = join(emptyFolder(), name)
        writeFileSync(path, spoilt)
        await expect(lva(restore, [path, '--passphrase-file', secret], otherDisk), at).rejects.toThrow(/damaged/)
        expect(readdirSync(apart), at).toEqual([])
      }
      writeFileSync(wrong, 'no backup at all, but a text that is long enough')
      await expect(lva(restore, [wrong, '--passphrase-file', secret], env)).rejects.toThrow('no backup')
      expect(readdirSync(place.folder).filter((file) => !/^(?:keys.json|server.lock)/.test(file))).toEqual([])
    }

    const back = await lva(restore, [archive, '--passphrase-file', secret], env)
    expect(back).toContain('1 accounts that were erased since then were erased again.')
    expect(back).toMatch(/DATA_DIR: was .*, is /)
    const restored = await open({ place, env: { LLM: 'companion' } })
    expect(await restored.db.selectFrom('users').select('id').execute()).toEqual([{ id: ada.id }])
    const facts = await restored.db.selectFrom('installation').select('key').execute()
    expect(facts.map(({ key }) => key)).not.toContain('backup_running')
    const texts = await restored.db.selectFrom('exchanges').select('user_text').orderBy('seq').execute()
    expect(texts.map(({ user_text }) => user_text)).toContain('Octopuses have three hearts')
    expect(texts.map(({ user_text }) => user_text)).not.toContain('Squids have three as well')
    expect(await restored.privacy.erasures.pending(ada.id)).toEqual(promised)
    const again = await restored.accounts.byEmail(ada.email)
    expect(again.id).toBe(ada.id)
    const words = restored.database.words.holding(ada.id, [[{ words: ['hearts'] }]], { limit: 5 })
    expect(await words).toContainEqual(expect.objectContaining({ side: 'user' }))
    await restored.close()

    await expect(lva(restore, [archive, '--passphrase-file', secret], env)).rejects.toThrow('--over')
    const over = await lva(restore, [archive, '--passphrase-file', secret, '--over'], env)
    expect(over).toMatch(/What was here before stands in .*(?:before-restore|backups)/)
    // What a process leaves that was killed between the moves.
    writeMarker(place.folder, BEING_RESTORED)
    await expect(open({ place })).rejects.toThrow('Call lva restore again')
    expect(existsSync(join(place.folder, 'keys.json'))).toBe(true)
    await expect(lva(restore, [archive, '--passphrase-file', secret, '--over'], envOf(house))).rejects.toThrow(
      /Stop (?:it|them) first/,
    )
  }, 120_000)

  if (engine === 'sqlite')
    test('is made every night, kept as long as was said, and tried every week', async () => {
      const store = await objectStore()
      const house = await open({
        env: { ...{ LLM: 'companion', BACKUP_ENABLED: 'true', BACKUP_KEEP_DAYS: '2' }, ...store.env },
      })
      const early = await house.learner()
      await early.say('Octopuses have three hearts')
      // What restores put aside, long ago and just now.
      const putAside = (at: string) => join(house.place.folder, `before-restore-${at}`)
      const [long, fresh] = [putAside('2001-01-01T000000'), putAside('9001-01-01T000000')]
      for (const folder of [long, fresh]) mkdirSync(folder)
      // Another installation keeps one in the same place, which is none of ours.
      const [backups, others] = [join(house.place.folder, 'backups'), 'lva-20200101T000000000Z-0ddf00d5-1a2b.lvab']
      mkdirSync(backups, { recursive: true })
      writeFileSync(join(backups, others), 'theirs')
      for (const days of [1, 1, 7]) {
        house.pass(days * 24 * 3_600_000)
        await house.settle()
      }
      expect([existsSync(long), existsSync(fresh)]).toEqual([false, true])
      const admin = await house.admin()
      const { body } = await admin.get<Backups>('/api/backups')
      expect(body.check?.detail).toMatch(/rows of \d+ tables .* came back as they were/)
      expect(body).toMatchObject({
        running: null,
        failure: null,
        check: { ok: true },
        sealed_with: 'key-file',
        daily: true,
      })
      expect(body.check?.detail).toMatch(/rows of \d+ tables .* came back as they were/)
      // Of three nights the latest, and the last one of the week before.
      expect(body.backups.length).toBeGreaterThanOrEqual(2)
      expect(body.backups.map(({ name }) => name)).not.toContain(others)
      expect(readdirSync(backups)).toContain(others)
      expect((await admin.call('POST', '/api/backups')).status).toBe(202)
      await house.settle()
      const after = await admin.get<Backups>('/api/backups')
      expect(after.body.last?.name).not.toBe(body.last?.name)
      const name = after.body.last?.name ?? ''
      const file = await admin.get(`/api/backups/${name}`)
      expect(file.status).toBe(200)
      expect((await admin.get('/api/backups/..%2F..%2Fkeys.json')).status).toBe(404)
      // What cannot be sent is kept, and sent when it is tried again: no other is made for that.
      store.refuses = true
      house.pass(60_000)
      expect((await admin.call('POST', '/api/backups')).status).toBe(202)
      await house.settle()
      const unsent = await admin.get<Backups>('/api/backups')
      expect(unsent.body.failure?.detail).toContain('does not let this key do that')
      expect(unsent.body.last?.name).not.toBe(name)
      store.refuses = false
      house.pass(10 * 60_000)
      await house.settle()
      const sent = await admin.get<Backups>('/api/backups')
      expect(sent.body).toMatchObject({ failure: null, running: null, last: unsent.body.last })
      expect(sent.body.backups[0]).toMatchObject({ name: unsent.body.last?.name, here: true, elsewhere: true })
      // Somebody stops one while it is sent, which is no failure, and is not tried again.
      store.hangs = true
      const { promise: hanging, resolve: asked } = Promise.withResolvers<void>()
      store.asked = asked
      expect((await admin.call('POST', '/api/backups/stop')).status).toBe(404)
      expect((await admin.call('POST', '/api/backups')).status).toBe(202)
      await hanging
      expect((await admin.get<Backups>('/api/backups')).body.running).not.toBeNull()
      expect((await admin.call('POST', '/api/backups/stop')).status).toBe(204)
      await house.settle()
      store.hangs = false
      const stopped = await admin.get<Backups>('/api/backups')
      expect(stopped.body).toMatchObject({ running: null, failure: null })
      const [half] = stopped.body.backups
      expect(half).toMatchObject({ here: true, elsewhere: false })
      expect((await admin.call('DELETE', `/api/backups/${half?.name}`)).status).toBe(204)
      expect((await admin.call('DELETE', `/api/backups/${others}`)).status).toBe(404)
      expect((await admin.get<Backups>('/api/backups')).body.backups).toEqual(sent.body.backups)
      const { body: noted } = await admin.get('/admin/audit?action=backup-removed')
      expect(noted.events).toHaveLength(1)

      writeFileSync(join(backups, unsent.body.last?.name ?? ''), 'spoilt')
      expect((await admin.call('POST', '/api/backups/check')).status).toBe(202)
      await house.settle()
      expect((await admin.get<Backups>('/api/backups')).body.check).toMatchObject({
        ...{ ok: false, name: unsent.body.last?.name },
      })
      expect(existsSync(join(house.place.folder, 'temporary'))).toBe(true)
      expect(readdirSync(join(house.place.folder, 'temporary'))).toEqual([])

      // What an earlier night could not send is not taken for the one of now, whose first attempt made none.
      const { last } = unsent.body
      const { numUpdatedRows } = await house.db
        .updateTable('installation')
        .set({ value: JSON.stringify(last) })
        .where('key', '=', 'backup_unsettled')
        .executeTakeFirst()
      expect(numUpdatedRows).toBe(1n)
      await expect(house.backups.backUp({ attempt: 1, signal: AbortSignal.abort() })).rejects.toThrow()
      const made = await house.backups.backUp({ attempt: 2, signal: new AbortController().signal })
      expect(made.name).not.toBe(last?.name)
    })

  if (engine === 'postgres')
    test('of PostgreSQL comes back on SQLite, and never over what others have', async () => {
      const house = await open({ env: { LLM: 'companion' } })
      const ada = await house.learner()
      await ada.say('Octopuses have three hearts')
      await house.settle()
      const to = emptyFolder()
      await lva(backup, ['--to', to], { ...envOf(house), BACKUP_PASSPHRASE: PASSPHRASE })
      const folder = emptyFolder()
      const name = readdirSync(to).find((file) => file.endsWith('.lvab')) ?? ''
      await lva(restore, [join(to, name)], { DATA_DIR: folder, BACKUP_PASSPHRASE: PASSPHRASE })
      const database = openDatabase({ engine: 'sqlite', file: join(folder, 'companion.db') })
      const found = await database.words.holding(ada.id, [[{ words: ['octopus'] }, { words: ['octopuses'] }]], {
        limit: 5,
      })
      expect(found.length).toBeGreaterThan(0)
      await database.close()

      const { env, place } = await elsewhere()
      const theirs = openDatabase(place.address)
      await sql`create table users (id text primary key, surname text)`.execute(theirs.db)
      await sql`insert into users values ('1', 'Lovelace')`.execute(theirs.db)
      await sql`create function twice(n integer) returns integer language sql as 'select n * 2'`.execute(theirs.db)
      const archive = [join(to, name), '--over']
      await expect(lva(restore, archive, { ...env, BACKUP_PASSPHRASE: PASSPHRASE })).rejects.toThrow("else's tables")
      await sql`create table invoices (id text)`.execute(house.db)
      const beside = { ...envOf(house), DATA_DIR: emptyFolder(), BACKUP_PASSPHRASE: PASSPHRASE }
      await expect(lva(restore, archive, beside)).rejects.toThrow('(invoices)')
      const { rows } = await sql`select surname, twice(2) as four from users`.execute(theirs.db)
      expect(rows).toEqual([{ surname: 'Lovelace', four: 4 }])
      await theirs.close()
    })
})
