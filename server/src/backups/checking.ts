import { createHash } from 'node:crypto'
import { fillSqlite } from '../db/filling.ts'
import { openSnapshot, type Snapshot } from '../db/snapshot.ts'
import { tellingFull } from '../vault/shelf.ts'
import type { Working } from '../workers/work.ts'
import { linesOf, type Part } from './archive.ts'
import type { Sealer } from './envelope.ts'
import { openArchive, readOver } from './opening.ts'
import { BackupUnusable } from './unusable.ts'

/** An archive to try, and where a database may stand meanwhile. */
export interface Checking {
  archive: string
  file: string
  sealer: Sealer
  at: string
}

/** What was put back and compared. */
export interface Checked {
  tables: number
  rows: number
  files: number
}

/**
 * Puts an archive back for a try: the database into a SQLite file of its own, whatever it came from, which is then read again, table by
 * table, and compared by counts and hashes with what was noted when the archive was made; of the files the hashes are compared.
 * Throws BackupUnusable, which names what differs.
 */
export default async function checkArchive(
  { archive, file, sealer, at }: Checking,
  _: Working<never>,
): Promise<Checked> {
  const { copied, columns, read } = await openArchive(archive, sealer, readOver)
  const found = { tables: 0, rows: 0 }
  const trial = {
    now: () => new Date(at),
    async filled() {
      const snapshot = await openSnapshot({ engine: 'sqlite', file })
      try {
        for (const noted of read().tables) {
          found.rows += await compare(snapshot, noted, columns.get(noted.name) ?? [])
          found.tables += 1
        }
      } finally {
        await snapshot.close()
      }
    },
  }
  // Out of room, it says nothing of the backup.
  await tellingFull(() => fillSqlite(file, copied, trial))
  return { ...found, files: read().files }
}

async function compare(snapshot: Snapshot, noted: Part, columns: string[]): Promise<number> {
  const hash = createHash('sha256')
  let count = 0
  for await (const piece of linesOf(snapshot.pages({ name: noted.name, columns }))) {
    hash.update(piece.bytes)
    count += piece.count
  }
  if (count !== noted.count || hash.digest('hex') !== noted.sha256)
    throw new BackupUnusable(
      `${noted.name} came back with ${count} rows, which are not the ${noted.count} that were kept.`,
    )
  return count
}
