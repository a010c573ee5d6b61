import { constants, zstdDecompressSync } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { COLLECTION_BYTES_MAX, type Kind, PackageError } from './package.ts'
import { firstNumberOf } from './protobuf.ts'

/** A package holds a file for each picture and sound. */
const ENTRIES_MAX = 200_000
const META_BYTES_MAX = 1_024
const MEDIA_LIST_BYTES_MAX = 32 * 1024 ** 2
/** How far back a packed file may refer, as a power of two; Anki needs no more, and it is what unpacking takes. */
const WINDOW_LOG_MAX = 27

/** The versions of `PackageMetadata` in Anki's import_export.proto. */
const KINDS: Record<number, Kind> = { 1: 'anki2', 2: 'anki21', 3: 'anki21b' }

/** Opens a package. Whatever it claims about itself, no more comes out of it than its bounds. Throws PackageError. */
export async function openPackage(path: string) {
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(path, { autoClose: false }).catch((cause: unknown) => {
    throw new PackageError('not-a-package', { cause })
  })
  try {
    if (zip.entryCount > ENTRIES_MAX) throw new PackageError('too-large')
    const entries = await entriesOf(zip)
    const kind = await kindOf(zip, entries)
    const collection = entries.get(`collection.${kind}`)
    if (!collection) throw new PackageError('not-a-package')
    const unpack = (bytes: Buffer, most: number) => (kind === 'anki21b' ? unpacked(bytes, most) : bytes)
    return {
      kind,

      /** The SQLite file of the collection. */
      collection: async () => unpack(await bytesOf(zip, collection, COLLECTION_BYTES_MAX), COLLECTION_BYTES_MAX),

      /** The list of its pictures and sounds, as it stands there; null when it has none. */
      async mediaList(): Promise<Buffer | null> {
        const list = entries.get('media')
        return list ? unpack(await bytesOf(zip, list, MEDIA_LIST_BYTES_MAX), MEDIA_LIST_BYTES_MAX) : null
      },

      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) if (!entries.has(entry.fileName)) entries.set(entry.fileName, entry)
  } catch (cause) {
    throw new PackageError('damaged', { cause })
  }
  return entries
}

/** Anki puts a collection that only says "update me" beside a newer one, so what `meta` says counts. */
async function kindOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<Kind> {
  const meta = entries.get('meta')
  if (meta) {
    const kind = KINDS[firstNumberOf(await bytesOf(zip, meta, META_BYTES_MAX), 1) ?? 0]
    if (!kind) throw new PackageError('too-new')
    return kind
  }
  return (['anki21b', 'anki21'] as const).find((kind) => entries.has(`collection.${kind}`)) ?? 'anki2'
}

async function bytesOf(zip: ZipFile, entry: Entry, most: number): Promise<Buffer> {
  if (entry.isEncrypted()) throw new PackageError('encrypted')
  const parts: Buffer[] = []
  let size = 0
  try {
    const stream: AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry)
    for await (const part of stream) {
      size += part.length
      if (size > most) throw new PackageError('too-large')
      parts.push(part)
    }
  } catch (cause) {
    throw cause instanceof PackageError ? cause : new PackageError('damaged', { cause })
  }
  return Buffer.concat(parts)
}

function unpacked(bytes: Buffer, most: number): Buffer {
  try {
    return zstdDecompressSync(bytes, {
      maxOutputLength: most,
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX },
    })
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw new PackageError(tooLarge ? 'too-large' : 'damaged', { cause })
  }
}
