import { withoutCitations } from '@lva/contracts/citations'
import { deviceVoices, NotHeard, type Speaking } from './speaking.ts'

/** Speaks replies: the server's sound through an audio element, or words through a voice that lives on this device. */
export function createPlayer({
  newAudio,
  synthesis,
}: {
  newAudio: (url: string) => HTMLAudioElement
  synthesis: SpeechSynthesis | null
}) {
  return {
    /** Plays a sound to its end. Resolves when it ended or was stopped. */
    async play(url: string, { rate, signal }: Pick<Speaking, 'rate' | 'signal'>): Promise<void> {
      if (signal.aborted) return
      const audio = newAudio(url)
      audio.preservesPitch = true
      audio.playbackRate = rate
      const over = new Promise<void>((resolve, reject) => {
        audio.addEventListener('ended', () => resolve(), { once: true })
        audio.addEventListener('error', () => reject(new NotHeard('broken')), { once: true })
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      const begun = audio.play().catch((cause: unknown) => {
        if (signal.aborted) return
        throw new NotHeard(nameOf(cause) === 'NotAllowedError' ? 'blocked' : 'broken', { cause })
      })
      try {
        await Promise.all([over, begun])
      } finally {
        audio.pause()
        audio.removeAttribute('src')
        audio.load()
      }
    },

    /** Says words with a voice of this device. Resolves when said or stopped. */
    async say(written: string, { rate, voice, language, signal }: Speaking): Promise<void> {
      if (!synthesis) throw new NotHeard('broken')
      const words = withoutCitations(written)
      if (signal.aborted || words.trim() === '') return
      const chosen = chooseVoice(deviceVoices(synthesis), voice, language)
      if (!chosen) throw new NotHeard('broken')
      const utterance = new SpeechSynthesisUtterance(words)
      utterance.voice = chosen
      utterance.lang = chosen.lang
      utterance.rate = rate
      const silence = () => synthesis.cancel()
      signal.addEventListener('abort', silence, { once: true })
      try {
        await new Promise<void>((resolve, reject) => {
          utterance.addEventListener('end', () => resolve(), { once: true })
          utterance.addEventListener('error', ({ error }) => {
            if (signal.aborted || error === 'interrupted' || error === 'canceled') resolve()
            else reject(new NotHeard(error === 'not-allowed' ? 'blocked' : 'broken'))
          })
          signal.addEventListener('abort', () => resolve(), { once: true })
          synthesis.speak(utterance)
        })
      } finally {
        signal.removeEventListener('abort', silence)
      }
    },
  }
}

type Voice = Pick<SpeechSynthesisVoice, 'name' | 'lang' | 'default'>

/** The wished voice, else the best for the language: exact tag, then same language, the system's own choice first. */
export function chooseVoice<V extends Voice>(voices: V[], wished: string | null, language: string): V | null {
  const byName = voices.find((voice) => voice.name === wished)
  if (byName) return byName
  const tag = language.toLowerCase()
  const base = tag.split('-')[0]
  const spoken = (voice: V) => voice.lang.toLowerCase().replace('_', '-')
  const ranked = voices
    .filter((voice) => spoken(voice).split('-')[0] === base)
    .sort((a, b) => Number(spoken(b) === tag) - Number(spoken(a) === tag) || Number(b.default) - Number(a.default))
  return ranked[0] ?? null
}

const nameOf = (cause: unknown) => (cause instanceof Error || cause instanceof DOMException ? cause.name : '')
