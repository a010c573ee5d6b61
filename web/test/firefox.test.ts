import { launch } from 'puppeteer-core'
import { describe, expect, test } from 'vitest'
import { openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { signUpWriteAndFind, type Visitor } from './smoke.ts'

describe.skipIf(!programsAreHere('firefox-esr'))('in Firefox', () => {
  test('somebody signs up, writes, reads the answer and finds it again', { timeout: 120_000 }, async () => {
    const house = await openHouse({ TTS: 'browser' })
    const firefox = await launch({ browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true })
    try {
      const page = await firefox.newPage()
      await page.setViewport({ width: 1280, height: 800 })
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(String(error)))
      const visitor: Visitor = {
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
      await signUpWriteAndFind(visitor, house.url)
      expect(faults).toEqual([])
    } finally {
      await firefox.close()
      await house.close()
    }
  })
})
