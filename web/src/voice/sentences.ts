const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' })

/**
 * Splits a text that is still being written into whole sentences and the rest. The last sentence is whole only once
 * something follows it, because "3." may become "3.5".
 */
export function wholeSentences(text: string): { whole: string[]; rest: string } {
  const parts = Array.from(segmenter.segment(text), (part) => part.segment)
  const rest = parts.pop() ?? ''
  return { whole: parts, rest }
}
