import type { Entry, ZipFile } from 'yauzl'
import { Unreadable } from './reading.ts'

const ENTRIES_MAX = 5_000
const ENTRY_BYTES_MAX = 64 * 1024 * 1024
const ALL_BYTES_MAX = 200 * 1024 * 1024

/** A ZIP in memory whose texts are read one by one. */
export type Archive = Awaited<ReturnType<typeof openArchive>>

/**
 * Opens a ZIP. Whatever it claims about itself, no more comes out of it than these bounds. Throws Unreadable `damaged`, `encrypted` and
 * `too-long`.
 */
export async function openArchive(bytes: Uint8Array) {
  const { fromBufferPromise } = await import('yauzl')
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).catch(damaged)
  if (zip.entryCount > ENTRIES_MAX) throw new Unreadable('too-long')
  const entries = await entriesOf(zip).catch(damaged)
  let unpacked = 0

  return {
    has: (name: string): boolean => entries.has(name),

    /** A file of it as text (UTF-8, or UTF-16 where it says so); null when it is not there. */
    async text(name: string): Promise<string | null> {
      const entry = entries.get(name)
      if (!entry) return null
      if (entry.isEncrypted()) throw new Unreadable('encrypted')
      const stream = await zip.openReadStreamPromise(entry).catch(damaged)
      const arriving: AsyncIterable<Buffer> = stream
      const parts: Buffer[] = []
      let size = 0
      try {
        for await (const part of arriving) {
          size += part.length
          unpacked += part.length
          if (size > ENTRY_BYTES_MAX || unpacked > ALL_BYTES_MAX) throw new Unreadable('too-long')
          parts.push(part)
        }
      } catch (error) {
        stream.destroy()
        if (error instanceof Unreadable) throw error
        damaged(error)
      }
      return decodeXml(Buffer.concat(parts))
    },
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  // The first of a name counts, as for the programs that write such files.
  for await (const entry of zip.eachEntry()) if (!entries.has(entry.fileName)) entries.set(entry.fileName, entry)
  return entries
}

function decodeXml(bytes: Buffer): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

function damaged(cause: unknown): never {
  throw new Unreadable('damaged', { cause })
}
