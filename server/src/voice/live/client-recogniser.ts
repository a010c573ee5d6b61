import { joined, type Reader, type Recogniser } from './recogniser.ts'

/**
 * Words from the far end's own recogniser. What it says is one utterance so far; a turn may be several. After a turn was ended without
 * waiting for it, what it still says of that turn is not taken for a new one.
 */
export function createClientRecogniser(reader: Reader): Recogniser & {
  say(words: { text: string; final: boolean; confidence: number | null }): void
} {
  let finals = ''
  let current = ''
  let spent = ''
  return {
    whileSpeaking: true,
    begin() {},
    hear() {},
    pause() {},
    again() {},
    resume() {},
    peek() {},
    end() {
      spent = current
      finals = ''
      current = ''
    },
    say({ text, final, confidence }) {
      const rest = spent !== '' && text.startsWith(spent)
      if (final || !rest) spent = ''
      if (rest) return
      if (final) finals = joined(finals, text)
      current = final ? '' : text
      reader.understood({ text: joined(finals, current), settled: final, confidence })
    },
    beat() {},
    close() {},
  }
}
