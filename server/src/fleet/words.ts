import { z } from 'zod'

/** What a worker says to its parent. `ask` numbers a question, so that its answer is known again. */
export const FromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), url: z.string() }),
  z.object({ type: z.literal('numbers-wanted'), ask: z.int() }),
  z.object({ type: z.literal('numbers'), ask: z.int(), text: z.string() }),
])
export type FromWorker = z.infer<typeof FromWorker>

/** What the parent says to a worker. */
export const FromParent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('tell-numbers'), ask: z.int() }),
  z.object({ type: z.literal('all-numbers'), ask: z.int(), text: z.string() }),
])
export type FromParent = z.infer<typeof FromParent>

/** The variable in which a worker finds its number. */
export const NUMBER_KEY = 'LVA_PROCESS'
