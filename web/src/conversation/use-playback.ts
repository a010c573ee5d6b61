import type { SpeechLink } from '@lva/contracts/conversation'
import { api } from '../api/api.ts'
import { linkLives } from '../voice/speaking.ts'
import type { useSpeech } from '../voice/use-speech.ts'
import type { Turn } from './turn.ts'

const recordingKey = (turn: Turn) => `${turn.key} recording`
const lives = (turn: Turn) => turn.audioUrl !== null && linkLives(turn.audioUrl, Date.now())

async function freshLink(exchangeId: string): Promise<string> {
  const link = await api.get<SpeechLink>(`/api/conversation/exchanges/${encodeURIComponent(exchangeId)}/speech`)
  return link.audio_url
}

/** Hearing one turn again: its reply, or the learner's own recording. `fetchRecording` brings one the server keeps. */
export function usePlayback(speech: ReturnType<typeof useSpeech>, fetchRecording: (turn: Turn) => Promise<Blob>) {
  /** The link to a reply's sound, made anew when the server has a voice; null leaves it to this device. */
  async function linkTo(turn: Turn): Promise<string | null> {
    if (lives(turn) || speech.source.value !== 'server' || !turn.exchangeId) return turn.audioUrl
    try {
      return await freshLink(turn.exchangeId)
    } catch (fault) {
      // Without the server a voice of this device serves as well.
      if (speech.hasDeviceVoice.value) return null
      throw fault
    }
  }

  return {
    canHear: (turn: Turn) =>
      speech.canSpeak(turn.audioUrl) || (speech.source.value === 'server' && turn.exchangeId !== null),

    soundingOf(turn: Turn): 'reply' | 'recording' | null {
      if (speech.sounding.value === turn.key) return 'reply'
      return speech.sounding.value === recordingKey(turn) ? 'recording' : null
    },

    /** Speaks the reply. Throws what the server answers when there is no sound to be had. */
    async reply(turn: Turn): Promise<void> {
      const audioUrl = await linkTo(turn)
      await speech.speak({ key: turn.key, words: turn.reply ?? '', audioUrl })
    },

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
