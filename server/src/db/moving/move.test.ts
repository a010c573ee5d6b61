import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { lvaHere } from '../../../test/command-line.ts'
import { databaseUrl } from '../../../test/engines.ts'
import { examplesIn } from '../../../test/examples.ts'
import { freshPlace, inHouses, type TestHouse } from '../../../test/house.ts'
import { ask, type TestLearner } from '../../../test/learner.ts'
import { makeSchema } from '../filling.ts'
import { type DatabaseAddress, openDatabase } from '../open.ts'
import { moveDatabase, type Progress } from './move.ts'

const GUIDE = readFileSync(new URL('../../../../docs/guides/move-between-databases.md', import.meta.url), 'utf8')
const now = () => new Date()
const tell = () => {}

inHouses(
  'a move',
  (open) => {
    /** A database that a move fills is the target of one and the place of the next house. */
    async function emptyServer(): Promise<{ url: string; address: DatabaseAddress }> {
      const { url, drop } = await databaseUrl()
      onTestFinished(drop)
      return { url, address: { engine: 'postgres', url, connections: 5 } }
    }

    function emptyFolder(): string {
      const folder = mkdtempSync(join(tmpdir(), 'lva-elsewhere-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      return folder
    }

    async function livedIn(): Promise<{ house: TestHouse } & Pick<TestLearner, 'id' | 'email' | 'password'>> {
      const house = await open({ env: { LLM: 'companion' } })
      const ada = await house.learner()
      await ada.say('Octopuses have three hearts', { session: 'biology' })
      await ada.say('Squids, too, have three.', { session: 'biology' })
      return { house, id: ada.id, email: ada.email, password: ada.password }
    }

    /** A way to a server that breaks off when it is told to. */
    async function wayTo(url: string) {
      const there = new URL(url)
      const through = new Set<Socket>()
      const server = createServer((near) => {
        const far = connect(Number(there.port), there.hostname)
        for (const [one, other] of [
          [near, far],
          [far, near],
        ] as const) {
          through.add(one)
          one
            .on('error', () => {})
            .on('close', () => other.destroy())
            .pipe(other)
        }
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const cut = () => {
        for (const socket of through) socket.destroy()
      }
      onTestFinished(() => {
        server.close()
        cut()
      })
      const near = new URL(url)
      near.port = String((server.address() as AddressInfo).port)
      return { url: near.href, cut }
    }

    async function saidIn(file: string): Promise<string[]> {
      const { db, close } = openDatabase({ engine: 'sqlite', file })
      const rows = await db.selectFrom('exchanges').select('user_text').orderBy('seq').execute()
      await close()
      return rows.map(({ user_text }) => user_text)
    }

    test.skipIf(!process.env.TEST_POSTGRES_URL)(
      'goes to the other engine and back with the same rows, as the guide says, and refuses what it must',
      async () => {
        const { house, id, email, password } = await livedIn()
        const { folder } = house.place
        const target = await emptyServer()
        const [env, elsewhere] = [{ DATA_DIR: folder }, { DATA_DIR: emptyFolder() }]
        const file = join(folder, 'companion.db')
        const placed = (line: string) =>
          line
            .replaceAll('postgresql://lva:password@localhost:5432/lva', target.url)
            .replace('/srv/lva/companion.db', join(folder, 'third.db'))
        const [there = '', back = '', named = ''] = examplesIn(GUIDE).map(placed)
        const [look = '', go = ''] = there.trim().split('\n')
        await expect(lvaHere(go, env)).rejects.toThrow('A server is running on this data folder. Stop it first')
        // The same file, from another data folder.
        await expect(lvaHere(`${go} --from sqlite:///${file}`, elsewhere)).rejects.toThrow(
          'A server works on sqlite:///',
        )
        await house.close()

        expect(await lvaHere(look, env)).toMatch(/exchanges +2\n[\s\S]*Nothing was changed/)
        const before = readFileSync(file)
        const moved = await lvaHere(go, env)
        expect(moved).toMatch(/rows of \d+ tables have the same counts and hashes on both sides/)
        expect(moved).toContain('Now set DATABASE_URL=postgresql://')
        expect(readFileSync(file).equals(before)).toBe(true)
        await expect(lvaHere(go, env)).rejects.toThrow('is not empty')
        // Whoever forgets the setting would go on in the database that was left.
        await expect(open({ place: house.place })).rejects.toThrow(
          'lva move has taken everything from here to postgresql://',
        )

        // The house goes on there; what was said is found by its words, and numbers go on.
        const again = await open({ env: { LLM: 'companion' }, place: { folder, address: target.address } })
        const octopus = [[{ words: ['octopus'] }, { words: ['octopuses'] }]]
        expect(await again.database.words.holding(id, octopus, { limit: 5 })).not.toHaveLength(0)
        const signedIn = await ask(again.url, 'POST', '/api/auth/login', { body: { username: email, password } })
        const headers = { authorization: `Bearer ${signedIn.body.access_token}` }
        const body = { text: 'Glaciers move.', session_id: 'ice' }
        expect((await ask(again.url, 'POST', '/api/conversation', { headers, body })).status).toBe(200)
        await expect(lvaHere(named, elsewhere)).rejects.toThrow('A server works on postgresql://')
        await again.close()

        const url = { DATABASE_URL: target.url }
        await expect(lvaHere(back, { ...env, ...url })).rejects.toThrow('is there already')
        rmSync(file)
        writeFileSync(`${file}-wal`, 'of another file')
        await expect(lvaHere(back, { ...env, ...url })).rejects.toThrow('companion.db-wal is left of another database')
        rmSync(`${file}-wal`)
        expect(await lvaHere(back, { ...env, ...url })).toContain('Now remove DATABASE_URL')
        expect(await lvaHere(named, env)).toContain('third.db and start the server')
        const [one, other] = await Promise.all([file, join(folder, 'third.db')].map((path) => saidIn(path)))
        expect(one).toEqual(other)
        expect(one).toContain('Octopuses have three hearts')
      },
      120_000,
    )

    /** Somebody's turns and a piece of a document, as they stand in the tables. */
    async function written() {
      const place = await freshPlace('sqlite', [])
      onTestFinished(() => rmSync(place.folder, { recursive: true, force: true }))
      const { db, words, close } = openDatabase(place.address)
      const [user_id, at] = [crypto.randomUUID(), now().toISOString()]
      const who = { id: user_id, email: 'ada@example.org', email_key: 'ada@example.org', full_name: null }
      await db.transaction().execute((trx) => makeSchema(trx, 'sqlite', { migrations: [] }, now))
      await db.insertInto('installation').values({ key: 'id', value: crypto.randomUUID() }).execute()
      await db
        .insertInto('users')
        .values({
          ...{ ...who, password_hash: '', role: 'user', status: 'active', timezone: 'UTC', locale: 'en' },
          ...{ settings: '{}', created_at: at, last_login: null },
        })
        .execute()
      await db.transaction().execute(async (trx) => {
        for (const text of Array.from({ length: 12 }, (_, n) => `Squids have three hearts (${n}).`)) {
          const { seq } = await trx
            .insertInto('exchanges')
            .values({
              ...{ id: crypto.randomUUID(), user_id, session_id: 's', mode: 'conversation', state: 'answered' },
              ...{ user_text: text, agent_text: 'Go on.', intent: 'statement', spoken: 0, corrected: 0 },
              ...{ provider: null, model: null, sources: '[]', recording_id: null, unheard_text: null },
              ...{ said_at: at, answered_at: at, lease_until: null },
            })
            .returning('seq')
            .executeTakeFirstOrThrow()
          await words.add(trx, { seq, userId: user_id, side: 'user', text })
        }
        await trx
          .insertInto('passages')
          .values({
            ...{ id: crypto.randomUUID(), user_id, kind: 'document', source_id: 'bees', title: 'Bees', place: '1' },
            ...{ text: 'Bees fan honey with their wings.', created_at: at },
          })
          .execute()
      })
      await close()
      return { ...place, id: user_id }
    }

    test.skipIf(!process.env.TEST_POSTGRES_URL)(
      'that is cut short goes on, from what is still so; until then nobody takes the target for whole',
      async () => {
        const { folder, address: from, id } = await written()
        const env = { DATA_DIR: folder }
        const server = await emptyServer()
        const far = await wayTo(server.url)
        const cutAt = (step: Progress['step'], to: DatabaseAddress, how: () => void) =>
          moveDatabase({ from, to, now, tell: (reached) => reached.step === step && reached.done > 9 && how() })
        const stop = () => {
          throw new Error('stopped')
        }
        // The line breaks, then it is stopped; what is there stays.
        await expect(cutAt('moving', { engine: 'postgres', url: far.url }, far.cut)).rejects.toThrow(
          /was lost\. What was moved so far stays/,
        )
        await expect(cutAt('comparing', server.address, stop)).rejects.toThrow('stopped')
        await expect(open({ place: { folder: emptyFolder(), address: server.address } })).rejects.toThrow(
          'being filled by lva move',
        )
        await expect(lvaHere(`npx lva move --from ${server.url}`, { DATA_DIR: emptyFolder() })).rejects.toThrow(
          'itself being filled',
        )
        expect(await lvaHere(`npx lva move --to ${server.url} --dry-run`, env)).toContain('would be gone on with')
        // Somebody talks in between: what was moved is not so any more.
        const again = openDatabase(from)
        await again.db.updateTable('exchanges').set({ agent_text: 'Changed' }).where('user_id', '=', id).execute()
        await again.close()
        const anew = await lvaHere(`npx lva move --to ${server.url}`, env)
        expect(anew).not.toContain('went on')
        expect(anew).toContain('the same counts and hashes')

        // Back, into a file that has its name only when it is whole.
        const [back, other] = [join(folder, 'back.db'), join(emptyFolder(), 'other.db')]
        const fromServer = { from: server.address, to: { engine: 'sqlite', file: back } as const, now }
        for (const step of ['moving', 'comparing', 'indexing'] as const) {
          const tell = (reached: Progress) => reached.step === step && stop()
          await expect(moveDatabase({ ...fromServer, tell })).rejects.toThrow('stopped')
          expect([existsSync(back), existsSync(`${back}.moving`)]).toEqual([false, true])
        }
        // What is left of one move is not gone on with from another.
        renameSync(`${back}.moving`, `${other}.moving`)
        await expect(moveDatabase({ from, to: { engine: 'sqlite', file: other }, now, tell })).rejects.toThrow(
          'of another database',
        )
        renameSync(`${other}.moving`, `${back}.moving`)
        expect((await moveDatabase({ ...fromServer, tell })).kept).toBeGreaterThan(10)
        expect(readdirSync(folder).filter((name) => name.startsWith('back.db'))).toEqual(['back.db'])
        const found = openDatabase({ engine: 'sqlite', file: back })
        expect(await found.words.holding(id, [[{ words: ['squids'] }]], { limit: 20 })).toHaveLength(12)
        const { rows } = await sql`select id from passage_words_docsize`.execute(found.db)
        expect(rows).toHaveLength(1)
        await found.close()
      },
      120_000,
    )

    test.skipIf(!process.env.TEST_POSTGRES_URL)(
      'that cannot begin says why in a sentence, and makes nothing',
      async () => {
        const folder = emptyFolder()
        const file = join(folder, 'companion.db')
        const server = await emptyServer()
        const fails = (from: string, to = server.url) =>
          expect(lvaHere(`npx lva move --from ${from} --to ${to}`, { DATA_DIR: folder })).rejects
        await fails(`sqlite:///${file}`).toThrow('There is no database at sqlite:///')
        writeFileSync(file, 'Dear Ada, this is a letter. '.repeat(500))
        await fails(`sqlite:///${file}`).toThrow('is damaged, or is no SQLite database')
        rmSync(file)
        const old = openDatabase({ engine: 'sqlite', file })
        await makeSchema(old.db, 'sqlite', { migrations: ['001-conversation'] }, now)
        await fails(`sqlite:///${file}`).toThrow('A server works on')
        await old.close()
        await fails(`sqlite:///${file}`).toThrow('of an older release. Bring it up to date first: lva migrate')
        const newer = openDatabase({ engine: 'sqlite', file })
        await sql`insert into migrations values ('999-tomorrow', '')`.execute(newer.db)
        await newer.close()
        await fails(`sqlite:///${file}`).toThrow('of a newer release')
        await fails('mysql://x').toThrow('--from must be sqlite:///')
        const nowhere = new URL(server.url)
        nowhere.pathname = '/nobody_has_this'
        await fails(nowhere.href).toThrow('There is no database of that name')
        await fails('postgresql://u:secret@127.0.0.1:1/x').toThrow(
          'postgresql://u:…@127.0.0.1:1/x does not answer (ECONNREFUSED)',
        )
        await fails(server.url, `sqlite:///${file}`).toThrow('holds no data of the companion')
        expect(readdirSync(folder).filter((name) => name.endsWith('.moving'))).toEqual([])
      },
    )
  },
  ['sqlite'],
)
