import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { missingMigrations } from '../src/db/migrate.ts'
import { openSnapshot } from '../src/db/snapshot.ts'
import { lvaHere } from './command-line.ts'
import { bash, examplesIn } from './examples.ts'
import { type Ends, inHouses } from './house.ts'
import { ask } from './learner.ts'
import { latestRelease, putBackFixture, RELEASE_KEY } from './releases.ts'

const GUIDE = readFileSync(new URL('../../docs/guides/upgrade-and-roll-back.md', import.meta.url), 'utf8')
// As they stand in the guide.
const [MIGRATE = '', LOOK = '', BACK = ''] = examplesIn(GUIDE)
const BACKUP = 'npx lva backup'
const [ASK = '', DOCTOR = ''] = LOOK.trim().split('\n')
const release = latestRelease()

inHouses(`the database of ${release.name}`, (open, engine) => {
  const ends: Ends = []
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })

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

    const applied = await lvaHere(MIGRATE, env)
    expect(applied).toContain(`Applied: ${pending.join(', ')}.`)
    expect(applied).toContain('lva migrate --back')
    expect(readdirSync(join(folder, 'snapshots'))).toHaveLength(1)
    // A server that was started and did nothing has written nothing.
    const started = await open({ env: { LLM: 'companion', ENCRYPTION_KEY: RELEASE_KEY }, place: { folder, address } })
    await started.close()
    expect(await lvaHere(BACK, env)).toContain(`as it was before ${pending.join(', ')}`)
    expect(await migrations()).toEqual(release.migrations)
    await expect(lvaHere(BACK, env)).rejects.toThrow('nothing to go back from')

    // The server does the same when it is started; somebody who was there before goes on.
    const house = await open({
      env: { LLM: 'companion', ENCRYPTION_KEY: RELEASE_KEY },
      place: { folder, address },
    })
    expect(house.prepared).toMatchObject({ applied: pending, snapshot: expect.stringContaining('before-migration-') })
    await expect(lvaHere(BACK, env)).rejects.toThrow('Stop it first')
    expect(await bash(ASK.replace('http://localhost:8000', house.url))).toContain('ready')
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
    await house.close()
    expect(await lvaHere(BACKUP, { ...env, BACKUP_DIR: join(folder, 'kept') })).toMatch(
      /\d+ rows, among them \d+ turns/,
    )

    await expect(lvaHere(BACK, env)).rejects.toThrow(/written since the update: .*exchanges \(1 row more\)/)
    expect(await migrations()).toEqual([...release.migrations, ...pending])
    expect(await lvaHere(DOCTOR, env)).toContain('ok    database')
  }, 120_000)
})
