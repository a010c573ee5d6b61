import { mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { Copied } from '../db/filling.ts'
import { unknownMigrations } from '../db/migrate.ts'
import { tellingFull, writeThrough } from '../vault/shelf.ts'
import { readArchive } from './archive.ts'
import { openEnvelope, type Sealer } from './envelope.ts'
import { ARCHIVE, CONFIGURATION } from './making.ts'
import { BackupUnusable } from './unusable.ts'

/** What becomes of the files in an archive: each has to be read to its end. */
type OnFile = (name: string, content: AsyncIterable<Buffer>) => Promise<void>

/**
 * Opens an archive and says what it is. Its `copied` fills a database, while `onFile` is given the files. Throws BackupUnusable for what
 * cannot be opened, and for what a newer release made.
 */
export async function openArchive(
  path: string,
  sealer: Sealer,
  onFile: OnFile,
  onPercent: (percent: number) => void = () => {},
) {
  const archive = await readArchive(telling(path, openEnvelope(path, sealer, ARCHIVE), onPercent))
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
  let configuration: string | null = null
  async function* tables() {
    for await (const part of archive.parts()) {
      // It may hold secrets, and belongs into no file.
      if (part.kind === 'file' && part.name === CONFIGURATION)
        configuration = Buffer.concat(await Array.fromAsync(part.content)).toString()
      else if (part.kind === 'file') await onFile(part.name, part.content)
      else {
        columns.set(part.table.name, part.table.columns)
        yield part
      }
    }
  }
  const copied: Copied = { migrations: head.migrations, numbers: head.numbers, tables }
  return {
    ...{ head, copied, columns, leave: archive.leave },
    /** What was read so far: the tables, and how many files that were copied. */
    read() {
      const { tables, files } = archive.read()
      return { tables, files: configuration === null ? files : files - 1 }
    },
    /** The settings that were in force when it was made, once all of it was read; null in one of an earlier release. */
    configuration: () => configuration,
  }
}

/** Hands on what is read of a file, and says how much of the whole it is. What comes is as long as what lies there, but for the seal. */
async function* telling(path: string, pieces: AsyncIterable<Buffer>, onPercent: (percent: number) => void) {
  const { size } = await stat(path)
  let [read, told] = [0, -1]
  for await (const bytes of pieces) {
    read += bytes.length
    const percent = Math.min(99, Math.floor((read / Math.max(size, 1)) * 100))
    if (percent > told) onPercent(percent)
    told = percent
    yield bytes
  }
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
