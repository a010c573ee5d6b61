import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { DataFolderInUse, lockDataFolder } from '../db/server-lock.ts'
import { Problem } from '../problem.ts'
import { codeOf, nothing } from '../vault/shelf.ts'

/** Folders of the data folder whose files are copied. What is left out can be made again, or lives for a moment. */
export const COPIED_FOLDERS = ['recordings', 'takes', 'files', 'exports', 'erasures'] as const
/** Files that stand in the data folder itself. */
export const COPIED_FILES = ['keys.json', 'secrets.json', 'push-key.json'] as const

/** In the data folder: held by whoever makes a backup, of whatever process, and where they hold on to files meanwhile. */
const STAGING = { lock: 'backup.lock', held: 'backing-up' } as const

// What memory cards and some shared folders answer to a link.
const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK']

/**
 * Lends an empty folder in which the files of a backup are held, beside them, so that a second name is enough. One process at a time has it;
 * what a killed one left there goes first. Throws Problem `already-running`.
 */
export async function withStaging<T>(dataDir: string, use: (held: string) => Promise<T>): Promise<T> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const release = lock(dataDir)
  const held = join(dataDir, STAGING.held)
  const clear = () => rm(held, { recursive: true, force: true })
  try {
    await clear()
    await mkdir(held, { mode: 0o700 })
    const result = await use(held)
    await clear()
    return result
  } catch (error) {
    // What cannot be removed goes when the next one begins; why this one failed is what somebody has to hear.
    await clear().catch(() => {})
    throw error
  } finally {
    release()
  }
}

/** Removes what a process that was killed left; what another is making stays. */
export async function clearStaging(dataDir: string): Promise<void> {
  await withStaging(dataDir, async () => {}).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error
  })
}

function lock(dataDir: string): () => void {
  try {
    return lockDataFolder(join(dataDir, STAGING.lock))
  } catch (cause) {
    if (!(cause instanceof DataFolderInUse)) throw cause
    throw new Problem('already-running', 'A backup of this data folder is being made already. Wait until it is done.', {
      cause,
    })
  }
}

/**
 * Holds on to the files as they are now: gives each another name below `to`, so that it stays when it is removed. Called before the database
 * is looked at and once more after that, so that everything the database knows of is there.
 */
export async function holdFiles(dataDir: string, to: string): Promise<void> {
  for (const name of COPIED_FILES) await hold(join(dataDir, name), join(to, name))
  for (const folder of COPIED_FOLDERS)
    for (const path of await filesBelow(join(dataDir, folder)))
      if (!path.endsWith('.part')) await hold(path, join(to, relative(dataDir, path)))
}

/** The files below a folder, in the order of their names; none where there is no folder. */
async function filesBelow(folder: string): Promise<string[]> {
  return (await namesBelow(folder).catch(nothing)) ?? []
}

/** The same of a folder that has to be there: without it a backup would be made that has no files, and seem good. */
async function namesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The files that are held, with their names in the data folder. One that still grows is read as far as it was when its turn came. */
export async function* heldFiles(to: string): AsyncGenerator<{ name: string; content: AsyncIterable<Buffer> }> {
  for (const path of await namesBelow(to)) {
    const { size } = await stat(path)
    const content: AsyncIterable<Buffer> = size === 0 ? none() : createReadStream(path, { end: size - 1 })
    yield { name: relative(to, path).replaceAll('\\', '/'), content }
  }
}

/** How many bytes are held. */
export async function bytesHeld(to: string): Promise<number> {
  let bytes = 0
  for (const path of await namesBelow(to)) bytes += (await stat(path)).size
  return bytes
}

async function hold(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  try {
    await link(from, to)
  } catch (error) {
    const code = codeOf(error)
    // Held already, or gone meanwhile and then also from the database.
    if (code === 'EEXIST' || code === 'ENOENT') return
    if (!WITHOUT_LINKS.includes(code)) throw error
    await copyFile(from, to).catch(nothing)
  }
}

async function* none(): AsyncGenerator<Buffer> {}
