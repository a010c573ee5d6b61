import { z } from 'zod'
import { Id, text } from './text.ts'

/** Files of one learner. */
export const FILES_MAX = 5_000

/** How long a link to a file is good, in minutes. */
export const LINK_MINUTES = 5

/** What signs a link to a file, so that it opens without a header. */
export const FileLink = z.object({
  user: Id.optional(),
  expires: z.coerce.number().int().optional(),
  signature: z.string().max(100).optional(),
})

/** Fetches a file from an address instead of sending it. */
export const FromAddress = z.object({
  url: text({ min: 1, max: 2_000 }).describe('http or https, in the public network.'),
  name: text({ max: 200 }).optional(),
})
export type FromAddress = z.infer<typeof FromAddress>

/** What is called what when a file is sent as the body. */
export const FileName = z.object({ name: text({ max: 200 }).optional() })

/** How much of the room for files is taken; `bytes_max` null: there is no bound. */
export const FileRoom = z.object({ bytes: z.int(), bytes_max: z.int().nullable(), files: z.int(), files_max: z.int() })
export type FileRoom = z.infer<typeof FileRoom>
