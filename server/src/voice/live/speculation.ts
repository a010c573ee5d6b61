import type { Brain, Thought } from './brain.ts'

export type Speculation = ReturnType<typeof createSpeculation>

/** Thinks about what may be the end of a turn. At most one thought at a time, and only the one about the very words is given away. */
export function createSpeculation(
  {
    brain,
    onEvent,
  }: { brain: Pick<Brain, 'think'>; onEvent(what: 'speculation-adopted' | 'speculation-dropped'): void },
  on: boolean,
) {
  let current: { text: string; thought: Thought } | null = null
  function drop() {
    if (!current) return
    current.thought.drop()
    current = null
    onEvent('speculation-dropped')
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
      if (current?.text !== text) drop()
      const mine = current
      current = null
      if (mine) onEvent('speculation-adopted')
      return mine?.thought ?? null
    },
  }
}
