import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** What a picture shows, in its owner's words. */
export const Caption = text({ max: 2_000 })

/** A picture as it is kept: turned upright, and without what a camera writes into it. The links open for five minutes. */
export const Picture = z.object({
  id: Id,
  caption: z.string().describe('It is found by these words.'),
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

/** What is said of a picture that is sent as the body. */
export const NewPicture = z.object({ caption: Caption.optional() })
