import { z } from 'zod'
import { Instant } from './text.ts'

/** A backup that lies somewhere. */
export const Backup = z.object({
  name: z.string(),
  made_at: Instant,
  bytes: z.int(),
  here: z.boolean().describe('It lies on this machine, and can be downloaded.'),
  elsewhere: z.boolean().describe('It lies in the object store.'),
})
export type Backup = z.infer<typeof Backup>

/** The latest backup that was made, and what went into it. */
export const LastBackup = z.object({
  at: Instant,
  name: z.string(),
  bytes: z.int(),
  rows: z.int(),
  files: z.int(),
  seconds: z.number(),
})
export type LastBackup = z.infer<typeof LastBackup>

/** How the latest trial went: a backup is put back beside everything, and compared. */
export const BackupCheck = z.object({
  at: Instant,
  name: z.string(),
  ok: z.boolean(),
  detail: z.string().describe('What was compared, or what is wrong.'),
  seconds: z.number(),
})
export type BackupCheck = z.infer<typeof BackupCheck>

/** Backups as administrators see them. */
export const Backups = z.object({
  backups: z.array(Backup),
  running: z
    .object({ since: Instant, percent: z.int().min(0).max(100) })
    .nullable()
    .describe('A backup that is being made now.'),
  checking: z.boolean().describe('A trial is running.'),
  last: LastBackup.nullable(),
  failure: z.object({ at: Instant, detail: z.string() }).nullable().describe('Since the latest one that was made.'),
  check: BackupCheck.nullable(),
  daily: z.boolean(),
  keep: z.object({ days: z.int(), weeks: z.int(), months: z.int() }),
  sealed_with: z
    .enum(['passphrase', 'encryption-key', 'key-file'])
    .describe('`key-file`: who loses the data folder can open none of them, unless keys.json was kept apart.'),
  folder: z.string().describe('Where they lie on this machine.'),
  elsewhere: z.string().nullable().describe('The object store they are sent to.'),
})
export type Backups = z.infer<typeof Backups>

/** What is known of backups without looking at them. */
export type KnownBackups = Pick<Backups, 'daily' | 'last' | 'failure' | 'check'>
