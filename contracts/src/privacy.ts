import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** Days an export can be downloaded. */
export const EXPORT_DAYS = 7
/** Days between asking for erasure and the erasure; it can be cancelled until then. */
export const GRACE_DAYS = 30
/** Largest file that can be brought in, in bytes. */
export const IMPORT_BYTES_MAX = 512 * 1024 * 1024

/** How an export is written. `json` is one document; the others are a ZIP with tables or pages to read, and that document. */
export const DataFormat = z.enum(['json', 'csv', 'markdown'])
export type DataFormat = z.infer<typeof DataFormat>

/** What to put into an export; everything unless said otherwise. */
export const ExportRequest = z.object({
  format: DataFormat.default('json'),
  include_conversations: z.boolean().default(true).describe('Turns, recordings and what belongs to them.'),
  include_sessions: z.boolean().default(true).describe('Titles and notes of sessions.'),
  include_preferences: z.boolean().default(true),
})
export type ExportRequest = z.infer<typeof ExportRequest>

/** An export and how far it is. `download_url` is null until it is `completed`. */
export const DataExport = z.object({
  export_id: Id,
  format: DataFormat,
  status: z.enum(['processing', 'completed', 'failed', 'expired']),
  created_at: Instant,
  expires_at: Instant,
  download_url: z.string().nullable(),
  bytes: z.int().nullable().describe('Size of the file, once it is completed.'),
  sha256: z.string().nullable().describe('Hex digest of the file, once it is completed.'),
})
export type DataExport = z.infer<typeof DataExport>

/** An export is ready, or could not be made. */
export const ExportChanged = z.object({ type: z.literal('export-changed'), ...DataExport.shape })

/** How much was brought in from an export. What was here already is not counted. */
export const ImportCounts = z.object({
  conversations: z.int().describe('Turns that are new here.'),
  sessions: z.int().describe('Sessions that are new here.'),
  recordings: z.int(),
  documents: z.int().default(0),
  pictures: z.int().default(0),
  memories: z.int().default(0).describe('What is remembered of its owner.'),
  cards: z.int().default(0).describe('What is reviewed.'),
  goals: z.int().default(0),
  feedback: z.int().default(0).describe('What was said and noticed of replies.'),
  preferences: z.boolean().describe('Settings, language and time zone were taken over.'),
  refused: z.int().describe('Records that could not be read, or are somebody else’s.'),
})
export type ImportCounts = z.infer<typeof ImportCounts>

/** An import and how far it is. `failed`: the file is no export of this program, or is damaged; what could be read before that is in. */
export const DataImport = z.object({
  import_id: Id,
  status: z.enum(['processing', 'completed', 'failed']),
  created_at: Instant,
  counts: ImportCounts,
})
export type DataImport = z.infer<typeof DataImport>

/** How far an import is by now. */
export const ImportChanged = z.object({ type: z.literal('import-changed'), ...DataImport.shape })

/** Asks for the erasure of one's account; `confirm` has to be true. */
export const DeletionRequest = z.object({
  confirm: z.literal(true, 'Say confirm: true to have your account erased.'),
  reason: text({ max: 1000 }).nullish().describe('For the operator. It is erased with the rest.'),
})
export type DeletionRequest = z.infer<typeof DeletionRequest>

/** An erasure that is going to happen. */
export const Deletion = z.object({
  status: z.literal('scheduled'),
  scheduled_at: Instant,
  completion_date: Instant.describe('When it is erased. Until then it can be cancelled.'),
  items_to_delete: z.array(z.string()),
})
export type Deletion = z.infer<typeof Deletion>

/** How long recordings are kept once their words are written down; before that they always are. */
export const RecordingsKept = z.enum(['0h', '24h', '7d', '30d', 'forever'])
export type RecordingsKept = z.infer<typeof RecordingsKept>

/** How long what was said, and the answer, is kept. */
export const TranscriptsKept = z.enum(['30d', '90d', '1y', 'forever'])
export type TranscriptsKept = z.infer<typeof TranscriptsKept>

/** Somebody outside this server who is given words, speech or pictures. */
export const Recipient = z.object({
  name: z.string(),
  host: z.string().describe('Where it is sent to.'),
  model: z.string().nullable(),
  gets: z
    .enum(['words', 'speech', 'replies', 'pictures', 'queries'])
    .describe(
      'What you say, your recorded voice, answers to be spoken, pictures you keep, or what you have looked up.',
    ),
  outside: z.boolean().describe('False: a server in the operator’s own network.'),
})
export type Recipient = z.infer<typeof Recipient>

/** Everything about one's own data in one place. Durations are in hours; null is for ever. */
export const PrivacyOverview = z.object({
  recipients: z.array(Recipient),
  consents: z.array(
    z.object({
      name: z.literal('browser_recogniser'),
      decision: z.enum(['ask', 'allowed', 'refused']),
      decided_at: Instant.nullable().describe('Null: never, or before decisions were dated.'),
    }),
  ),
  recordings_kept: z.object({
    choice: RecordingsKept,
    hours: z.number().nullable(),
    limit_hours: z.number().nullable(),
  }),
  transcripts_kept: z.object({
    choice: TranscriptsKept,
    hours: z.number().nullable(),
    limit_hours: z.number().nullable(),
  }),
  deletion: Deletion.nullable(),
})
export type PrivacyOverview = z.infer<typeof PrivacyOverview>
