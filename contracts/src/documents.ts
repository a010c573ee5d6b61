import { z } from 'zod'
import { Id, Instant } from './text.ts'

/** Most pages of a document. */
export const PAGES_MAX = 1_000

/** What can be read, recognised by its content. */
export const DocumentKind = z.enum(['pdf', 'docx', 'epub', 'html', 'markdown', 'text'])
export type DocumentKind = z.infer<typeof DocumentKind>

/** Where a document is. `waiting` and `reading` pass by themselves; `failed` says a reason. */
export const DocumentState = z.enum(['waiting', 'reading', 'ready', 'failed', 'cancelled'])
export type DocumentState = z.infer<typeof DocumentState>

/** Why a document could not be read. */
export const UnreadableReason = z.enum([
  'damaged',
  'encrypted',
  'empty',
  'no-words',
  'too-long',
  'too-much-work',
  'unknown',
  'gave-up',
])
export type UnreadableReason = z.infer<typeof UnreadableReason>

/** A document and how far it is. */
export const Document = z.object({
  id: Id,
  name: z.string(),
  kind: DocumentKind,
  bytes: z.int(),
  state: DocumentState,
  progress: z.int().describe('How much of it is read, 0 to 100.'),
  reason: z
    .object({ code: UnreadableReason, detail: z.string().describe('One sentence: what it is, and what to do.') })
    .nullable(),
  pages: z.int().nullable().describe('Null where the kind has no pages, and until it is read.'),
  parts: z.int().describe('Pages, or sections where there are no pages; they are read one by one.'),
  file_id: Id.describe('The file as it came: /api/files/{id}.'),
  source_url: z.string().nullable().describe('Where it was fetched from.'),
  created_at: Instant,
  read_at: Instant.nullable(),
})
export type Document = z.infer<typeof Document>

/** My documents, the latest first. */
export const Documents = z.object({ documents: z.array(Document), count: z.int() })
export type Documents = z.infer<typeof Documents>

export const DocumentsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: Id.optional().describe('Those older than this one.'),
})
export type DocumentsQuery = z.infer<typeof DocumentsQuery>

/** A heading and the part it stands in. */
export const OutlineEntry = z.object({ part: z.int(), level: z.int(), text: z.string() })
export type OutlineEntry = z.infer<typeof OutlineEntry>

/** A document with its headings (the first 500) and a link to the file. */
export const DocumentDetail = z.object({
  ...Document.shape,
  outline: z.array(OutlineEntry),
  download_url: z.string().describe('Opens the file for five minutes.'),
})
export type DocumentDetail = z.infer<typeof DocumentDetail>

/** A page, or a section where there are no pages. Headings are placed in its `text`, in UTF-16 units. */
export const DocumentPart = z.object({
  number: z.int().describe('From 1.'),
  page: z.int().nullable(),
  heading: z.string().nullable().describe('The heading it stands under.'),
  start: z.int().describe('Where it begins, counted over the whole document in UTF-16 units.'),
  text: z.string(),
  headings: z.array(z.object({ at: z.int(), level: z.int(), text: z.string() })),
})
export type DocumentPart = z.infer<typeof DocumentPart>

export const DocumentParts = z.object({ parts: z.array(DocumentPart), count: z.int() })
export type DocumentParts = z.infer<typeof DocumentParts>

export const DocumentPartsQuery = z.object({
  from: z.coerce.number().int().min(1).max(100_000).default(1).describe('The number of the first one.'),
  at: z.coerce.number().int().min(0).max(100_000_000).optional().describe('Instead: the part with this place in it.'),
  limit: z.coerce.number().int().min(1).max(20).default(5),
})
export type DocumentPartsQuery = z.infer<typeof DocumentPartsQuery>

/** A document is further than it was, or is gone. */
export const DocumentChanged = z.object({
  type: z.literal('document-changed'),
  document_id: Id,
  state: DocumentState.nullable().describe('Null: it is gone.'),
  progress: z.int(),
})
