/** The part of the browser's recogniser we use; TypeScript's own library lacks it (https://webaudio.github.io/web-speech-api/). */
export type Recognition = EventTarget & {
  lang: string
  continuous: boolean
  interimResults: boolean
  processLocally?: boolean
  start(track?: MediaStreamTrack): void
  stop(): void
  abort(): void
}
type Availability = 'unavailable' | 'downloadable' | 'downloading' | 'available'
type LocalQuestion = { langs: string[]; processLocally: boolean }
export type RecognitionMaker = {
  new (): Recognition
  available?(question: LocalQuestion): Promise<Availability>
}

/** The browser's own recogniser, or null where there is none. */
export function browserRecogniser(): RecognitionMaker | null {
  const here = globalThis as { SpeechRecognition?: RecognitionMaker; webkitSpeechRecognition?: RecognitionMaker }
  return here.SpeechRecognition ?? here.webkitSpeechRecognition ?? null
}

/** True when the browser can recognise `language` without sending the sound anywhere. */
export async function recognisesHere(maker: RecognitionMaker, language: string): Promise<boolean> {
  if (!maker.available) return false
  return (await maker.available({ langs: [language], processLocally: true })) === 'available'
}

/** Who hears the learner when the browser's recogniser is used, by the names people know. */
export function whoHears(userAgent: string): { browser: string; maker: string } {
  if (/\bEdgA?\//.test(userAgent)) return { browser: 'Edge', maker: 'Microsoft' }
  if (/\bSamsungBrowser\//.test(userAgent)) return { browser: 'Samsung Internet', maker: 'Samsung' }
  if (/\bOPR\//.test(userAgent)) return { browser: 'Opera', maker: 'Google' }
  if (/(Chrome|Chromium)\//.test(userAgent)) return { browser: 'Chrome', maker: 'Google' }
  return { browser: 'Safari', maker: 'Apple' }
}
