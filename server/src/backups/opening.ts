import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { Copied } from '../db/filling.ts'
import { unknownMigrations } from '../db/migrate.ts'
import { tellingFull, writeThrough } from '../vault/shelf.ts'
import { readArchive } from './archive.ts'
import { openEnvelope, type Sealer } from './envelope.ts'
import { ARCHIVE } from './making.ts'
import { BackupUnusable } from './unusable.ts'

/** What becomes of the files in an archive: each has to be read to its end. */
type OnFile = (name: string, content: AsyncIterable<Buffer>) => Promise<void>

/**
 * Opens an archive and says what it is. Its `copied` fills a database, while `onFile` is given the files. Throws BackupUnusable for what
 * cannot be opened, and for what a newer release made.
 */
export async function openArchive(path: string, sealer: Sealer, onFile: OnFile) {
  const archive = await readArchive(openEnvelope(path, sealer, ARCHIVE))
  const { head } = archive
  const newer = unknownMigrations(head.migrations)
  if (newer.length > 0) {
    await archive.leave()
    throw new BackupUnusable(
      `This backup was made by a newer release (${head.version}). Update this one first; nothing was changed.`,
    )
  }
  /** Which columns each table had; what an earlier release did not have is not among them. */
  const columns = new Map<string, string[]>()
  async function* tables() {
    for await (const part of archive.parts()) {
      if (part.kind === 'file') await onFile(part.name, part.content)
      else {
        columns.set(part.table.name, part.table.columns)
        yield part
      }
    }
  }
  const copied: Copied = { migrations: head.migrations, numbers: head.numbers, tables }
  return { head, copied, columns, read: archive.read, leave: archive.leave }
}

/** Reads a file and keeps nothing of it. */
export async function readOver(_name: string, content: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of content);
}

/** Puts the files of an archive below a folder. Names that would lead out of it are refused. */
export function intoFolder(folder: string): OnFile {
  const root = resolve(folder)
  return async (name, content) => {
    const path = resolve(join(root, name))
    if (!path.startsWith(root + sep)) throw new BackupUnusable('This backup names a file outside of the data folder.')
    await tellingFull(async () => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeThrough(path, content)
    })
  }
}
