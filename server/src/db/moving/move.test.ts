import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { databaseUrl } from '../../../test/engines.ts'
import { inHouses, type TestHouse } from '../../../test/house.ts'
import type { Command } from '../../cli/command.ts'
import { move } from '../../cli/move.ts'
import { makeSchema } from '../filling.ts'
import { type DatabaseAddress, openDatabase } from '../open.ts'
import { moveDatabase, type Progress } from './move.ts'

const now = () => new Date()
const tell = () => {}

inHouses(
  'a move',
  (open) => {
    async function lva(command: Command, args: string[], env: Record<string, string>) {
      const out: string[] = []
      await command.run({
        ...{ args, env: { ENVIRONMENT: 'test', ...env }, print: (line: string) => void out.push(line) },
        ...{ complain: () => {}, readInput: async () => '', interactive: false },
      })
      return out.join('\n')
    }

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

    async function livedIn(): Promise<{ house: TestHouse; email: string; id: string }> {
      const house = await open({ env: { LLM: 'companion' } })
      const ada = await house.learner()
      await ada.say('Octopuses have three hearts', { session: 'biology' })
      await ada.say('Squids, too, have three.', { session: 'biology' })
      await ada.call('POST', '/api/upload/document?name=bees.txt', 'Bees fan honey with their wings.', {
        'content-type': 'application/octet-stream',
      })
      await house.settle()
      return { house, email: ada.email, id: ada.id }
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

    test('goes to the other engine and back with the same rows, and refuses what it must', async () => {
      const { house, id } = await livedIn()
      const { folder } = house.place
      const target = await emptyServer()
      const env = { DATA_DIR: folder }
      const to = ['--to', target.url]
      await expect(lva(move, to, env)).rejects.toThrow('A server is running on this data folder. Stop it first')
      // The same file, from another data folder.
      const elsewhere = emptyFolder()
      const file = join(folder, 'companion.db')
      const fromFile = ['--from', `sqlite:///${file}`, ...to]
      await expect(lva(move, fromFile, { DATA_DIR: elsewhere })).rejects.toThrow('A server works on sqlite:///')
      await house.close()

      expect(await lva(move, [...to, '--dry-run'], env)).toMatch(/exchanges +2\n[\s\S]*Nothing was changed/)
      const before = readFileSync(file)
      const there = await lva(move, to, env)
      expect(there).toMatch(/rows of \d+ tables have the same counts and hashes on both sides/)
      expect(there).toContain('Now set DATABASE_URL=postgresql://')
      expect(readFileSync(file).equals(before)).toBe(true)
      await expect(lva(move, to, env)).rejects.toThrow('is not empty')

      // The house goes on there; what was said is found by its words, and numbers go on.
      const moved = await open({ env: { LLM: 'companion' }, place: { folder, address: target.address } })
      const hits = await moved.database.words.holding(id, [[{ words: ['octopus'] }, { words: ['octopuses'] }]], {
        limit: 5,
      })
      expect(hits.length).toBeGreaterThan(0)
      const ben = await moved.learner().catch(() => moved.learner())
      await ben.say('Glaciers move', { session: 'ice' })
      await moved.settle()
      await expect(
        lva(move, fromFile.with(1, target.url).with(3, `sqlite:///${folder}/b.db`), { DATA_DIR: elsewhere }),
      ).rejects.toThrow('A server works on postgresql://')
      await moved.close()

      await expect(lva(move, [], { ...env, DATABASE_URL: target.url })).rejects.toThrow('is there already')
      rmSync(file)
      const back = await lva(move, [], { ...env, DATABASE_URL: target.url })
      expect(back).toContain('Now remove DATABASE_URL')
      const hashes = (text: string) => text.split('\n').filter((line) => /^(exchanges|users|passages) /.test(line))
      expect(hashes(back)).not.toEqual(hashes(there))
      const again = await open({ env: { LLM: 'companion' }, place: { folder, address: { engine: 'sqlite', file } } })
      const found = await again.database.words.holding(ben.id, [[{ words: ['glaciers'] }]], { limit: 5 })
      expect(found).toHaveLength(1)
    }, 120_000)

    test('that is cut short goes on, from what is still so; until then nobody takes the target for whole', async () => {
      const { house, id } = await livedIn()
      await house.close()
      const { folder, address: from } = house.place
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
      await expect(lva(move, ['--from', server.url], { DATA_DIR: emptyFolder() })).rejects.toThrow(
        'itself being filled',
      )
      expect(await lva(move, ['--to', server.url, '--dry-run'], env)).toContain('would be gone on with')
      // Somebody talks in between: what was moved is not so any more.
      const again = await open({ env: { LLM: 'companion' }, place: house.place })
      await again.db.updateTable('exchanges').set({ agent_text: 'Changed' }).where('user_id', '=', id).execute()
      await again.close()
      const anew = await lva(move, ['--to', server.url], env)
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
      expect(await found.words.holding(id, [[{ words: ['bees'] }]], { limit: 5 })).toHaveLength(0)
      expect(await found.words.holding(id, [[{ words: ['squids'] }]], { limit: 5 })).toHaveLength(1)
      await found.close()
    }, 120_000)

    test('that cannot begin says why in a sentence, and makes nothing', async () => {
      const folder = emptyFolder()
      const file = join(folder, 'companion.db')
      const server = await emptyServer()
      const fails = (from: string, to = server.url) =>
        expect(lva(move, ['--from', from, '--to', to], { DATA_DIR: folder })).rejects
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
    })
  },
  ['sqlite'],
)
