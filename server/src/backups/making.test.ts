import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import type { DatabaseAddress } from '../db/open.ts'
import { createKeeping, type Make } from './keeping.ts'
import makeArchive from './making.ts'

onEveryEngine(
  'an archive',
  (fresh) => {
    test('that is stopped half way leaves nothing, and the journal behind it is empty', async () => {
      const { database, address, folder } = await fresh()
      const at = (name: string) => join(folder, name)
      await sql`create table if not exists installation (key text primary key, value text not null)`.execute(
        database.db,
      )
      await database.db.insertInto('installation').values({ key: 'said', value: 'wombat' }).execute()
      await database.db.deleteFrom('installation').where('key', '=', 'said').execute()
      const journal = () => statSync(`${'file' in address ? address.file : ''}-wal`).size
      expect(journal()).toBeGreaterThan(0)
      mkdirSync(at('files'))
      writeFileSync(at('files/large'), Buffer.alloc(9_000_000, 'x'))
      const keeping = keepingIn(folder, address)
      let told = 0
      const stopping = keeping.backUp(
        (asked, tell) => makeArchive(asked, { tell }),
        () => {
          told += 1
          throw new Error('stopped')
        },
      )
      await expect(stopping).rejects.toThrow('stopped')
      expect(told).toBe(1)
      expect([readdirSync(at('backups')), existsSync(at('backing-up'))]).toEqual([[], false])
      expect(journal()).toBe(0)
      const made = await keeping.backUp(
        (asked, tell) => makeArchive(asked, { tell }),
        () => {},
      )
      expect(readdirSync(at('backups'))).toEqual([made.name])
    })

    test('is made by one at a time, and holds nothing that a killed one left', async () => {
      const { database, address, folder } = await fresh()
      await sql`create table if not exists installation (key text primary key, value text not null)`.execute(
        database.db,
      )
      mkdirSync(join(folder, 'backing-up'))
      writeFileSync(join(folder, 'backing-up', 'left'), 'half')
      const [keeping, another] = [keepingIn(folder, address), keepingIn(folder, address)]
      const [begun, going] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const make: Make = (asked, tell) => makeArchive(asked, { tell })
      const first = keeping.backUp(
        async (asked, tell) => {
          begun.resolve()
          await going.promise
          return make(asked, tell)
        },
        () => {},
      )
      await begun.promise
      await expect(another.backUp(make, () => {})).rejects.toMatchObject({ code: 'already-running' })
      // Another process begins, and clears what it finds.
      await another.clear()
      expect(readdirSync(folder)).toContain('backing-up')
      going.resolve()
      expect((await first).files).toBe(0)
      await another.backUp(make, () => {})
      expect(readdirSync(join(folder, 'backups'))).toHaveLength(2)
      expect(readdirSync(folder)).not.toContain('backing-up')
    })

    // A limit on file sizes is how a full disk can be had in a test: the write fails half way, in the same place.
    test.skipIf(process.platform === 'win32')('that finds the disk full says so, and leaves nothing', async () => {
      const { database, address, folder } = await fresh()
      const at = (name: string) => join(folder, name)
      await sql`create table if not exists installation (key text primary key, value text not null)`.execute(
        database.db,
      )
      mkdirSync(at('files'))
      writeFileSync(at('files/large'), randomBytes(9_000_000))
      writeFileSync(at('full.mjs'), fullDisk({ address, folder }))
      const { stdout } = await promisify(execFile)('sh', [
        ...['-c', 'ulimit -f 8000; exec "$0" "$1"'],
        ...[process.execPath, at('full.mjs')],
      ])
      expect(JSON.parse(stdout)).toEqual({ code: 'storage-full' })
      expect([readdirSync(at('backups')), existsSync(at('backing-up'))]).toEqual([[], false])
      expect(statSync(at('files/large')).size).toBe(9_000_000)
    })
  },
  ['sqlite'],
)

function keepingIn(folder: string, address: DatabaseAddress) {
  const at = (name: string) => join(folder, name)
  return createKeeping({
    ...{ address, dataDir: folder, folder: at('backups'), temporary: at('temporary'), erasures: at('erasures') },
    ...{ version: '3.0.0', installation: () => 'house', keep: { days: 1, weeks: 1, months: 1 }, elsewhere: null },
    ...{ sealer: () => ({ passphrase: null, keys: [Buffer.alloc(32, 7)] }), configuration: () => '[]' },
    now: () => new Date(),
  })
}

/** A program that makes a backup and prints how it failed. */
function fullDisk({ address, folder }: { address: object; folder: string }): string {
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  return `import { createKeeping } from ${at('./keeping.ts')}
    import makeArchive from ${at('./making.ts')}
    const folder = ${JSON.stringify(folder)}
    const keeping = createKeeping({
      address: ${JSON.stringify(address)}, dataDir: folder, folder: folder + '/backups', temporary: folder + '/temporary',
      erasures: folder + '/erasures', version: '3.0.0', installation: () => 'house', keep: { days: 1, weeks: 1, months: 1 }, elsewhere: null,
      sealer: () => ({ passphrase: null, keys: [Buffer.alloc(32, 7)] }), configuration: () => '[]', now: () => new Date(),
    })
    await keeping.backUp((asked, tell) => makeArchive(asked, { tell }), () => {}).then(
      (made) => console.log(JSON.stringify(made)),
      ({ code }) => console.log(JSON.stringify({ code })),
    )`
}
