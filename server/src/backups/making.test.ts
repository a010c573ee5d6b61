import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { createKeeping } from './keeping.ts'
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
      const keeping = createKeeping({
        ...{ address, dataDir: folder, folder: at('backups'), temporary: at('temporary'), erasures: at('erasures') },
        ...{ version: '3.0.0', installation: () => 'house', keep: { days: 1, weeks: 1, months: 1 }, elsewhere: null },
        ...{ sealer: () => ({ passphrase: null, keys: [Buffer.alloc(32, 7)] }), configuration: () => '[]' },
        now: () => new Date(),
      })
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
      expect([readdirSync(at('backups')), readdirSync(at('temporary'))]).toEqual([[], []])
      expect(journal()).toBe(0)
      const made = await keeping.backUp(
        (asked, tell) => makeArchive(asked, { tell }),
        () => {},
      )
      expect(readdirSync(at('backups'))).toEqual([made.name])
    })
  },
  ['sqlite'],
)
