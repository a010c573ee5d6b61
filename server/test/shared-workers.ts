import { createWorkers, type Workers } from '../src/workers/workers.ts'

/**
 * The threads of all houses of a test process. Each kind of work loads half a second of modules for the first piece, and nearly every house
 * hears a turn. A house that closes ends its own work, not the threads.
 */
export const sharedWorkers: Workers = { ...createWorkers({ count: 4 }), close: async () => {} }
