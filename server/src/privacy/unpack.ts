import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { openPromise } from 'yauzl'
import { Problem } from '../problem.ts'
import { DOCUMENT } from './archive.ts'
import { notOurs } from './records.ts'

/** Largest document that is read, in bytes; whatever an archive claims, no more comes out of it. */
const DOCUMENT_BYTES_MAX = 2 * 1024 ** 3
/** An archive of ours holds a file per store and one per recording. */
const ENTRIES_MAX = 200_000

/**
 * The JSON document of an export, from the document itself or from the archive it is in, piece by piece. Nothing is unpacked to the disk.
 * Throws Problem `not-an-export`.
 */
export async function* documentIn(file: string): AsyncGenerator<string> {
  const source = (await isArchive(file)) ? await unpacked(file) : { stream: createReadStream(file), close() {} }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  try {
    for await (const chunk of source.stream as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > DOCUMENT_BYTES_MAX) throw notOurs('It is too large.')
      yield decoded(decoder, chunk)
    }
    yield decoded(decoder)
  } catch (cause) {
    throw cause instanceof Problem ? cause : damaged(cause)
  } finally {
    source.stream.destroy()
    source.close()
  }
}

/** True for a ZIP, by its first bytes. Throws Problem `not-an-export` for what is neither that nor JSON. */
export async function isArchive(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0)
    const begin = buffer.subarray(0, bytesRead)
    if (begin.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return true
    if (/^(?:\xef\xbb\xbf)?\s*\{/.test(begin.toString('latin1'))) return false
    throw notOurs('Neither JSON nor a ZIP.')
  } finally {
    await handle.close()
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    throw notOurs('It is not UTF-8.')
  }
}

async function unpacked(file: string): Promise<{ stream: Readable; close(): void }> {
  const zip = await openPromise(file, { autoClose: false }).catch((cause: unknown) => {
    throw damaged(cause)
  })
  try {
    if (zip.entryCount > ENTRIES_MAX) throw notOurs('It holds too many files.')
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== DOCUMENT) continue
      if (entry.uncompressedSize > DOCUMENT_BYTES_MAX) throw notOurs('It is too large.')
      return { stream: await zip.openReadStreamPromise(entry), close: () => zip.close() }
    }
    throw notOurs(`There is no ${DOCUMENT} in it.`)
  } catch (error) {
    zip.close()
    throw error
  }
}

const damaged = (cause: unknown) => notOurs('The file is damaged.', cause)
