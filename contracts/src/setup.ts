import { z } from 'zod'
import { Instant } from './text.ts'

/** Whether nobody has an account here yet, and whether a backup is being put back. */
export const Setup = z.object({
  empty: z.boolean().describe('Nobody has an account yet, so a backup may be put back with the setup token.'),
  restoring: z
    .int()
    .min(0)
    .max(100)
    .nullable()
    .describe('How much of a backup is put back, in percent; null: none is.'),
  failure: z.string().nullable().describe('Why the last one could not be put back.'),
})
export type Setup = z.infer<typeof Setup>

/** A backup that can be put back. */
export const StoredBackup = z.object({
  name: z.string(),
  made_at: Instant,
  bytes: z.int(),
  place: z.enum(['here', 'elsewhere']).describe('In the folder of this machine, or in the object store.'),
})
export type StoredBackup = z.infer<typeof StoredBackup>
/** The backups where this server keeps its own, whoever made them. */
export const StoredBackups = z.object({ backups: z.array(StoredBackup) })
export type StoredBackups = z.infer<typeof StoredBackups>

/** Where the next piece begins, which is how much of the file has come. */
export const UploadPiece = z.object({
  what: z.enum(['backup', 'erasures']).describe('The backup, or the list of erased accounts that lay beside it.'),
  at: z.coerce.number().int().min(0).describe('Where the piece begins; 0 begins the file anew.'),
})
/** How much of the file has come. */
export const Uploaded = z.object({ bytes: z.int() })

/** Which backup is put back, and what opens it. */
export const PutBack = z.object({
  from: z.enum(['upload', 'here', 'elsewhere']),
  name: z.string().max(60).optional().describe('Of one that is stored.'),
  passphrase: z.string().min(1).max(1_000).optional(),
})
export type PutBack = z.infer<typeof PutBack>

/** What was opened, and is put back from now on; the server answers other questions when that is over. */
export const PuttingBack = z.object({ made_at: Instant, version: z.string() })
export type PuttingBack = z.infer<typeof PuttingBack>
