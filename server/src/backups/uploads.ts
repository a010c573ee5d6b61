import { mkdir, open, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../problem.ts'
import { closing, nothing, tellingFull } from '../vault/shelf.ts'

const NAMES = { backup: 'backup.lvab', erasures: 'erasures.lvae' } as const
type What = keyof typeof NAMES
/** A list of erased accounts is a line for each. */
const ERASURES_BYTES_MAX = 64 * 1024 * 1024
/** What is sent is put back beside itself, and takes its room twice and more. */
const LEFT_FREE_BYTES = 512 * 1024 * 1024

/** Files that arrive in pieces, into a folder of their own. */
export function createUploads(folder: string) {
  const pathOf = (what: What) => join(folder, NAMES[what])
  const sizeOf = async (what: What) => (await stat(pathOf(what)).catch(nothing))?.size ?? 0

  async function begin(): Promise<void> {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
  }

  async function refuseWithoutRoom(what: What, bytes: number): Promise<void> {
    if (what === 'erasures' && bytes > ERASURES_BYTES_MAX)
      throw new Problem('too-large', 'This is no list of erased accounts.')
    const { blocks, bavail, bsize } = await statfs(folder)
    if (blocks > 0 && bavail * bsize < LEFT_FREE_BYTES + bytes)
      throw new Problem('storage-full', 'There is no room on the server to put this back.')
  }

  return {
    pathOf,
    /** Removes what came before. */
    begin,

    async find(what: What): Promise<string | null> {
      return (await sizeOf(what)) > 0 ? pathOf(what) : null
    },

    /** Adds a piece to the end of a file; the one at 0 begins it anew, and the last one may come again. Throws Problem `bad-request` for one that belongs elsewhere. */
    async take(what: What, at: number, bytes: Buffer): Promise<number> {
      if (at === 0) {
        if (what === 'backup') await begin()
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await rm(pathOf(what), { force: true })
      }
      const size = await sizeOf(what)
      // It has come before, and the answer was lost on its way.
      if (at + bytes.length === size) return size
      if (at !== size) throw new Problem('bad-request', `This piece begins at ${at}, and ${size} bytes are here.`)
      await refuseWithoutRoom(what, size + bytes.length)
      await tellingFull(async () => {
        const file = await open(pathOf(what), 'a', 0o600)
        await closing(file, () => file.writeFile(bytes))
      })
      return size + bytes.length
    },
  }
}
