/** How a reply is spoken. `voice` is a name; null leaves the choice to the browser. Aborting `signal` is silence at once. */
export type Speaking = { rate: number; voice: string | null; language: string; signal: AbortSignal }

/** The reply could not be heard: `blocked` by the browser until the page is touched, or the sound is `broken`. */
export class NotHeard extends Error {
  override name = 'NotHeard'
  readonly why: 'blocked' | 'broken'

  constructor(why: NotHeard['why'], options?: ErrorOptions) {
    super(`The reply was not heard: ${why}.`, options)
    this.why = why
  }
}

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

    /** Voices that speak without sending the words to anybody. */
    deviceVoices(): SpeechSynthesisVoice[] {
      return synthesis?.getVoices().filter((voice) => voice.localService) ?? []
    },

    /** Says words with a voice of this device. Resolves when said or stopped. */
    async say(words: string, { rate, voice, language, signal }: Speaking): Promise<void> {
      if (!synthesis) throw new NotHeard('broken')
      if (signal.aborted || words.trim() === '') return
      const chosen = chooseVoice(
        synthesis.getVoices().filter((each) => each.localService),
        voice,
        language,
      )
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

/** True while a link to a reply's sound still plays; without a date in it, it is taken at its word. */
export function linkLives(url: string, now: number): boolean {
  const expires = new URL(url, 'http://here').searchParams.get('expires')
  return expires === null || Number(expires) > now + 5_000
}

/** The link to a reply's sound, asking for this voice and language. */
export function soundLink(url: string, { voice, language }: Pick<Speaking, 'voice' | 'language'>): string {
  const wishes = new URLSearchParams({ language, ...(voice && { voice }) })
  return `${url}${url.includes('?') ? '&' : '?'}${wishes}`
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
