import { type FileStore, pieces, type Row, type Store } from './stores.ts'

/** What stands at the head of an export. `format_version` changes when an older server could not read it any more. */
export interface Head {
  export_id: string
  format: string
  user_id: string
  generated_at: string
}

/** The version of the document's form. */
export const FORMAT_VERSION = 1

/** The whole export as one JSON document, a record per line, in pieces of text. `files` are those that are to be in it. */
export async function* writeDocument(
  { export_id, format, user_id, generated_at }: Head,
  stores: readonly Store[],
  files: readonly FileStore[],
): AsyncGenerator<string> {
  const metadata = { format_version: FORMAT_VERSION, generated_at, user_id, gdpr_compliant: true }
  yield `{"export_id":${JSON.stringify(export_id)},"format":${JSON.stringify(format)},"data":{\n"export_metadata":${JSON.stringify(metadata)}`
  for (const { as, single, pages } of stores) {
    yield `,\n${JSON.stringify(as)}:`
    yield* single ? one(pages()) : list(pages())
    // Before what follows: turns, for one, cannot come back without their sound.
    for (const store of files.filter(({ of }) => of === as)) {
      yield `,\n${JSON.stringify(store.as)}:`
      yield* list(allPieces(store))
    }
  }
  yield '\n}}\n'
}

async function* one(pages: AsyncIterable<Row[]>): AsyncGenerator<string> {
  for await (const rows of pages) {
    if (rows[0] === undefined) continue
    yield JSON.stringify(rows[0])
    return
  }
  yield 'null'
}

async function* list(pages: AsyncIterable<Row[]>): AsyncGenerator<string> {
  let first = true
  for await (const rows of pages) {
    yield `${first ? '[\n' : ',\n'}${rows.map((row) => JSON.stringify(row)).join(',\n')}`
    first = false
  }
  yield first ? '[]' : '\n]'
}

async function* allPieces({ files, key }: FileStore): AsyncGenerator<Row[]> {
  for await (const file of files()) yield* pieces(file, key)
}
