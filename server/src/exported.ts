import { z } from 'zod'

/** An instant as an export has it, however precisely. */
export const Moment = z.iso.datetime().transform((at) => new Date(at).toISOString())
/** Yes or no as the database keeps it. */
export const Flag = z.union([z.literal(0), z.literal(1)])

/** Every column the export has. A column more does not compile without a place here: it would be taken along and lost on the way back. */
export type Columns<Row, NotBroughtBack extends keyof Row> = Record<Exclude<keyof Row, NotBroughtBack>, z.ZodType>

/** Says under which id something comes back: its own or, while that is still somebody else's, another. */
export type IdOf = (id: string) => string
