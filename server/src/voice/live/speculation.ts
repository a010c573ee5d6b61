import type { Brain, Thought } from './brain.ts'

export type Speculation = ReturnType<typeof createSpeculation>

/** Thinks about what may be the end of a turn. At most one thought at a time, and only the one about the very words is given away. */
export function createSpeculation(brain: Pick<Brain, 'think'>, on: boolean) {
  let current: { text: string; thought: Thought } | null = null
  function drop() {
    current?.thought.drop()
    current = null
  }
  return {
    think(text: string) {
      if (!on || current?.text === text) return
      drop()
      current = { text, thought: brain.think(text) }
    },
    drop,
    /** The thought about this text; it belongs to whoever takes it. */
    take(text: string): Thought | null {
      const mine = current
      if (mine?.text !== text) drop()
      current = null
      return mine?.text === text ? mine.thought : null
    },
  }
}
