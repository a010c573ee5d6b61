import type { Voices } from '@lva/contracts/conversation'
import type { z } from 'zod'
import type { Conversation } from '../conversation/conversation.ts'
import { Problem } from '../problem.ts'
import { wavHeader } from '../providers/pcm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { SPEECH_RATE_HZ, type Tts } from '../providers/tts/tts.ts'
import { quotaExhausted } from '../quota-problem.ts'
import { createSignedLinks } from '../signed-links.ts'
import { speakable } from './text/speakable.ts'

/** How a reply is to be read aloud; `rate` is 0.5–2. */
export interface Manner {
  voice: string | null
  rate: number
  language: string
  signal: AbortSignal
}

/** Reads replies aloud. `ttsFor` is a learner's voice; null where nobody on the server can speak. */
export function createReadingAloud({
  conversation,
  ttsFor,
  secret,
  now,
}: {
  conversation: Pick<Conversation, 'replyText'>
  ttsFor: ((userId: string) => Tts) | null
  secret: string
  now: () => Date
}) {
  const links = createSignedLinks({ purpose: 'speech', path: '/api/speech', secret, now })

  return {
    /** Where a reply can be heard for the next five minutes; undefined where nobody can speak. */
    linkTo: (userId: string, exchangeId: string) => (ttsFor ? links.link(userId, exchangeId) : undefined),
    linkIsGood: links.isGood,

    /** A new link to an older reply. Throws Problem `not-found` for foreign and unanswered exchanges, and `no-voice`. */
    async freshLink(userId: string, exchangeId: string): Promise<string> {
      await conversation.replyText(userId, exchangeId)
      if (!ttsFor) throw noVoice()
      return links.link(userId, exchangeId)
    },

    /**
     * A reply as a WAV file, in pieces as they are spoken; the first piece is the header. Throws Problem `not-found` for foreign and
     * unanswered exchanges, `no-voice`, `voice-unavailable` and `quota-exhausted`.
     */
    async *read(userId: string, exchangeId: string, manner: Manner): AsyncGenerator<Buffer, void, undefined> {
      const { spoken } = speakable(await conversation.replyText(userId, exchangeId), manner.language)
      if (!ttsFor) throw noVoice()
      try {
        let begun = false
        for await (const sound of ttsFor(userId).speak(spoken, manner)) {
          // The header waits for the first sound, so that a voice that fails at once is still told as an error.
          if (!begun) yield wavHeader(SPEECH_RATE_HZ)
          begun = true
          yield sound
        }
        if (!begun) yield wavHeader(SPEECH_RATE_HZ, 0)
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        if (error.kind === 'spent') throw quotaExhausted(error, 'The words are on the screen.')
        throw new Problem('voice-unavailable', 'The voice is not answering. The words are on the screen.', {
          cause: error,
          retryAfter: 10,
        })
      }
    },

    /** The voices a learner may choose from. */
    async voices(userId: string, signal: AbortSignal): Promise<z.infer<typeof Voices>> {
      if (!ttsFor) return { provider: null, voices: [] }
      const tts = ttsFor(userId)
      try {
        return { provider: tts.name, voices: await tts.voices({ signal }) }
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        throw new Problem('voice-unavailable', 'The voice is not answering.', { cause: error, retryAfter: 10 })
      }
    },
  }
}

const noVoice = () => new Problem('no-voice', 'No voice is set up on the server. The browser may have one of its own.')
