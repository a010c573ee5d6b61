import { z } from 'zod'

/** What of a package of Anki was not taken, and how often. */
const LeftOut = z.object({
  wordless: z.int().describe('Cards without any words.'),
  long: z.int().describe('Cards that are too long.'),
  unreadable: z.int().describe('Rows nobody can make sense of.'),
  media: z.int().describe('Pictures and sounds.'),
  full: z.int().describe('Cards there was no room for.'),
})

/** What became of a package that was brought in. */
export const CardsBrought = z.object({
  kind: z.enum(['anki2', 'anki21', 'anki21b']).describe('In which of Anki’s ways it was written.'),
  cards: z.int().describe('Cards that are new here.'),
  known: z.int().describe('Cards that were here already; they stay as they are.'),
  scheduled: z.int().describe('Of the new ones, those that come back when Anki would have asked them.'),
  suspended: z.int().describe('Of the new ones, those that Anki did not ask any more, nor are they here.'),
  reviews: z.int().describe('Reviews of the past that came along.'),
  left: LeftOut,
})
export type CardsBrought = z.infer<typeof CardsBrought>

/** What is heard while a package is brought in: how far it is, and at the end what became of it. */
export const CardsImportEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('import-progress'), stage: z.enum(['reading', 'keeping']), percent: z.int() }),
  z.object({ type: z.literal('import-end'), ...CardsBrought.shape }),
])
export type CardsImportEvent = z.infer<typeof CardsImportEvent>
