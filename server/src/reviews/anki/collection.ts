import { z } from 'zod'
import type { UntrustedSqlite } from '../../db/untrusted-sqlite.ts'
import { isRecord } from '../../records.ts'
import type { NoteKind } from './notes.ts'
import { PackageError } from './package.ts'
import { firstNumberOf, firstTextOf } from './protobuf.ts'

/** A column of the old kind of collection holds every note type or deck as one JSON; what is in a blob of the new kind is far smaller. */
const JSON_BYTES_MAX = 16 * 1024 ** 2
const BLOB_BYTES_MAX = 1024 ** 2
const KINDS_MAX = 5_000
const DECKS_MAX = 20_000
/** The new kind of collection stands this between a deck and the one it lies in, the old one two colons. */
const DECK_SEPARATOR = '\u001f'

const Id = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
])
const Ordinal = z.int().min(0).max(10_000)
const Model = z.object({
  id: Id,
  type: z.int().catch(0),
  flds: z.array(z.object({ name: z.string(), ord: Ordinal.nullish() })).max(1_000),
  tmpls: z.array(z.object({ ord: Ordinal.nullish(), qfmt: z.string(), afmt: z.string().catch('') })).max(1_000),
})
const Deck = z.object({ id: Id, name: z.string() })
const Row = z.record(z.string(), z.unknown())
const NameRow = z.object({ id: z.int(), name: z.string() })
const NotetypeRow = z.object({ id: z.int(), config: z.instanceof(Uint8Array) })
const FieldRow = z.object({ ntid: z.int(), ord: Ordinal, name: z.string() })
const TemplateRow = z.object({ ntid: z.int(), ord: Ordinal, config: z.instanceof(Uint8Array) })
const ConfigRow = z.object({ key: z.string(), val: z.instanceof(Uint8Array) })

/** What of a collection does not belong to one card: note types and decks by id, and when it was made, as in `Package`. */
export interface Collection {
  kinds: ReadonlyMap<number, NoteKind>
  decks: ReadonlyMap<number, string>
  created: { at: number; west: number | null }
}

/**
 * Reads what cards refer to, from either kind of collection: schema 11, which keeps note types and decks as JSON in `col`
 * (https://github.com/ankitects/anki/blob/main/rslib/src/storage/schema11.sql), and the newer ones with tables and protobuf messages
 * (`upgrades/schema15_upgrade.sql`, `proto/anki/notetypes.proto`). A note type or deck that cannot be read is left out. Throws
 * PackageError `damaged`.
 */
export function readCollection(file: UntrustedSqlite): Collection {
  const columns = ['crt', 'conf', 'models', 'decks']
  if (!file.has('col', columns)) throw new PackageError('damaged')
  const [col] = [...file.rows('col', columns, { limit: 1, longest: JSON_BYTES_MAX })]
  const { crt, conf, models, decks } = Row.parse(col ?? {})
  const at = z.int().min(0).max(1e11).safeParse(crt)
  if (!at.success) throw new PackageError('damaged')
  const isNew = file.has('notetypes', ['id', 'config'])
  return isNew
    ? { kinds: kindsOf(file), decks: decksOf(file), created: { at: at.data, west: westOf(newConfig(file)) } }
    : { kinds: oldKinds(models), decks: oldDecks(decks), created: { at: at.data, west: westOf(oldConfig(conf)) } }
}

function oldKinds(json: unknown): Map<number, NoteKind> {
  const kinds = new Map<number, NoteKind>()
  for (const value of Object.values(objectIn(json)).slice(0, KINDS_MAX)) {
    const { data } = Model.safeParse(value)
    if (!data) continue
    const fields: string[] = []
    for (const [index, { name, ord }] of data.flds.entries()) fields[ord ?? index] = name
    const templates = data.tmpls.map(
      ({ ord, qfmt, afmt }, index) => [ord ?? index, { question: qfmt, answer: afmt }] as const,
    )
    kinds.set(data.id, { cloze: data.type === 1, fields: Array.from(fields, named), templates: new Map(templates) })
  }
  return kinds
}

function oldDecks(json: unknown): Map<number, string> {
  const decks = Object.values(objectIn(json)).slice(0, DECKS_MAX)
  return new Map(
    decks.flatMap((value) => {
      const { data } = Deck.safeParse(value)
      return data ? [[data.id, deckName(data.name, '::')] as const] : []
    }),
  )
}

function kindsOf(file: UntrustedSqlite): Map<number, NoteKind> {
  const kinds = new Map<number, NoteKind & { templates: Map<number, { question: string; answer: string }> }>()
  const rows = <T>(shape: z.ZodType<T>, table: string, columns: string[], limit: number): T[] => {
    if (!file.has(table, columns)) throw new PackageError('damaged')
    return readable(shape, file.rows(table, columns, { limit, longest: BLOB_BYTES_MAX }))
  }
  for (const { id, config } of rows(NotetypeRow, 'notetypes', ['id', 'config'], KINDS_MAX))
    kinds.set(id, { cloze: firstNumberOf(config, 1) === 1, fields: [], templates: new Map() })
  for (const { ntid, ord, name } of rows(FieldRow, 'fields', ['ntid', 'ord', 'name'], KINDS_MAX * 20)) {
    const kind = kinds.get(ntid)
    if (kind) kind.fields[ord] = name
  }
  for (const { ntid, ord, config } of rows(TemplateRow, 'templates', ['ntid', 'ord', 'config'], KINDS_MAX * 4)) {
    const sides = { question: firstTextOf(config, 1) ?? '', answer: firstTextOf(config, 2) ?? '' }
    kinds.get(ntid)?.templates.set(ord, sides)
  }
  for (const kind of kinds.values()) kind.fields = Array.from(kind.fields, named)
  return kinds
}

function decksOf(file: UntrustedSqlite): Map<number, string> {
  if (!file.has('decks', ['id', 'name'])) throw new PackageError('damaged')
  const rows = file.rows('decks', ['id', 'name'], { limit: DECKS_MAX, longest: BLOB_BYTES_MAX })
  return new Map(readable(NameRow, rows).map(({ id, name }) => [id, deckName(name, DECK_SEPARATOR)]))
}

function newConfig(file: UntrustedSqlite): unknown {
  if (!file.has('config', ['key', 'val'])) return null
  const rows = readable(ConfigRow, file.rows('config', ['key', 'val'], { limit: KINDS_MAX, longest: BLOB_BYTES_MAX }))
  const found = rows.find(({ key }) => key === 'creationOffset')
  return found ? parsed(new TextDecoder().decode(found.val)) : null
}

const oldConfig = (json: unknown) => objectIn(json).creationOffset

/** Minutes west of Greenwich. */
function westOf(offset: unknown): number | null {
  const { data } = z
    .int()
    .min(-24 * 60)
    .max(24 * 60)
    .safeParse(offset)
  return data ?? null
}

/** Text as every database takes it. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** The rows that are what they should be. */
export function readable<T>(shape: z.ZodType<T>, rows: Iterable<unknown>): T[] {
  const found: T[] = []
  for (const row of rows) {
    const { data } = shape.safeParse(row)
    if (data !== undefined) found.push(data)
  }
  return found
}

function objectIn(json: unknown): Record<string, unknown> {
  const value = typeof json === 'string' ? parsed(json) : null
  return isRecord(value) ? value : {}
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

const deckName = (name: string, separator: string): string =>
  storable(name)
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean)
    .join(' › ')

// A field that is missing among others leaves a hole.
const named = (name: string | undefined): string => name ?? ''
