/** The tables of this slice. */
export interface OwnTables {
  pictures: {
    id: string
    user_id: string
    file_id: string
    thumbnail_id: string
    caption: string
    width: number
    height: number
    /** Hex digest of the picture as it is kept. */
    sha256: string
    created_at: string
    /** What it shows, and what is written in it, as somebody who looked at it says. */
    description: string
    written: string
    /** `not-yet`: nobody looks at pictures here, or did not when it came. */
    looked: 'not-yet' | 'waiting' | 'done' | 'failed'
    looked_by: string | null
    /** Why nothing was seen, in words for its owner. */
    look_reason: string | null
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
