import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Label } from './label.ts'
import { HEADER_BYTES } from './sealing.ts'
import { closing, makeRoom, type Place, pathOf, syncFolder, tellingFull } from './shelf.ts'
import type { Vault } from './vault.ts'
import { VaultError } from './vault-error.ts'

const LENGTH_BYTES = 4
/** Largest record, in bytes. */
const RECORD_BYTES_MAX = 16 * 1024 * 1024

/** A file that grows record by record. */
export type Journal = Awaited<ReturnType<typeof beginJournal>>

/** Which file it is, and what seals it. */
export interface JournalPlace {
  folder: string
  place: Place
  vault: Pick<Vault, 'beginSealing' | 'beginOpening'>
  purpose: string
}

const labelOf = ({ place, purpose }: JournalPlace): Label => ({ purpose, owner: place.userId, id: place.id })

/**
 * Begins a file that grows record by record, each sealed by itself, so that whatever was written before a power cut can be read after it.
 * The file is not sealed at its end: that somebody cut records off cannot be seen. Throws `storage-full`.
 */
export async function beginJournal(where: JournalPlace) {
  const { folder, place, vault } = where
  const file = pathOf(folder, place)
  const { header, seal } = vault.beginSealing(labelOf(where))
  const handle = await tellingFull(async () => {
    await makeRoom(folder, place)
    const opened = await open(file, 'wx', 0o600)
    try {
      await opened.writeFile(header)
      await opened.datasync()
      await syncFolder(dirname(file))
      await syncFolder(folder)
    } catch (error) {
      // Its owner may be erased in this very moment, folder and all.
      await opened.close()
      throw error
    }
    return opened
  })
  return {
    /**
     * Adds a record; when this returns it survives a power cut. One at a time. Throws `storage-full`, after which nothing more can be
     * added.
     */
    async append(record: Uint8Array): Promise<void> {
      const sealed = seal(record, false)
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt32BE(sealed.length)
      await tellingFull(async () => {
        // Unlike `write`, it goes on where the disk took only a part.
        await handle.writeFile(Buffer.concat([length, sealed]))
        await handle.datasync()
      })
    },
    close: (): Promise<void> => handle.close(),
  }
}

/**
 * The records of such a file, up to the first that is not whole or not genuine, and the key they are sealed with; null when there is no
 * file. Throws VaultError when it is none of ours, or its key is not here.
 */
export async function readJournal(where: JournalPlace): Promise<Buffer[] | null> {
  const bytes = await readFile(pathOf(where.folder, where.place)).catch(nothing)
  if (bytes === null) return null
  const openRecord = where.vault.beginOpening(bytes.subarray(0, HEADER_BYTES), labelOf(where))
  const records: Buffer[] = []
  for (let at = HEADER_BYTES; at + LENGTH_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const from = at + LENGTH_BYTES
    if (length > RECORD_BYTES_MAX || from + length > bytes.length) break
    try {
      records.push(openRecord(bytes.subarray(from, from + length), false))
    } catch (error) {
      if (error instanceof VaultError) break
      throw error
    }
    at = from + length
  }
  return records
}

/** Seals such a file with the key of now, whole or not at all. Throws VaultError, `storage-full`. */
export async function resealJournal(where: JournalPlace): Promise<void> {
  const records = await readJournal(where)
  if (!records) return
  const file = pathOf(where.folder, where.place)
  const { header, seal } = where.vault.beginSealing(labelOf(where))
  const parts = records.flatMap((record) => {
    const sealed = seal(record, false)
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt32BE(sealed.length)
    return [length, sealed]
  })
  const unfinished = `${file}.part`
  await rm(unfinished, { force: true })
  await tellingFull(async () => {
    const handle = await open(unfinished, 'wx', 0o600)
    await closing(handle, async () => {
      await handle.writeFile(Buffer.concat([header, ...parts]))
      await handle.sync()
    })
    await rename(unfinished, file)
    await syncFolder(dirname(file))
  })
}

function nothing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
