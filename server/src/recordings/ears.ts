import { Problem } from '../problem.ts'
import { WorkStopped } from '../workers/work.ts'
import type { Workers } from '../workers/workers.ts'
import type listen from './ear-worker.ts'
import type { Heard } from './hear.ts'

export type Ears = ReturnType<typeof createEars>

// A minute of FLAC or Vorbis takes well under a second; what takes longer than this was made to.
const TIMEOUT_MS = 20_000
const MEMORY_MB = 256

/**
 * Hears what is in recordings, in the threads for heavy work. One that takes longer than `timeoutMs`, or more memory than it may, is
 * `damaged-audio` and costs nobody else anything.
 */
export function createEars(workers: Pick<Workers, 'task'>, { timeoutMs = TIMEOUT_MS } = {}) {
  const listening = workers.task<typeof listen>(new URL('./ear-worker.ts', import.meta.url), {
    ...{ timeoutMs, memoryMb: MEMORY_MB },
  })

  return {
    /** What is in these bytes. Throws what `decode` throws; `signal` gives up the wait. */
    async hear(question: Parameters<typeof listen>[0], asked: { signal: AbortSignal; owner: string }): Promise<Heard> {
      try {
        return await listening(question, asked)
      } catch (cause) {
        if (!(cause instanceof WorkStopped)) throw cause
        throw new Problem('damaged-audio', 'This recording is damaged and cannot be read.', { cause })
      }
    },
  }
}
