import type { LearnerEvent } from '@lva/contracts/events'
import { type Api, api } from './api.ts'
import { wait } from './wait.ts'

/** The pause before a stream that ended is opened again: doubled each time, up to a minute. */
const FIRST_MS = 1_000
const LONGEST_MS = 60_000

type Of<Type> = Extract<LearnerEvent, { type: Type }>

export type Events = ReturnType<typeof createEvents>

/**
 * What happens to the learner, on any of their devices, as it happens. One stream serves everybody who listens; it is opened for the first
 * one and closed after the last. Each opening begins with `refetch`: what happened before it was not heard.
 */
export function createEvents({
  api,
  wait,
}: {
  api: Pick<Api, 'events'>
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}) {
  const listeners = new Set<(event: LearnerEvent) => void>()
  let stream: AbortController | null = null

  async function run(signal: AbortSignal) {
    for (let pause = FIRST_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_MS)) {
      try {
        for await (const event of api.events<LearnerEvent>('/api/events', undefined, { signal })) {
          pause = FIRST_MS / 2
          for (const listener of listeners) listener(event)
        }
      } catch {
        // Gone, offline or signed out: the next try finds out.
      }
      await wait(pause, signal).catch(() => {})
    }
  }

  return {
    /** Calls `hear` with each event of these types; the answer ends it. */
    on<Type extends LearnerEvent['type']>(types: readonly Type[], hear: (event: Of<Type>) => void): () => void {
      const listener = (event: LearnerEvent) => {
        if ((types as readonly string[]).includes(event.type)) hear(event as Of<Type>)
      }
      listeners.add(listener)
      if (!stream) {
        stream = new AbortController()
        void run(stream.signal)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stream?.abort()
        stream = null
      }
    },
  }
}

/** The one stream of this page. */
export const events = createEvents({ api, wait })
