import type { Mode } from '@lva/contracts/conversation'
import type { Ref } from 'vue'
import { t } from '../messages/messages.ts'
import './messages.en.ts'
import { notices } from '../ui/notices.ts'
import type { Heard } from '../voice/microphone.ts'
import type { Conversation } from './use-conversation.ts'

type Needs = {
  conversation: Pick<Conversation, 'say'>
  draft: Ref<string>
  mode: Ref<Mode>
  /** What it is about, of the learner's documents and pictures. */
  about: Ref<string[]>
  /** Brings what was said into sight. */
  shown: () => Promise<void>
  /** Whoever writes wants no voice that reads. */
  quiet: () => void
}

/** What the learner says and writes, on its way into the conversation. */
export function useSaying({ conversation, draft, mode, about, shown, quiet }: Needs) {
  let sending = false
  const how = () => ({ mode: mode.value, about: about.value })
  return {
    async deliver({ sound, words }: Heard) {
      const said = words
        ? { words, sound: null }
        : { words: null, sound: { bytes: await sound.arrayBuffer(), mime: sound.type } }
      await conversation.say({ ...said, ...how() })
      await shown()
    },
    async send() {
      if (sending) return
      sending = true
      quiet()
      try {
        const words = draft.value
        await conversation.say({ words, sound: null, ...how() })
        // Only what is kept leaves the box; what was typed meanwhile stays.
        draft.value = draft.value.startsWith(words) ? draft.value.slice(words.length) : draft.value
        await shown()
      } catch (cause) {
        notices.say(t('box.not-kept'), { tone: 'bad' })
        throw cause
      } finally {
        sending = false
      }
    },
  }
}
