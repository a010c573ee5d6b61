import type { BrowserContext, Page } from 'playwright-core'

interface Heard {
  seconds: number
  loudest: number
  over: boolean
}

/** Listens to what a page plays: how far the sound got, and how loud its loudest sample was (1 is the most there can be). */
export async function hearing(context: BrowserContext) {
  await context.addInitScript(() => {
    const heard = { seconds: 0, loudest: 0, over: false }
    Object.assign(window, { heard })
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = async function (this: HTMLMediaElement) {
      const listening = new AudioContext()
      await listening.resume()
      const analyser = listening.createAnalyser()
      const source = listening.createMediaElementSource(this)
      source.connect(analyser)
      analyser.connect(listening.destination)
      const samples = new Float32Array(analyser.fftSize)
      const listen = () => {
        analyser.getFloatTimeDomainData(samples)
        heard.loudest = Math.max(heard.loudest, ...samples)
        heard.seconds = Math.max(heard.seconds, this.currentTime)
        if (!heard.over) requestAnimationFrame(listen)
      }
      this.addEventListener('ended', () => {
        heard.over = true
      })
      listen()
      return play.call(this)
    }
  })
  return {
    /** Waits until a sound has been played to its end. */
    async untilSilent(page: Page): Promise<Heard> {
      await page.waitForFunction(() => (window as unknown as { heard: { over: boolean } }).heard.over, null, {
        timeout: 30_000,
      })
      return page.evaluate(() => (window as unknown as { heard: Heard }).heard)
    },
  }
}
