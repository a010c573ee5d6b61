import { primaryOf } from '../../language/tags.ts'
import type { Voice } from './tts.ts'

/** The wanted voice, or the first that fits the language: the exact tag, then the same language elsewhere. Null when none fits. */
export function chooseVoice(voices: Voice[], wanted: string | null, language: string): Voice | null {
  const tag = language.toLowerCase()
  const primary = primaryOf(tag)
  const tags = voices.map((voice) => voice.language.toLowerCase())
  return (
    voices.find((voice) => voice.id === wanted) ??
    voices[tags.indexOf(tag)] ??
    voices[tags.findIndex((other) => primaryOf(other) === primary)] ??
    voices.find((voice) => voice.language === 'mul') ??
    null
  )
}
