import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { ExportRequest } from '@lva/contracts/privacy'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { createJobs } from '../jobs/jobs.ts'
import { PERSONAL_DATA } from '../personal-data.ts'
import { createKeyring } from '../vault/keyring.ts'
import { createShelf } from '../vault/shelf.ts'
import { createVault } from '../vault/vault.ts'
import { createExports } from './exports.ts'
import { createStores } from './stores.ts'

const DAY = 86_400_000
const vault = createVault(() => createKeyring([Buffer.alloc(32, 7)]))

onEveryEngine('exports', (fresh) => {
  test('an expired file goes in every process, each of which may have a folder of its own', async () => {
    const { database, folder } = await fresh()
    const { db } = database
    let at = Date.parse('2026-03-01T10:00:00Z')
    const now = () => new Date(at)
    const process = (name: string) => {
      const place = join(folder, name)
      const every: Array<() => Promise<void>> = []
      const jobs = {
        ...createJobs({ database, now, newId, log: pino({ level: 'silent' }) }),
        inEveryProcess: (_pattern: string, run: () => Promise<void>) => void every.push(run),
      }
      const exports = createExports({
        ...{ db, jobs, vault, now, newId },
        stores: createStores({
          ...{ db, tables: PERSONAL_DATA },
          given: { open: async () => ({ content: Readable.from([]) }) },
          sound: { read: async () => ({ bytes: new Uint8Array() }), fileName: ({ id }) => id },
        }),
        shelf: createShelf(place, vault, { purpose: 'export' }),
        isWaiting: async () => false,
        wait: async () => {},
        note: async () => {},
        publish() {},
      })
      const files = () => readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      return { jobs, exports, every, files }
    }
    const [one, other] = [process('one'), process('other')]
    const ana = newId()
    await db
      .insertInto('users')
      .values({
        ...{ id: ana, email: 'ana@x.org', email_key: 'ana@x.org', full_name: null, password_hash: '', timezone: 'UTC' },
        ...{ locale: 'en', role: 'user', status: 'active', settings: '{}', created_at: now().toISOString() },
        last_login: null,
      })
      .execute()
    const wish = { format: 'json', include_conversations: false, include_sessions: false, include_preferences: true }
    const { export_id } = await one.exports.request(ana, ExportRequest.parse(wish), { address: '' })
    await expect.poll(async () => (await one.exports.status(ana, export_id)).status).toBe('completed')
    await one.jobs.stop()
    for (const { every } of [one, other]) for (const run of every) await run()
    expect(one.files()).toHaveLength(1)
    at += 8 * DAY
    await other.exports.clear()
    expect(one.files()).toHaveLength(1)
    for (const run of one.every) await run()
    expect(one.files()).toEqual([])
  })
})
