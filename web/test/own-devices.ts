import type { BrowserContext, Page } from 'playwright-core'

/** What a page with a recogniser and a voice of its own does when the test says so. */
type Own = {
  /** The recogniser that listens now. */
  understands: ((words: string, final: boolean) => void) | null
  /** All that the voice was given to say. */
  said: string[]
  /** Ends what is being said; null while nothing is. */
  finish: (() => void) | null
}
type WithOwn = Window & { own: Own }

/** Gives each page a recogniser and a voice such as browsers have (https://webaudio.github.io/web-speech-api/), which do as they are told. */
export async function ownDevices(context: BrowserContext) {
  await context.addInitScript(() => {
    const own: Own = { understands: null, said: [], finish: null }
    class Recognition extends EventTarget {
      private understands: Own['understands'] = null
      start() {
        this.understands = (transcript, isFinal) => {
          const result = Object.assign([{ transcript, confidence: 0.9 }], { isFinal })
          this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results: [result] }))
        }
        own.understands = this.understands
      }
      stop() {
        if (own.understands === this.understands) own.understands = null
        this.dispatchEvent(new Event('end'))
      }
      abort() {
        this.stop()
      }
    }
    class Utterance extends EventTarget {
      readonly text: string
      constructor(text: string) {
        super()
        this.text = text
      }
    }
    const synthesis = {
      getVoices: () => [{ name: 'Own', lang: 'en-GB', localService: true, default: true }],
      addEventListener() {},
      speak(utterance: Utterance) {
        own.said.push(utterance.text.trim())
        own.finish = () => {
          own.finish = null
          utterance.dispatchEvent(new Event('end'))
        }
      },
      cancel: () => own.finish?.(),
    }
    Object.assign(window, { own, SpeechRecognition: Recognition, SpeechSynthesisUtterance: Utterance })
    Object.defineProperty(window, 'speechSynthesis', { value: synthesis })
  })
  return {
    listens: (page: Page) => page.evaluate(() => (window as unknown as WithOwn).own.understands !== null),
    understands: (page: Page, words: string, final = true) =>
      page.evaluate(([text, is]) => (window as unknown as WithOwn).own.understands?.(text, is), [
        words,
        final,
      ] as const),
    said: (page: Page) => page.evaluate(() => (window as unknown as WithOwn).own.said),
    /** Says what it was given to its end; false when it is given nothing. */
    finishes: (page: Page) =>
      page.evaluate(() => {
        const { finish } = (window as unknown as WithOwn).own
        finish?.()
        return finish !== null
      }),
  }
}
