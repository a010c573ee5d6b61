import { z } from 'zod'
import type { SpokenWord } from './tts.ts'

/** How the vendor tells when each character of the text is spoken. */
export const Alignment = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.number()),
  character_end_times_seconds: z.array(z.number()),
})
type Alignment = z.infer<typeof Alignment>

/** Scripts that put no spaces between words: there each character counts as one. */
const ALONE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u
/** Times of a piece begin anew where they are so much earlier than what was already spoken. */
const ANEW_MS = 50

/**
 * Puts characters together to words as they come in. Times are those of the whole sound, whether the vendor counts from its beginning or
 * from that of each piece; `beforeMs` is how much sound came before the piece.
 */
export function createWordTimes() {
  let word: SpokenWord | null = null
  let lastMs = 0

  function* end(): Generator<SpokenWord> {
    if (word) yield word
    word = null
  }

  function* add(text: string, fromMs: number, toMs: number): Generator<SpokenWord> {
    const alone = ALONE.test(text)
    if (alone || text.trim() === '') yield* end()
    if (alone) yield { text, fromMs, toMs }
    else if (text.trim() !== '') word = { text: (word?.text ?? '') + text, fromMs: word?.fromMs ?? fromMs, toMs }
  }

  return {
    *push(alignment: Alignment, beforeMs: number): Generator<SpokenWord> {
      const { characters, character_start_times_seconds: starts, character_end_times_seconds: ends } = alignment
      const offsetMs = Math.round((starts[0] ?? 0) * 1000) < lastMs - ANEW_MS ? beforeMs : 0
      for (const [i, text] of characters.entries()) {
        const fromMs = Math.round((starts[i] ?? 0) * 1000) + offsetMs
        const toMs = Math.max(fromMs, Math.round((ends[i] ?? 0) * 1000) + offsetMs)
        lastMs = Math.max(lastMs, toMs)
        yield* add(text, fromMs, toMs)
      }
    },

    /** The last word, when no more comes. */
    end,
  }
}
