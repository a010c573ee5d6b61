import type { BrowserContext, Page } from 'playwright-core'

interface Speaker {
  say(sound: string): Promise<void>
}
type WithSpeaker = Window & { speaker: Speaker }

/**
 * Somebody who sits at the microphone of a page and speaks when the test says so: the page's microphone is a real track, into which
 * recordings are played. Chromium's own fake microphone only plays one file from its beginning.
 */
export async function speakerAt(context: BrowserContext) {
  await context.addInitScript(() => {
    let room: { context: AudioContext; microphone: MediaStreamAudioDestinationNode } | null = null
    const enter = () => {
      if (!room) {
        const here = new AudioContext({ sampleRate: 48_000 })
        room = { context: here, microphone: here.createMediaStreamDestination() }
      }
      return room
    }
    navigator.mediaDevices.getUserMedia = async () => {
      const { context: here, microphone } = enter()
      await here.resume()
      return microphone.stream.clone()
    }
    const speaker: Speaker = {
      async say(sound) {
        const { context: here, microphone } = enter()
        const bytes = Uint8Array.from(atob(sound), (letter) => letter.charCodeAt(0))
        const source = here.createBufferSource()
        source.buffer = await here.decodeAudioData(bytes.buffer)
        source.connect(microphone)
        const over = new Promise((resolve) => source.addEventListener('ended', resolve, { once: true }))
        source.start()
        await over
      },
    }
    Object.assign(window, { speaker })
  })
  return {
    /** Speaks a recording (WAV) to its end. */
    say: (page: Page, sound: Buffer) =>
      page.evaluate((each) => (window as unknown as WithSpeaker).speaker.say(each), sound.toString('base64')),
  }
}
