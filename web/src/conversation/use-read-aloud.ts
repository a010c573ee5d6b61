import { type Ref, watch } from 'vue'
import { sentencesOf } from '../voice/sentences.ts'
import type { useSpeech } from '../voice/use-speech.ts'
import type { Turn } from './turn.ts'

type Needs = {
  turns: Ref<Turn[]>
  running: Ref<Turn | null>
  speech: ReturnType<typeof useSpeech>
  /** The learner wants replies read aloud, and is not speaking. */
  wanted: () => boolean
}

/** Reads each new reply aloud: sentence by sentence on this device, or as one sound from the server. Old replies stay silent. */
export function useReadAloud({ turns, running, speech, wanted }: Needs) {
  const told = new Set<string>()
  const find = (key: string) => turns.value.find((turn) => turn.key === key)

  /** Resolves when the reply has grown since `seen` characters, or ended. */
  const grown = (key: string, seen: number) =>
    new Promise<{ text: string; done: boolean }>((resolve) => {
      const stop = watch(
        () => find(key),
        (turn) => {
          const text = turn?.reply ?? ''
          const done = turn?.state !== 'answering'
          if (!done && text.length <= seen) return
          queueMicrotask(() => stop())
          resolve({ text, done })
        },
        { immediate: true },
      )
    })

  watch(running, (turn, before) => {
    if (turn?.reply && speech.source.value === 'device' && wanted() && !told.has(turn.key)) {
      told.add(turn.key)
      let seen = 0
      const more = async () => {
        const now = await grown(turn.key, seen)
        seen = now.text.length
        return now
      }
      void speech.speakAlong(turn.key, sentencesOf(more))
    }
    const ended = before && before.key !== turn?.key ? find(before.key) : null
    if (ended?.state === 'answered' && ended.reply && ended.audioUrl && wanted() && !told.has(ended.key)) {
      told.add(ended.key)
      void speech.speak({ key: ended.key, words: ended.reply, audioUrl: ended.audioUrl })
    }
  })
}
