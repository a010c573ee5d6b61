import type { useSpeech } from '../voice/use-speech.ts'
import type { Turn } from './turn.ts'

const recordingKey = (turn: Turn) => `${turn.key} recording`

/** Hearing one turn again: its reply, or the learner's own recording. `fetchRecording` brings one the server keeps. */
export function usePlayback(speech: ReturnType<typeof useSpeech>, fetchRecording: (turn: Turn) => Promise<Blob>) {
  return {
    canHear: (turn: Turn) => speech.canSpeak(turn.audioUrl),

    soundingOf(turn: Turn): 'reply' | 'recording' | null {
      if (speech.sounding.value === turn.key) return 'reply'
      return speech.sounding.value === recordingKey(turn) ? 'recording' : null
    },

    reply: (turn: Turn) => speech.speak({ key: turn.key, words: turn.reply ?? '', audioUrl: turn.audioUrl }),

    async recording(turn: Turn) {
      const kept = turn.kept?.sound
      const url = URL.createObjectURL(kept ? new Blob([kept.bytes], { type: kept.mime }) : await fetchRecording(turn))
      try {
        await speech.play(recordingKey(turn), url)
      } finally {
        URL.revokeObjectURL(url)
      }
    },
  }
}
