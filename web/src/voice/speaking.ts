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

/** Voices that speak without sending the words to anybody. */
export const deviceVoices = (synthesis: SpeechSynthesis | null): SpeechSynthesisVoice[] =>
  synthesis?.getVoices().filter((voice) => voice.localService) ?? []
