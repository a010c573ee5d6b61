import { ref, watch } from 'vue'
import { useSessions } from '../library/sessions.ts'
import type { Conversation } from './use-conversation.ts'

/** The note at the end of a session: there once it has ended, gone when the learner goes on talking. */
export function useSessionNote(sessionId: string, conversation: Pick<Conversation, 'turns' | 'running' | 'end'>) {
  const { turns, running } = conversation
  const { sessions, reload } = useSessions()
  const note = ref<string | null>(null)
  const ending = ref(false)

  watch(
    () => turns.value.length,
    (now, before) => {
      if (now > before && running.value) note.value = null
    },
  )

  return {
    note,
    ending,

    /** Ends the session and shows its note. Throws what the server answers when it cannot. */
    async end(): Promise<void> {
      ending.value = true
      try {
        note.value = await conversation.end()
        await reload()
      } finally {
        ending.value = false
      }
    },

    /** Shows the note of a session that ended earlier. */
    recall() {
      const session = sessions.value.find((each) => each.session_id === sessionId)
      if (session?.ended_at) note.value = session.summary
    },
  }
}
