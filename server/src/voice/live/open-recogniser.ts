import type { Clock } from '../../providers/clock.ts'
import type { Stt } from '../../providers/stt/stt.ts'
import { createClientRecogniser } from './client-recogniser.ts'
import type { Reader, Recogniser } from './recogniser.ts'
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
