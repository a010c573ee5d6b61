import { describe, expect, test } from 'vitest'
import { listen } from './browser-listening.ts'
import { type Recognition, recognisesHere, whoHears } from './browser-recogniser.ts'

/** A recogniser that hears what the story says. */
function scriptedRecogniser() {
  const heard: string[] = []
  const made: Scripted[] = []
  class Scripted extends EventTarget implements Recognition {
    lang = ''
    continuous = false
    interimResults = false
    processLocally = false
    starts = 0
    constructor() {
      super()
      made.push(this)
    }
    start() {
      this.starts += 1
    }
    stop() {
      this.dispatchEvent(new Event('end'))
    }
    abort() {
      this.dispatchEvent(new Event('end'))
    }
    says(...words: string[]) {
      const results = words.map((transcript) => Object.assign([{ transcript }], { isFinal: true }))
      this.dispatchEvent(Object.assign(new Event('result'), { results }))
    }
    fails(error: string) {
      this.dispatchEvent(Object.assign(new Event('error'), { error }))
      this.dispatchEvent(new Event('end'))
    }
  }
  const ear = listen(Scripted, {
    track: {} as MediaStreamTrack,
    language: 'en-GB',
    local: true,
    heard: (words) => void heard.push(words),
  })
  const [recognition] = made
  if (!recognition) throw new Error('nothing listens')
  return { ear, heard, recognition }
}
const soon = () => AbortSignal.timeout(1_000)

describe('the browser’s recogniser', () => {
  test('shows the words as they come and gives them at the end', async () => {
    const { ear, heard, recognition } = scriptedRecogniser()
    recognition.says('the heart')
    recognition.says('the heart', ' pumps blood')
    expect(heard).toEqual(['the heart', 'the heart pumps blood'])
    expect(await ear.finish(soon())).toBe('the heart pumps blood')
    expect(recognition).toMatchObject({ lang: 'en-GB', processLocally: true, continuous: true })
  })

  test('goes on listening when it stops by itself after a pause, and loses nothing', async () => {
    const { ear, recognition } = scriptedRecogniser()
    recognition.says('first')
    recognition.fails('no-speech')
    recognition.says('second')
    expect(recognition.starts).toBe(2)
    expect(await ear.finish(soon())).toBe('first second')
  })

  test('that fails gives what it understood, and is not asked again', async () => {
    const { ear, recognition } = scriptedRecogniser()
    recognition.says('half a')
    recognition.fails('network')
    expect(recognition.starts).toBe(1)
    expect(await ear.finish(soon())).toBe('half a')
  })

  test('that never ends is waited for no longer than allowed', async () => {
    const { ear, recognition } = scriptedRecogniser()
    recognition.stop = () => {}
    recognition.says('so far')
    expect(await ear.finish(AbortSignal.abort())).toBe('so far')
  })

  test('is on the device only when the browser says so for the language', async () => {
    const maker = (answer?: 'available' | 'downloadable') =>
      Object.assign(class extends EventTarget {}, answer && { available: async () => answer }) as never
    expect(await recognisesHere(maker('available'), 'en')).toBe(true)
    expect(await recognisesHere(maker('downloadable'), 'en')).toBe(false)
    expect(await recognisesHere(maker(), 'en')).toBe(false)
  })

  test('who hears is named', () => {
    const chrome = 'Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
    expect(whoHears(chrome).maker).toBe('Google')
    expect(whoHears(`${chrome} Edg/140.0`)).toEqual({ browser: 'Edge', maker: 'Microsoft' })
    expect(
      whoHears('Mozilla/5.0 (Macintosh) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Safari/605.1').maker,
    ).toBe('Apple')
  })
})
