import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** What a picture shows, in its owner's words. */
export const Caption = text({ max: 2_000 })

/** Whether somebody has looked at a picture. `waiting` passes by itself; `not-yet`: nobody on this server does, or did when it came. */
export const PictureLooked = z.enum(['not-yet', 'waiting', 'done', 'failed'])

/** A picture as it is kept: turned upright, and without what a camera writes into it. The links open for five minutes. */
export const Picture = z.object({
  id: Id,
  caption: z.string().describe('It is found by these words.'),
  description: z.string().describe('What it shows, as a model says; it is found by these words too.'),
  written: z.string().describe('What is written in it, as far as it could be read.'),
  looked: PictureLooked,
  look_reason: z.string().nullable().describe('Why nothing was seen, in one sentence.'),
  width: z.int(),
  height: z.int(),
  picture_url: z.string(),
  thumbnail_url: z.string(),
  created_at: Instant,
})
export type Picture = z.infer<typeof Picture>

/** My pictures, the latest first. */
export const Pictures = z.object({ pictures: z.array(Picture), count: z.int() })
export type Pictures = z.infer<typeof Pictures>

export const PicturesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: Id.optional().describe('Those older than this one.'),
})
export type PicturesQuery = z.infer<typeof PicturesQuery>

/** Gives a picture its words. */
export const PictureChange = z.object({ caption: Caption })

/** Somebody has looked at a picture, or tried to. */
export const PictureChanged = z.object({ type: z.literal('picture-changed'), picture_id: Id })

/** What is said of a picture that is sent as the body. */
export const NewPicture = z.object({ caption: Caption.optional() })
