import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signUp, startChromium, turnsOn, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { scriptedVoice } from './scripted-voice.ts'
import { RECOGNISER, talkIntoFile } from './speech.ts'

const EXCHANGE = '11111111-1111-4111-8111-111111111111'
const here = programsAreHere('chromium', 'flite', 'ffmpeg', 'espeak-ng', 'pocketsphinx_continuous')

describe.skipIf(!here)('the live line in Chromium, with a scripted server', () => {
  let house: House
  let browser: Browser
  /** Quiet, a sentence, quiet, and a second one after four seconds. */
  let talk: ReturnType<typeof talkIntoFile>

  beforeAll(async () => {
    talk = talkIntoFile([
      { quiet: 1 },
      { say: 'people learn better when they sleep' },
      { quiet: 4 },
      { say: 'wait a moment i have another question about that' },
      { quiet: 60 },
    ])
    house = await openHouse({ ...RECOGNISER, TTS: 'command' })
    browser = await startChromium({ microphone: talk.file })
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
    talk?.remove()
  })

  async function talking(options = {}) {
    const { page, context, faults } = await visit(browser, house.url, options)
    const voice = await scriptedVoice(context)
    await countTracks(page)
    await signUp(page)
    await page.getByRole('button', { name: 'Hands-free' }).click()
    await page.getByText('Listening ·').waitFor()
    await expect.poll(() => voice.of('voice-start').length).toBe(1)
    return { page, context, faults, voice }
  }

  /** Waits until the first sentence was heard to its end. */
  const firstSentence = (voice: { heardMs: () => number }) =>
    expect.poll(() => voice.heardMs(), { timeout: 15_000 }).toBeGreaterThan((talk.said[0]?.to ?? 0) * 1_000 + 400)

  test('hears from the first syllable, answers aloud and counts what was heard', async () => {
    const { page, context, faults, voice } = await talking()
    expect(voice.of('voice-start')[0]).toMatchObject({
      protocol: 1,
      sample_rate: 16_000,
      output: { sample_rate: 24_000 },
      input: 'audio',
      language: 'en-GB',
      patience: 0.5,
      rate: 1,
    })
    await expect.poll(() => voice.loudest(0), { timeout: 10_000 }).toBeGreaterThan(3_000)
    expect(voice.lengths.every((frames) => Number.isInteger(frames) && frames <= 50)).toBe(true)
    voice.say({ type: 'speech-start' })
    voice.say({ type: 'transcript-delta', text: 'people learn' })
    await page.locator('article.faint').getByText('people learn').waitFor()
    const id = voice.answers({ words: 'People learn better.', text: 'Why is that?', seconds: 1, exchange: EXCHANGE })
    await page.getByText('Why is that?').waitFor()
    await page.getByText('Speaking').first().waitFor()
    voice.ends(EXCHANGE, id)
    await expect.poll(() => voice.of('playback').at(-1)?.played_ms, { timeout: 5_000 }).toBe(1_000)
    const reports = voice.of('playback')
    expect(reports.every(({ reply_id }) => reply_id === id)).toBe(true)
    expect(reports.length).toBeGreaterThanOrEqual(5)
    expect(reports.map(({ played_ms }) => played_ms)).toEqual(
      reports.map(({ played_ms }) => played_ms).toSorted((a, b) => a - b),
    )
    await page.getByText('Listening ·').waitFor()
    expect(await turnsOn(page).count()).toBe(1)
    expect(await liveTracks(page)).toBe(1)
    await page.getByRole('button', { name: 'End it' }).click()
    await page.getByRole('button', { name: 'Hands-free' }).waitFor()
    expect(await liveTracks(page)).toBe(0)
    await expect.poll(() => voice.of('voice-stop').length).toBe(1)
    expect(faults).toEqual([])
    await context.close()
  })

  test('stops for a voice at once, and goes on without a gap when it was only a "mm-hmm"', async () => {
    const { page, context, faults, voice } = await talking()
    await firstSentence(voice)
    const id = voice.answers({ words: 'People learn.', text: 'A long reply.', seconds: 12, exchange: EXCHANGE })
    // The second sentence of the speaker falls into the reply.
    await expect.poll(() => voice.of('playback').some(({ paused }) => paused), { timeout: 15_000 }).toBe(true)
    const paused = voice.of('playback').find((report) => report.paused)
    const second = (talk.said[1]?.from ?? 0) * 1_000
    // It came out of the microphone this long before the page had sent so much sound.
    const pausedAfterMs = voice.heardMs() - second
    expect(pausedAfterMs).toBeLessThan(1_000)
    voice.say({ type: 'pause' })
    voice.say({ type: 'state', state: 'paused' })
    await page.getByText('Was that for me?').first().waitFor()
    voice.say({ type: 'resume' })
    voice.say({ type: 'state', state: 'speaking' })
    await expect.poll(() => voice.of('playback').at(-1)?.played_ms).toBeGreaterThan((paused?.played_ms ?? 0) + 200)
    voice.say({ type: 'clear' })
    const stopped = voice.of('playback').at(-1)?.played_ms ?? 0
    voice.ends(EXCHANGE, id, true, 'A long')
    await page.locator('article s').getByText('reply.').waitFor()
    await page.getByText('Stopped here.').waitFor()
    expect(voice.of('playback').at(-1)?.played_ms).toBeLessThan(stopped + 300)
    expect(faults).toEqual([])
    await context.close()
  })

  test('a reply goes on when the server says nothing about the voice', async () => {
    const { context, voice } = await talking()
    await firstSentence(voice)
    voice.answers({ words: 'People learn.', text: 'A long reply.', seconds: 12, exchange: EXCHANGE })
    await expect.poll(() => voice.of('playback').some(({ paused }) => paused), { timeout: 15_000 }).toBe(true)
    const paused = voice.of('playback').find((report) => report.paused)
    await expect
      .poll(() => voice.of('playback').at(-1)?.played_ms, { timeout: 5_000 })
      .toBeGreaterThan((paused?.played_ms ?? 0) + 200)
    await context.close()
  })

  test('a line that breaks is taken up within two seconds, and what the server lacks is sent again', async () => {
    const { page, context, voice } = await talking()
    await expect.poll(() => voice.heardMs(), { timeout: 5_000 }).toBeGreaterThan(1_000)
    voice.safe(600)
    const before = performance.now()
    voice.drop()
    await expect.poll(() => voice.of('voice-start').length, { timeout: 5_000, interval: 20 }).toBe(2)
    expect(performance.now() - before).toBeLessThan(2_000)
    expect(voice.of('voice-start')[1]).toMatchObject({ resume: '00000000-0000-4000-8000-000000000001' })
    const sent = voice.heardMs()
    await expect.poll(() => voice.heardMs()).toBeGreaterThan(sent + 500)
    // More came than time went by: what lay between.
    voice.drop({ back: false })
    await page.getByText('Listening, not connected').first().waitFor()
    voice.answerAgain()
    await page.getByText('Listening ·').waitFor({ timeout: 5_000 })
    expect(await liveTracks(page)).toBe(1)
    await context.close()
  })

  test('muted, no sound leaves the page, and the track is off', async () => {
    const { page, context, voice } = await talking()
    await expect.poll(() => voice.heardMs()).toBeGreaterThan(500)
    await page.keyboard.press('m')
    await page.getByText('Muted').first().waitFor()
    await expect.poll(() => voice.of('voice-mute').map(({ muted }) => muted)).toEqual([true])
    const sent = voice.heardMs()
    expect(
      await page.evaluate(() =>
        (window as unknown as { tracks: MediaStreamTrack[] }).tracks.map(({ enabled }) => enabled),
      ),
    ).toEqual([false])
    await page.waitForFunction(
      (until) => performance.now() > until,
      (await page.evaluate(() => performance.now())) + 500,
    )
    expect(voice.heardMs() - sent).toBeLessThanOrEqual(40)
    await page.getByRole('button', { name: 'Unmute' }).click()
    await expect.poll(() => voice.heardMs()).toBeGreaterThan(sent + 300)
    await context.close()
  })

  test('another window takes over, and this one says so and lets the microphone go', async () => {
    const { page, context, voice } = await talking()
    voice.say({ type: 'error', code: 'taken-over', detail: 'Another window has this conversation.' })
    await page.getByText('You are talking in another window now.').first().waitFor()
    expect(await liveTracks(page)).toBe(0)
    await context.close()
  })

  test('what was said and not taken when the tab closed is sent as a recording on return', {
    timeout: 90_000,
  }, async () => {
    const { page, context, voice } = await talking()
    await firstSentence(voice)
    await page.close()
    const again = await context.newPage()
    await again.goto(`/talk/${voice.session}`)
    const turn = turnsOn(again).last()
    await turn.getByText('spoken').waitFor({ timeout: 40_000 })
    await expect.poll(() => turn.locator('.words').first().innerText(), { timeout: 40_000 }).toMatch(/sleep/)
    await context.close()
  })
})

/** Counts the tracks a page opened and has not let go. */
async function countTracks(page: Page) {
  await page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = []
    Object.assign(window, { tracks })
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wish) => {
      const stream = await real(wish)
      tracks.push(...stream.getTracks())
      return stream
    }
  })
}
const liveTracks = (page: Page) =>
  page.evaluate(
    () =>
      (window as unknown as { tracks: MediaStreamTrack[] }).tracks.filter(({ readyState }) => readyState === 'live')
        .length,
  )
