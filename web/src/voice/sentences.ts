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

/** Turns a text that grows into its sentences, each given once it is whole. `more` resolves with the text so far. */
export async function* sentencesOf(more: () => Promise<{ text: string; done: boolean }>): AsyncGenerator<string> {
  let given = 0
  for (;;) {
    const { text, done } = await more()
    const { whole, rest } = wholeSentences(text.slice(given))
    for (const sentence of whole) {
      given += sentence.length
      yield sentence
    }
    if (done) {
      if (rest.trim()) yield rest
      return
    }
  }
}
