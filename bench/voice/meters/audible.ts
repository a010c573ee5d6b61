import type { Heard } from '../room/player.ts'

// What really left the loudspeaker, read block by block.

const BLOCK_MS = 20

/** The blocks of one reply, in the order in which they sounded. */
export const blocksOf = (heard: readonly Heard[], replyId: string) => heard.filter((block) => block.replyId === replyId)

export interface Gap {
  atMs: number
  ms: number
}

/** Silences within a reply that went on afterwards. */
export function gapsIn(blocks: readonly Heard[], fromMs: number): Gap[] {
  const gaps: Gap[] = []
  for (let i = 1; i < blocks.length; i++) {
    const [before, block] = [blocks[i - 1], blocks[i]]
    if (!before || !block || block.atMs < fromMs) continue
    const ms = block.atMs - before.atMs - BLOCK_MS
    if (ms > 1) gaps.push({ atMs: before.atMs + BLOCK_MS, ms })
  }
  return gaps
}

/** Milliseconds of the reply that sounded twice, and that were jumped over. */
export function slipsIn(blocks: readonly Heard[]): { repeatedMs: number; lostMs: number } {
  let [repeatedMs, lostMs] = [0, 0]
  for (let i = 1; i < blocks.length; i++) {
    const step = (blocks[i]?.positionMs ?? 0) - (blocks[i - 1]?.positionMs ?? 0) - BLOCK_MS
    if (step < 0) repeatedMs -= step
    else lostMs += step
  }
  return { repeatedMs, lostMs }
}

/** When a reply fell silent for good. */
export function silentFrom(blocks: readonly Heard[]): number | null {
  const last = blocks.at(-1)
  return last ? last.atMs + BLOCK_MS : null
}
