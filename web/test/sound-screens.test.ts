import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DESK, PHONE, startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { administrationTour, tour } from './tour.ts'

const expectedWithoutNetwork = /ERR_INTERNET_DISCONNECTED/
const expectedAnswers = /status of (401|400|422)/

describe.skipIf(!programsAreHere('chromium'))('every screen in Chromium', () => {
  let house: House
  let browser: Browser

  beforeAll(async () => {
    house = await openHouse({ TTS: 'browser', STT_COMMAND: '["cat", "{file}"]' })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  test.each([
    ['at a desk, light', { viewport: DESK, colorScheme: 'light' as const }],
    ['on a phone, dark', { viewport: PHONE, colorScheme: 'dark' as const }],
  ])('is read aloud well, keeps to the policy and to its width, %s', { timeout: 120_000 }, async (_where, options) => {
    const { page, context, faults } = await visit(browser, house.url, { ...options, reducedMotion: 'reduce' })
    const { seen, wrong } = await lookAt(page, tour(page, context), options.colorScheme)
    expect(seen).toHaveLength(27)
    expect(wrong).toEqual([])
    const unexpected = faults.filter((fault) => !expectedWithoutNetwork.test(fault) && !expectedAnswers.test(fault))
    expect(unexpected).toEqual([])
    await context.close()
  })

  test.each([
    ['at a desk, dark', { viewport: DESK, colorScheme: 'dark' as const }],
    ['on a phone, light', { viewport: PHONE, colorScheme: 'light' as const }],
  ])('so is administration, %s', { timeout: 120_000 }, async (_where, options) => {
    const { page, context, faults } = await visit(browser, house.url, { ...options, reducedMotion: 'reduce' })
    const { seen, wrong } = await lookAt(page, administrationTour(page, house), options.colorScheme)
    expect(seen).toHaveLength(11)
    expect(wrong).toEqual([])
    expect(faults.filter((fault) => !expectedAnswers.test(fault))).toEqual([])
    await context.close()
  })

  test('fits a phone with text at twice its size', { timeout: 120_000 }, async () => {
    const { page, context } = await visit(browser, house.url, { viewport: PHONE })
    await context.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.fontSize = '200%'
      })
    })
    const wrong: string[] = []
    for await (const screen of tour(page, context)) {
      const over = await beyondTheEdge(page)
      if (over > 0) wrong.push(`${screen}: ${over} px wider than the window`)
    }
    expect(wrong).toEqual([])
    await context.close()
  })
})

/** Goes along a walk in both themes; what is wrong on which screen. */
async function lookAt(page: Page, walk: AsyncIterable<string>, colorScheme: 'light' | 'dark') {
  const wrong: string[] = []
  const seen: string[] = []
  for await (const screen of walk) {
    seen.push(screen)
    for (const each of await violations(page)) wrong.push(`${screen}, ${colorScheme}: ${each}`)
    // Of all that is looked at, a theme changes the colours.
    const other = colorScheme === 'light' ? 'dark' : 'light'
    await page.emulateMedia({ colorScheme: other })
    for (const each of await violations(page, ['color-contrast'])) wrong.push(`${screen}, ${other}: ${each}`)
    await page.emulateMedia({ colorScheme })
    const over = await beyondTheEdge(page)
    if (over > 0) wrong.push(`${screen}: ${over} px wider than the window`)
  }
  return { seen, wrong }
}

async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 160)}`))
}

const beyondTheEdge = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
