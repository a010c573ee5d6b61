import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Problem } from '../problem.ts'

/** The files of recordings, `<folder>/<learner>/<id>.<ending>`, readable by this server's own user only. */
export function createShelf(folder: string) {
  return {
    /** Puts a recording away; when this returns it survives a power cut. Throws `storage-full`; a half-written file never stays. */
    async put(place: Place, bytes: Uint8Array): Promise<void> {
      const file = pathOf(folder, place)
      const unfinished = `${file}.part`
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 })
        await writeThrough(unfinished, bytes)
        await rename(unfinished, file)
        await syncFolder(dirname(file))
        await syncFolder(folder)
      } catch (error) {
        await rm(unfinished, { force: true })
        if (!isFull(error)) throw error
        throw new Problem('storage-full', 'There is no room left on the server to keep this recording.', {
          cause: error,
        })
      }
    },

    /** The bytes as they came in, or `null` when they are no longer there. */
    async take(place: Place): Promise<Uint8Array | null> {
      try {
        return await readFile(pathOf(folder, place))
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null
        throw error
      }
    },

    async remove(place: Place): Promise<void> {
      await rm(pathOf(folder, place), { force: true })
    },

    /** Removes files that were put there before `before` and that nobody remembers. Resolves with how many. */
    async clear({
      before,
      isRemembered,
    }: {
      before: Date
      isRemembered: (id: string) => Promise<boolean>
    }): Promise<number> {
      let removed = 0
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return []
        throw error
      })
      for (const entry of entries.filter((found) => found.isFile())) {
        const file = join(entry.parentPath, entry.name)
        const { mtime } = await stat(file)
        if (mtime >= before || (await isRemembered(entry.name.split('.', 1)[0] ?? ''))) continue
        await rm(file, { force: true })
        removed += 1
      }
      return removed
    },

    /** Removes everything of one learner, also files nobody remembers. */
    async removeAll(userId: string): Promise<void> {
      await rm(join(folder, safe(userId)), { recursive: true, force: true })
    },
  }
}

/** Where one recording stands. */
export interface Place {
  userId: string
  id: string
  ending: string
}

function pathOf(folder: string, { userId, id, ending }: Place): string {
  return join(folder, safe(userId), `${safe(id)}.${safe(ending)}`)
}

// Ids are our own; should one ever not be, it must not walk out of the folder.
function safe(part: string): string {
  if (!/^[\w-]{1,64}$/.test(part)) throw new Error('an id that cannot be a file name')
  return part
}

async function writeThrough(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

// A new name is safe only when the folder that holds it is.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
