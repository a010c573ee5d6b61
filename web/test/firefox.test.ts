import { launch } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { beginHandsFree, signUpWriteAndFind, type Visitor } from './smoke.ts'

/** A microphone that hums, and nobody asks whether the page may listen. */
const MICROPHONE = { 'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true }

describe.skipIf(!programsAreHere('firefox-esr'))('in Firefox', () => {
  let house: House
  let firefox: Awaited<ReturnType<typeof launch>>
  let visitor: Visitor
  const faults: string[] = []

  beforeAll(async () => {
    house = await openHouse({ TTS: 'browser', STT_COMMAND: '["cat", "{file}"]' })
    firefox = await launch({
      browser: 'firefox',
      executablePath: '/usr/bin/firefox-esr',
      headless: true,
      extraPrefsFirefox: MICROPHONE,
    })
    const page = await firefox.newPage()
    await page.setViewport({ width: 1280, height: 800 })
    page.on('pageerror', (error) => faults.push(String(error)))
    visitor = {
      async open(url) {
        await page.goto(url)
      },
      async type(selector, words) {
        const field = await page.waitForSelector(selector, { visible: true })
        await field?.type(words)
      },
      async click(selector) {
        const button = await page.waitForSelector(selector, { visible: true })
        await button?.click()
      },
      async read(selector) {
        const found = await page.waitForSelector(selector, { visible: true })
        return (await found?.evaluate((element) => element.textContent ?? '')) ?? ''
      },
    }
  })
  afterAll(async () => {
    await firefox?.close()
    await house?.close()
  })

  test('somebody signs up, writes, reads the answer and finds it again', { timeout: 120_000 }, async () => {
    await signUpWriteAndFind(visitor, house.url)
    expect(faults).toEqual([])
  })

  test('a hands-free conversation listens', { timeout: 120_000 }, async () => {
    const button = await beginHandsFree(visitor, house.url)
    await expect.poll(button, { timeout: 20_000 }).toMatch(/^Listening · /)
    expect(faults).toEqual([])
  })
})
