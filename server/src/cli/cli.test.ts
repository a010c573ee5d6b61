import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { databaseUrl } from '../../test/engines.ts'
import { ConfigurationError, readConfig } from '../config.ts'
import { openDatabase } from '../db/open.ts'
import { createUsage } from '../operations/usage.ts'
import { databaseAddress } from '../settings.ts'
import { audit } from './audit.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { importOld } from './import.ts'
import { migrate } from './migrate.ts'
import { rebuild } from './rebuild.ts'
import { serve } from './serve.ts'
import { stats } from './stats.ts'
import { token } from './token.ts'
import { user } from './user.ts'

for (const engine of ['sqlite', 'postgres'] as const) {
  describe.skipIf(engine === 'postgres' && !process.env.TEST_POSTGRES_URL)(`the command line (${engine})`, () => {
    let folder: string
    let env: Record<string, string>
    let drop: () => Promise<void>

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'lva-cli-'))
      const database = engine === 'postgres' ? await databaseUrl() : null
      env = {
        DATA_DIR: folder,
        PORT: '0',
        PATH: process.env.PATH ?? '',
        HOME: folder,
        ...(database ? { DATABASE_URL: database.url } : {}),
      }
      drop = async () => database?.drop()
    })
    afterEach(async () => {
      await drop()
      rmSync(folder, { recursive: true, force: true })
    })

    async function lva(command: Command, args: string[], input = '') {
      const out: string[] = []
      const err: string[] = []
      const code = await command.run({
        args,
        env,
        print: (line) => out.push(line),
        complain: (line) => err.push(line),
        readInput: async () => input,
        interactive: false,
      })
      return { code, out: out.join('\n'), err: err.join('\n') }
    }

    test('an account is added, found, renamed in rank, shut out and let in again', async () => {
      const added = await lva(user, ['add', 'Ada@Example.org', '--name', 'Ada'])
      expect(added.out).toMatch(/Password, shown only here: \S{16}/)
      await expect(lva(user, ['add', 'ada@example.org'])).rejects.toThrow('Email already registered')
      await lva(user, ['set-role', 'ADA@example.org', 'admin'])
      await lva(user, ['suspend', 'ada@example.org'])
      expect((await lva(user, ['list'])).out).toMatch(/Ada@Example.org {2}admin {2}suspended/)
      await lva(user, ['activate', 'ada@example.org'])
      expect((await lva(user, ['list'])).out).toMatch(/admin {2}active/)
    })

    test('somebody, or everybody, is signed out everywhere', async () => {
      await lva(user, ['add', 'ada@example.org'])
      expect((await lva(user, ['sign-out', 'Ada@example.org'])).out).toBe(
        'Ada@example.org is signed out everywhere: 0 sign-ins ended.',
      )
      expect((await lva(user, ['sign-out', '--everybody'])).out).toBe('Everybody is signed out: 0 sign-ins ended.')
      await expect(lva(user, ['sign-out'])).rejects.toThrow('or --everybody')
      await expect(lva(user, ['sign-out', 'ada@example.org', '--everybody'])).rejects.toThrow('or --everybody')
      await expect(lva(user, ['sign-out', 'eve@example.org'])).rejects.toThrow('no account with the address eve')
    })

    test('the audit log is printed, whole or in part, for people and for programs', async () => {
      await lva(user, ['add', 'ada@example.org'])
      await lva(user, ['set-role', 'ada@example.org', 'admin'])
      await lva(user, ['suspend', 'ada@example.org'])
      const all = (await lva(audit, [])).out.split('\n')
      expect(all.at(-1)).toMatch(/^20\S+Z {2}account-suspended {2}by operator {2}about ada@example\.org$/)
      const some = await lva(audit, [
        '--action',
        'role-changed',
        '--since',
        '2020-01-01',
        '--person',
        'ADA@example.org',
      ])
      expect(some.out).toMatch(/^\S+ {2}role-changed {2}by operator {2}about ada@example\.org {2}role=admin$/)
      const lines = (await lva(audit, ['--json'])).out.split('\n').map((line) => JSON.parse(line))
      expect(lines).toHaveLength(all.length)
      expect(lines.at(-1)).toMatchObject({ action: 'account-suspended', actor: 'operator' })
      expect((await lva(audit, ['--since', '2999-01-01'])).out).toBe('')
      await expect(lva(audit, ['--action', 'walked-away'])).rejects.toThrow('--action is one of')
      await expect(lva(audit, ['--since', 'soon'])).rejects.toThrow('--since is a day')
    })

    test('how much there is is said to programs, and what was made for them is listed, ended and noted', async () => {
      await lva(user, ['add', 'ada@example.org'])
      expect(JSON.parse((await lva(stats, ['--json'])).out)).toMatchObject({
        ...{ learners: { total: 1, active: 1 }, turns: { today: 0, total: 0 }, jobs: { given_up: 0 } },
      })
      expect((await lva(token, ['list', 'ada@example.org'])).out).toBe('ada@example.org has no tokens.')
      const made = (await lva(token, ['make', 'ada@example.org', '--name', 'Nightly', '--scopes', 'read,write'])).out
      const [, id = ''] = /Its id: (\S+)$/.exec(made) ?? []
      expect((await lva(token, ['list', 'Ada@Example.org'])).out).toMatch(
        new RegExp(`^${id}  read,write  until 20\\S+  never used  Nightly$`),
      )
      await lva(user, ['add', 'ben@example.org'])
      await expect(lva(token, ['revoke', 'ben@example.org', id])).rejects.toMatchObject({ code: 'not-found' })
      expect((await lva(token, ['revoke', 'ada@example.org', id])).out).toBe('The token is revoked.')
      expect((await lva(token, ['list', 'ada@example.org'])).out).toBe('ada@example.org has no tokens.')
      const noted = (await lva(audit, ['--person', 'ada@example.org'])).out
      expect(noted).toMatch(/ {2}token-created {2}by operator/)
      expect(noted).toMatch(/ {2}token-revoked {2}by operator/)
    })

    test('a password piped in is not printed, and a weak one is refused', async () => {
      const added = await lva(user, ['add', 'ada@example.org', '--password-stdin'], 'Tr0ubador-rain\n')
      expect(added.out).not.toContain('Tr0ubador')
      await expect(
        lva(user, ['reset-password', 'ada@example.org', '--password-stdin'], 'password'),
      ).rejects.toMatchObject({ code: 'validation-failed' })
      await expect(lva(user, ['reset-password', 'ada@example.org', '--password-stdin'], '')).rejects.toThrow(
        'No password came in',
      )
    })

    test('words that make no sense are explained', async () => {
      await expect(lva(user, ['promote', 'ada@example.org'])).rejects.toThrow('lva user set-role')
      await expect(lva(user, ['set-role', 'ada@example.org', 'king'])).rejects.toThrow('"admin" or "user"')
      await expect(lva(user, ['suspend'])).rejects.toThrow('e-mail address')
      await expect(lva(user, ['add', 'no address'])).rejects.toThrow('is not an e-mail address')
      await expect(lva(user, ['suspend', 'nobody@example.org'])).rejects.toThrow(
        'There is no account with the address nobody@example.org',
      )
      await expect(lva(user, ['invite', '--hours', '0'])).rejects.toThrow('1 to 8760')
    })

    test('an invitation is a link to the page', async () => {
      expect((await lva(user, ['invite', 'eve@example.org', '--hours', '2'])).out).toMatch(
        /^http:\/\/localhost:0\/sign-up\?invitation=\S{20,}\n.*eve@example.org only/,
      )
    })

    test('an account is erased in thirty days, or at once', async () => {
      await lva(user, ['add', 'ada@example.org'])
      await lva(user, ['add', 'ben@example.org'])
      const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
      expect((await lva(user, ['erase', 'Ada@Example.org'])).out).toBe(
        `Ada@Example.org will be erased on ${day}, unless they cancel it. At once: --now`,
      )
      expect((await lva(user, ['list'])).out).toMatch(/ada@example\.org {2}user {2}pending_deletion/)
      expect((await lva(user, ['erase', 'ada@example.org', '--now'])).out).toMatch(/everything kept of them is erased/)
      expect((await lva(user, ['list'])).out).toMatch(/^ben@example\.org [^\n]*$/)
      await expect(lva(user, ['erase', 'ada@example.org', '--now'])).rejects.toThrow('ada@example.org')
      await expect(lva(user, ['erase'])).rejects.toThrow('Say whose account')
    })

    test('the doctor misses the erasure ledger, until the operator accepts that it is lost', async () => {
      await lva(user, ['add', 'ada@example.org'])
      await lva(user, ['erase', 'ada@example.org', '--now'])
      const erasures = async () => (await lva(doctor, ['--offline'])).out.match(/^.*erasures.*$/m)?.[0]
      // The server adopts the ledger at its start; the command line does so only when it is told.
      await lva(user, ['accept-lost-erasures'])
      expect(await erasures()).toMatch(/^ok +erasures +the ledger of this database is here$/)
      rmSync(join(folder, 'erasures'), { recursive: true })
      expect(await erasures()).toMatch(
        /^warn +erasures +the ledger of this database is missing: .*accept-lost-erasures$/,
      )
      expect((await lva(doctor, ['--offline'])).code).toBe(0)
      expect((await lva(user, ['accept-lost-erasures'])).out).toContain('has to be erased again')
      expect(await erasures()).toMatch(/^ok +erasures/)
    })

    test('several processes need what they share', async () => {
      const missing = engine === 'sqlite' ? 'Several processes need PostgreSQL' : 'Several processes need Redis'
      await expect(lva(serve, ['--workers', '2'])).rejects.toThrow(missing)
      for (const wrong of ['0', 'all', '1.5'])
        await expect(lva(serve, ['--workers', wrong])).rejects.toThrow('from 1 to 64')
    })

    test('migrate does it once', async () => {
      expect((await lva(migrate, [])).out).toMatch(/^Applied: 001-/)
      expect((await lva(migrate, [])).out).toBe('The database is up to date.')
    })

    test('the doctor changes nothing, and knows what is there', async () => {
      const before = await lva(doctor, ['--offline'])
      expect(before.code).toBe(0)
      expect(before.out).toContain('will be made at the first start')
      expect(readdirSync(folder)).toEqual([])
      await lva(migrate, [])
      expect((await lva(doctor, ['--offline'])).out).toMatch(/ok +database +\w+, 0 exchanges/)
      env.MAX_AUDIO_DURATION = 'long'
      env.PORT = '99999'
      const faults = JSON.parse((await lva(doctor, ['--json'])).out).findings as Array<{
        state: string
        detail: string
      }>
      expect(faults.map(({ detail }) => detail.split(' ')[0])).toEqual(['PORT', 'MAX_AUDIO_DURATION'])
      await expect(lva(migrate, [])).rejects.toBeInstanceOf(ConfigurationError)
    })

    test('the doctor tells what providers were asked for, and what it cost as far as that is known', async () => {
      await lva(migrate, [])
      const database = openDatabase(databaseAddress(readConfig(env, { readFile: noFile })))
      const { count, flush } = createUsage({
        db: database.db,
        jobs: { inEveryProcess() {} },
        now: () => new Date(),
        log: console,
      })
      const use = { capability: 'llm', provider: 'openai', model: 'm', outcome: 'complete', failure: null } as const
      const at = new Date()
      count({ ...use, at, firstPartMs: 1, totalMs: 2, inputTokens: 30, outputTokens: 12, costMicros: 1_500_000 })
      count({ ...use, at, firstPartMs: null, totalMs: 2, costMicros: null, outcome: 'failed' })
      await flush()
      await database.close()
      expect((await lva(doctor, ['--offline'])).out).toContain(
        'llm openai (m): 2 calls, 1 failed, 42 tokens, $1.50 at list price, 1 of unknown price',
      )
    })

    function oldFile(rows: Array<[session: string, at: string, said: string, answered: string]>) {
      const path = join(folder, 'learning_captures.db')
      const old = new BetterSqlite(path)
      old.exec(
        'create table captures (id integer primary key, session_id text not null, timestamp datetime default current_timestamp, user_text text not null, agent_text text not null, metadata text)',
      )
      const insert = old.prepare(
        'insert into captures (session_id, timestamp, user_text, agent_text) values (?, ?, ?, ?)',
      )
      old.transaction(() => {
        for (const row of rows) insert.run(...row)
      })()
      old.close()
      return path
    }

    test('an old database is brought in once, whole, and its faults are named', async () => {
      await lva(user, ['add', 'ada@example.org'])
      const rows = Array.from({ length: 1_200 }, (_, i): [string, string, string, string] => [
        `s${i % 7}`,
        '2025-11-23 10:00:00',
        `Ich lernte über die Zahl ${i} 😀`,
        i % 5 ? 'Was genau?' : '',
      ])
      const path = oldFile([
        ...rows,
        ['x', '2025-11-23 10:00:00', '', 'nothing'],
        ['x', 'yesterday', 'when?', ''],
        ['x', '2025-11-23T10:00:00+02:00', 'half\0word', ''],
      ])
      expect((await lva(importOld, [path, '--user', 'ada@example.org', '--dry-run'])).out).toContain(
        '1203 rows: 1201 can be brought in, 2 cannot. Nothing was changed.',
      )
      const first = await lva(importOld, [path, '--user', 'ada@example.org'])
      expect(first.out).toContain(
        '1203 rows: 1201 brought in for ada@example.org, 0 were here already, 2 could not be read.',
      )
      expect(first.err).toBe(
        'Row 1201 has no words of the learner.\nRow 1202 has no readable time.\nRow 1203 held characters that cannot be stored; they were taken out.',
      )
      expect(first.code).toBe(1)
      expect((await lva(importOld, [path, '--user', 'ada@example.org'])).out).toContain(
        '0 brought in for ada@example.org, 1201 were here already',
      )
      expect((await lva(doctor, ['--offline'])).out).toContain('1201 exchanges')
      expect((await lva(rebuild, [])).out).toContain('ada@example.org: counted anew.')
    })

    test('what is no old database is refused by name', async () => {
      await lva(user, ['add', 'ada@example.org'])
      const stranger = join(folder, 'shop.db')
      const shop = new BetterSqlite(stranger)
      shop.exec('create table orders (id integer)')
      shop.close()
      writeFileSync(join(folder, 'letter.db'), 'Dear Ada, this is a letter. '.repeat(100))
      await expect(lva(importOld, [stranger, '--user', 'ada@example.org'])).rejects.toThrow(
        /the tables orders, but no "captures"/,
      )
      await expect(lva(importOld, [join(folder, 'letter.db'), '--user', 'ada@example.org'])).rejects.toThrow(
        /is not a SQLite database/,
      )
      await expect(lva(importOld, [join(folder, 'nothing.db'), '--user', 'ada@example.org'])).rejects.toThrow(
        /There is no file/,
      )
      await expect(lva(importOld, [oldFile([]), '--user', 'eve@example.org'])).rejects.toThrow(
        /no account with the address eve/,
      )
    })
  })
}

function noFile(path: string): never {
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
}
