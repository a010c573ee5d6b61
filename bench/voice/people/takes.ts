import type { Take } from '../../../server/src/voice/live/brain.ts'

/** Takes of a learner's speech, whose frames are remembered. */
export function rememberTakes() {
  const takes = new Map<unknown, Int16Array[]>()
  return {
    take(): Take {
      const frames: Int16Array[] = []
      const take = {
        append: (frame: Int16Array) => void frames.push(frame.slice()),
        get safeThroughMs() {
          return frames.length * 20
        },
        drop() {},
      }
      takes.set(take, frames)
      return take
    },
    framesOf: (take: unknown): Int16Array[] => takes.get(take) ?? [],
  }
}
