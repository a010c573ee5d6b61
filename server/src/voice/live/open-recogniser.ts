import type { Clock } from '../../providers/clock.ts'
import type { Stt } from '../../providers/stt/stt.ts'
import { joined, type Reader, type Recogniser } from './recogniser.ts'
import { createSegmentRecogniser } from './segment-recogniser.ts'
import { createStreamingRecogniser } from './streaming-recogniser.ts'

/** The recogniser of a session; `client` is the same where the words come from the far end, and null where sound does. */
export function openRecogniser(
  { clock, stt, language }: { clock: Clock; stt: Stt | null; language: string },
  reader: Reader,
): { recogniser: Recogniser; client: ReturnType<typeof createClientRecogniser> | null } {
  if (!stt) {
    const client = createClientRecogniser(reader)
    return { recogniser: client, client }
  }
  const { listen } = stt
  const recogniser = listen
    ? createStreamingRecogniser({ clock, stt, listen: listen.bind(stt), language }, reader)
    : createSegmentRecogniser({ clock, stt, language }, reader)
  return { recogniser, client: null }
}

/**
 * Words from the far end's own recogniser. What it says is one utterance so far; a turn may be several. After a turn was ended without
 * waiting for it, what it still says of that turn is not taken for a new one.
 */
function createClientRecogniser(reader: Reader): Recogniser & {
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
