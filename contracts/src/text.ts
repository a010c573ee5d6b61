import { z } from 'zod'

/** Text a person wrote: no NUL and no lone surrogate, because neither survives every database and file. Length in UTF-16 units. */
export const text = (bounds: { min?: number; max: number }) =>
  z
    .string()
    .min(bounds.min ?? 0)
    .max(bounds.max)
    .refine((value) => isWellFormed(value), 'contains characters that cannot be stored (NUL or half a surrogate pair)')

/** True when the text can be stored as UTF-8 everywhere. */
export function isWellFormed(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0')
}

/** An instant: RFC 3339 in UTC with `Z`, milliseconds included. */
export const Instant = z.string().describe('RFC 3339, UTC, ends in Z')

/** Ids of ours: UUID version 7, lower case. */
export const Id = z.uuid()
