import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { type Head, writeDocument } from './document.ts'
import { writeReading } from './reading.ts'
import type { SoundFile, Store } from './stores.ts'
import { writeTable } from './table.ts'

/** Name of the document inside an archive; it is what comes back with an import. */
export const DOCUMENT = 'everything.json'

/** The whole export as a ZIP: a table (CSV) or a page to read (Markdown) per store, the recordings, and the JSON document. */
export async function* writeArchive(
  head: Head,
  stores: readonly Store[],
  { sounds, format }: { sounds: (() => AsyncIterable<SoundFile>) | null; format: 'csv' | 'markdown' },
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const failed = Promise.withResolvers<never>()
  zip.on('error', failed.reject)
  failed.promise.catch(() => {})
  const add = (name: string, content: () => AsyncIterable<string | Uint8Array>) =>
    zip.addReadStreamLazy(name, { mtime: new Date(head.generated_at) }, (give) =>
      give(null, Readable.from(content(), { objectMode: false })),
    )
  for (const store of stores) {
    if (format === 'csv') add(`${store.as}.csv`, () => writeTable(store.pages()))
    else add(`${store.as}.md`, () => writeReading(store))
  }
  if (sounds) {
    const names = new Map<string, SoundFile>()
    for await (const sound of sounds()) names.set(sound.name, sound)
    for (const [name, sound] of names) {
      add(`recordings/${name}`, async function* () {
        yield await sound.read()
      })
    }
  }
  add(DOCUMENT, () => writeDocument(head, stores, sounds?.() ?? null))
  zip.end()
  const output = (zip.outputStream as Readable)[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await Promise.race([output.next(), failed.promise])
    if (done) return
    yield value
  }
}
