import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Command } from '../src/cli/command.ts'
import { doctor } from '../src/cli/doctor.ts'
import { migrate } from '../src/cli/migrate.ts'
import { missingMigrations } from '../src/db/migrate.ts'
import { openSnapshot } from '../src/db/snapshot.ts'
import { type Ends, inHouses } from './house.ts'
import { ask } from './learner.ts'
import { latestRelease, putBackFixture, RELEASE_KEY } from './releases.ts'

const release = latestRelease()

inHouses(`the database of ${release.name}`, (open, engine) => {
  const ends: Ends = []
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })

  async function lva(command: Command, args: string[], env: Record<string, string>) {
    const out: string[] = []
    await command.run({
      ...{ args, env: { ENVIRONMENT: 'test', LLM: 'companion', ...env }, print: (line: string) => void out.push(line) },
      ...{ complain: () => {}, readInput: async () => '', interactive: false },
    })
    return out.join('\n')
  }

  test('is brought up to date and back, and lived in; then nothing takes it back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lva-upgrade-'))
    ends.push(() => rmSync(folder, { recursive: true, force: true }))
    const address = await putBackFixture(release, engine, folder, ends)
    const env = {
      DATA_DIR: folder,
      ENCRYPTION_KEY: RELEASE_KEY,
      ...('url' in address ? { DATABASE_URL: address.url } : {}),
    }
    const migrations = async () => {
      const snapshot = await openSnapshot(address)
      await snapshot.close()
      return snapshot.migrations
    }
    expect(await migrations()).toEqual(release.migrations)
    const pending = missingMigrations(release.migrations)
    expect(pending.length).toBeGreaterThan(0)

    const applied = await lva(migrate, [], env)
    expect(applied).toContain(`Applied: ${pending.join(', ')}.`)
    expect(applied).toContain('lva migrate --back')
    expect(readdirSync(join(folder, 'snapshots'))).toHaveLength(1)
    expect(await lva(migrate, ['--back'], env)).toContain(`as it was before ${pending.join(', ')}`)
    expect(await migrations()).toEqual(release.migrations)
    await expect(lva(migrate, ['--back'], env)).rejects.toThrow('nothing to go back from')

    // The server does the same when it is started; somebody who was there before goes on.
    const house = await open({
      env: { LLM: 'companion', ENCRYPTION_KEY: RELEASE_KEY, BACKUP_DIR: join(folder, 'kept') },
      place: { folder, address },
    })
    expect(house.prepared).toMatchObject({ applied: pending, snapshot: expect.stringContaining('before-migration-') })
    await expect(lva(migrate, ['--back'], env)).rejects.toThrow('Stop it first')
    const who = { username: 'lena@example.org', password: 'Test1234!' }
    const { body: token } = await ask(house.url, 'POST', '/api/auth/login', { body: who })
    const call = (method: string, path: string, body?: unknown) =>
      ask(house.url, method, path, { headers: { authorization: `Bearer ${token.access_token}` }, body })
    const turn = { text: 'Octopuses have blue blood.', session_id: 'biology' }
    expect((await call('POST', '/api/conversation', turn)).status).toBe(200)
    expect((await call('POST', '/api/search', { query: 'octopuses' })).body.count).toBeGreaterThan(1)
    const { items } = (await call('GET', '/api/reviews/items')).body
    expect(items.map(({ concept }: { concept: string }) => concept)).toContain('Octopus')
    const { goals } = (await call('GET', '/api/goals')).body
    expect(goals.map(({ title }: { title: string }) => title).sort()).toEqual([
      'A few questions every day',
      'A thousand turns',
    ])
    await house.settle()
    const made = await house.backups.backUp({ attempt: 1, signal: new AbortController().signal })
    expect(existsSync(join(folder, 'kept', made.name))).toBe(true)
    await house.close()

    await expect(lva(migrate, ['--back'], env)).rejects.toThrow(/written since the update: .*exchanges \(1 row more\)/)
    expect(await migrations()).toEqual([...release.migrations, ...pending])
    expect(await lva(doctor, ['--offline'], env)).toContain('ok    database')
  }, 120_000)
})
