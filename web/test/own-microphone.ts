import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'

type WithMicrophone = Window & { speak: () => Promise<void> }

/**
 * Gives each page a microphone that is silent until the test speaks into it. What is spoken is the sound of a WAV file, every sample of
 * it, however busy the machine is: a device that plays by the clock loses what nobody had the time to fetch.
 */
export async function ownMicrophone(context: BrowserContext, wav: string) {
  await context.addInitScript((sound: string) => {
    let heard: { device: AudioContext; into: MediaStreamAudioDestinationNode } | null = null
    navigator.mediaDevices.getUserMedia = async () => {
      const device = new AudioContext()
      await device.resume()
      heard = { device, into: device.createMediaStreamDestination() }
      return heard.into.stream
    }
    const speak = async () => {
      if (!heard) throw new Error('Nobody listens.')
      const { device, into } = heard
      const bytes = Uint8Array.from(atob(sound), (letter) => letter.charCodeAt(0))
      const mouth = new AudioBufferSourceNode(device, { buffer: await device.decodeAudioData(bytes.buffer) })
      mouth.connect(into)
      await new Promise((said) => {
        mouth.addEventListener('ended', said)
        mouth.start()
      })
    }
    Object.assign(window, { speak })
  }, readFileSync(wav).toString('base64'))
  return {
    /** Says it into the microphone that is open, to its end. */
    speak: (page: Page) => page.evaluate(() => (window as unknown as WithMicrophone).speak()),
  }
}
