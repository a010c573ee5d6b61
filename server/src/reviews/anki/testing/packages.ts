import { buffer } from 'node:stream/consumers'
import { zstdCompressSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import type { Kind } from '../package.ts'
import { type Content, newCollection, oldCollection } from './collections.ts'
import { bytes, message, number, text } from './messages.ts'

export async function zipOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(content, name)
  zip.end()
  return await buffer(zip.outputStream)
}

/** A package as Anki writes it: with two pictures, and in the newer kinds with an old collection beside it that only says "update". */
export function packageOf(kind: Kind, content: Content): Promise<Buffer> {
  const pictures = { 0: Buffer.from('a picture'), 1: Buffer.from('a sound') }
  const list = Buffer.from(JSON.stringify({ 0: 'cell.jpg', 1: 'cell.mp3' }))
  const dummy = oldCollection({ ...content, notes: [], cards: [], reviews: [] })
  if (kind === 'anki2') return zipOf({ ...pictures, 'collection.anki2': oldCollection(content), media: list })
  if (kind === 'anki21')
    return zipOf({ ...pictures, 'collection.anki2': dummy, 'collection.anki21': oldCollection(content), media: list })
  const entry = (name: string) => bytes(1, message(text(1, name), number(2, 9), bytes(3, Buffer.alloc(20, 7))))
  return zipOf({
    meta: message(number(1, 3)),
    'collection.anki21b': zstdCompressSync(newCollection(content)),
    'collection.anki2': dummy,
    media: zstdCompressSync(message(entry('cell.jpg'), entry('cell.mp3'))),
    ...pictures,
  })
}
