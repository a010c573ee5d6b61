import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HEADER_BYTES } from '../vault/sealing.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'

/** Where one file stands. */
export interface Place {
  userId: string
  id: string
}

export type Shelf = ReturnType<typeof createShelf>

/**
 * Files of learners, `<folder>/<learner>/<id>`, readable by this server's own user only, written and read as streams. Those that are kept
 * are sealed; a file that is only read once, and not from its beginning to its end, stays as it came until then.
 */
export function createShelf(folder: string, vault: Pick<Vault, 'seal' | 'open' | 'keyOf' | 'hasKey'>) {
  const labelOf = ({ userId, id }: Place) => ({ purpose: 'export', owner: userId, id })
  const contentOf = (place: Place) => vault.open(createReadStream(pathOf(folder, place)), labelOf(place))

  return {
    /** Writes a file; it is there whole or not at all. Resolves with the size and SHA-256 digest (hex) of its content. */
    async put(
      place: Place,
      content: AsyncIterable<string | Uint8Array>,
      { sealed }: { sealed: boolean },
    ): Promise<{ bytes: number; sha256: string }> {
      const file = pathOf(folder, place)
      const unfinished = `${file}.${crypto.randomUUID()}.part`
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      const hash = createHash('sha256')
      let bytes = 0
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk)
          bytes += chunk.length
          done(null, chunk)
        },
      })
      try {
        const target = createWriteStream(unfinished, { flags: 'wx', mode: 0o600 })
        const source = Readable.from(content, { objectMode: false })
        if (sealed) await pipeline(source, measure, (measured) => vault.seal(measured, labelOf(place)), target)
        else await pipeline(source, measure, target)
        await sync(unfinished)
        await rename(unfinished, file)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      return { bytes, sha256: hash.digest('hex') }
    },

    /** The path of a file that is not sealed; null when it is not there. */
    async find(place: Place): Promise<string | null> {
      const file = pathOf(folder, place)
      return (await stat(file).catch(nothing)) === null ? null : file
    },

    /**
     * The content of a sealed file as a stream; null when it is not there, or its key is not. The stream ends in a VaultError where the
     * file is not what was put there.
     */
    async take(place: Place): Promise<Readable | null> {
      const sealed = await this.sealOf(place)
      if (!sealed || (sealed.key !== null && !vault.hasKey(sealed.key))) return null
      return Readable.from(contentOf(place), { objectMode: false })
    },

    /** With which key a file is sealed, `key` null when with none; null when there is no file. */
    async sealOf(place: Place): Promise<{ key: string | null } | null> {
      const handle = await open(pathOf(folder, place), 'r').catch(nothing)
      if (handle === null) return null
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
        return { key: vault.keyOf(buffer.subarray(0, bytesRead)) }
      } catch (error) {
        if (error instanceof VaultError) return { key: null }
        throw error
      } finally {
        await handle.close()
      }
    },

    /** Seals a sealed file with the key of now, whole or not at all. False when no key opens it. */
    async reseal(place: Place): Promise<boolean> {
      try {
        await this.put(place, contentOf(place), { sealed: true })
        return true
      } catch (error) {
        if (error instanceof VaultError) return false
        throw error
      }
    },

    async remove(place: Place): Promise<void> {
      await rm(pathOf(folder, place), { force: true })
    },

    /** Removes everything of one learner. */
    async removeAll(userId: string): Promise<void> {
      await rm(join(folder, safe(userId)), { recursive: true, force: true })
    },

    /** Whose files there are. */
    async owners(): Promise<string[]> {
      return (await readdir(folder).catch(nothing)) ?? []
    },

    /** Removes files that were put there before `before` and that nobody remembers. */
    async clear({
      before,
      isRemembered,
    }: {
      before: Date
      isRemembered: (id: string) => Promise<boolean>
    }): Promise<void> {
      const entries = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(nothing)) ?? []
      for (const entry of entries.filter((one) => one.isFile())) {
        const file = join(entry.parentPath, entry.name)
        const found = await stat(file).catch(nothing)
        if (found && found.mtime < before && !(await isRemembered(entry.name))) await rm(file, { force: true })
      }
    },
  }
}

function pathOf(folder: string, { userId, id }: Place): string {
  return join(folder, safe(userId), safe(id))
}

// Ids are our own; should one ever not be, it must not walk out of the folder.
function safe(part: string): string {
  if (!/^[\w-]{1,64}$/.test(part)) throw new Error('an id that cannot be a file name')
  return part
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function nothing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
