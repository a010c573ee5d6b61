import { openUntrustedSqlite, UntrustedSqliteError } from '../../db/untrusted-sqlite.ts'
import type { Working } from '../../workers/work.ts'
import { openPackage } from './archive.ts'
import { readCards } from './cards.ts'
import { readCollection } from './collection.ts'
import { type BadPackage, type Left, type Package, PackageError, type Read } from './package.ts'
import { fieldsOf } from './protobuf.ts'

/** Reads a package of Anki, or a whole collection (`.colpkg`), in a thread of its own. Its cards are told some at a time: all of them at once would hold up whoever takes them. */
export default async function readPackage(
  { path }: { path: string },
  { tell }: Working<Read>,
): Promise<Package | { bad: BadPackage }> {
  try {
    return await read(path, tell)
  } catch (error) {
    if (error instanceof PackageError) return { bad: error.reason }
    if (error instanceof UntrustedSqliteError) return { bad: 'damaged' }
    throw error
  }
}

async function read(path: string, tell: (read: Read) => void): Promise<Package> {
  const { kind, collection: unpack, mediaList, close } = await openPackage(path)
  try {
    const list = await mediaList()
    const left: Left = { wordless: 0, long: 0, unreadable: 0, media: list ? mediaIn(list, kind === 'anki21b') : 0 }
    const file = openUntrustedSqlite(await unpack(), { collation: 'unicase' })
    try {
      const collection = readCollection(file)
      let cards = 0
      for (const some of readCards(file, collection, left)) {
        cards += some.cards.length
        tell(some)
      }
      if (cards === 0) throw new PackageError('no-cards')
      return { kind, created: collection.created, left }
    } finally {
      file.close()
    }
  } finally {
    close()
  }
}

/** How many pictures and sounds a package lists: as JSON, or in the newer kind as the entries of a message (`MediaEntries`). */
function mediaIn(list: Buffer, isMessage: boolean): number {
  try {
    if (isMessage) return [...fieldsOf(list)].filter(({ number }) => number === 1).length
    const names: unknown = JSON.parse(list.toString('utf8'))
    return typeof names === 'object' && names !== null ? Object.keys(names).length : 0
  } catch {
    // They are not taken anyway.
    return 0
  }
}
