import { wordsOf } from './words.ts'

/** Where these words, in this order and with nothing between them, stand in a text; null where they do not. Marks and capitals may differ. */
export function placeOf(text: string, quote: string, { least = 1 } = {}): { start: number; end: number } | null {
  const wanted = wordsOf(quote).map(({ key }) => key)
  if (wanted.length < least) return null
  const words = wordsOf(text)
  for (let at = 0; at + wanted.length <= words.length; at++) {
    if (!wanted.every((key, place) => words[at + place]?.key === key)) continue
    return { start: words[at]?.start ?? 0, end: words[at + wanted.length - 1]?.end ?? 0 }
  }
  return null
}
