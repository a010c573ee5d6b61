import type { Tts } from '../../../server/src/providers/tts/tts.ts'
import type { ReplyVoice } from '../people/reply-voice.ts'

/** A vendor's voice in the place of the computed one. Nobody knows which of its words sound when but the vendor. */
export function createLiveVoice(tts: Tts): ReplyVoice {
  return { tts, wordsIn: () => [], spoken: [], known: false }
}
