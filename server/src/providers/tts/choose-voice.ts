import type { Voice } from './tts.ts'

/** The wanted voice, or the first that fits the language: the exact tag, then the same language elsewhere. Null when none fits. */
export function chooseVoice(voices: Voice[], wanted: string | null, language: string): Voice | null {
  const tag = language.toLowerCase()
  const primary = tag.split('-')[0]
  const tags = voices.map((voice) => voice.language.toLowerCase())
  return (
    voices.find((voice) => voice.id === wanted) ??
    voices[tags.indexOf(tag)] ??
    voices[tags.findIndex((other) => other.split('-')[0] === primary)] ??
    voices.find((voice) => voice.language === 'mul') ??
    null
  )
}
