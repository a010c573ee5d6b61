import type { Conversation } from '../room/conversation.ts'
import { blocksOf } from './audible.ts'

/** Blocks of a word that may be missing at its end and it was heard all the same. */
const TAIL_BLOCKS = 2

/**
 * What the model is told was heard, against what left the loudspeaker: words claimed that were not heard to their end, and words heard that
 * are not claimed. Null when nothing was told, or nobody knows which words sounded.
 */
export function claimedOf(
  { player, voice, model }: Conversation,
  replyId: string,
  turn: number,
): { unheard: number; missing: number } | null {
  const told = model.turns[turn]?.heard.at(-1)
  if (!told || !voice.known) return null
  const sounded = new Map<string, number>()
  let words = 0
  let before: string[] = []
  const lengths: number[] = []
  for (const block of blocksOf(player.heard, replyId)) {
    const here = voice.wordsIn(block.print)
    for (const word of here)
      if (!before.includes(word)) {
        words++
        lengths.push(0)
        sounded.set(word, lengths.length - 1)
      }
    for (const word of here) {
      const at = sounded.get(word) ?? 0
      lengths[at] = (lengths[at] ?? 0) + 1
    }
    before = here
  }
  const lastWord = before[0]
  const needs = lastWord ? Math.max(6, Math.floor(([...lastWord].length * 62) / 20)) - TAIL_BLOCKS : 0
  const whole = lastWord && (lengths.at(-1) ?? 0) < needs ? words - 1 : words
  // Japanese sets no blank between sentences, and its voice speaks them one by one.
  const claimed = told.heard.replaceAll('。', '。 ').split(/\s+/).filter(Boolean).length
  return { unheard: Math.max(0, claimed - whole), missing: Math.max(0, whole - claimed) }
}
