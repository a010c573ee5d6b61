import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOn } from './axe.ts'
import { DESK, PHONE, startChromium, visit } from './chromium.ts'
import { type Encyclopedia, startEncyclopedia } from './encyclopedia.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { administrationTour, tour } from './tour.ts'

const KEY = 'k7Vn2Qw9'.repeat(4)
const expectedWithoutNetwork = /ERR_INTERNET_DISCONNECTED/
const expectedAnswers = /status of (401|400|415|422)/

describe.skipIf(!programsAreHere('chromium'))('every screen in Chromium', () => {
  let house: House
  let browser: Browser
  let encyclopedia: Encyclopedia

  beforeAll(async () => {
    encyclopedia = await startEncyclopedia()
    house = await openHouse({
      ...encyclopedia.env,
      TTS: 'browser',
      STT_COMMAND: '["cat", "{file}"]',
      ADMIN_API_KEY: KEY,
    })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
    await encyclopedia?.close()
  })

  test.each([
    ['at a desk, light', { viewport: DESK, colorScheme: 'light' as const }],
    ['on a phone, dark', { viewport: PHONE, colorScheme: 'dark' as const }],
  ])('is read aloud well, keeps to the policy and to its width, %s', { timeout: 480_000 }, async (_where, options) => {
    const { page, context, faults } = await visit(browser, house.url, { ...options, reducedMotion: 'reduce' })
    const { seen, wrong } = await lookAt(page, tour(page, context), options)
    expect(seen).toHaveLength(46)
    expect(wrong).toEqual([])
    const unexpected = faults.filter((fault) => !expectedWithoutNetwork.test(fault) && !expectedAnswers.test(fault))
    expect(unexpected).toEqual([])
    await page.goto('/docs')
    await page.getByRole('heading').first().waitFor()
    expect(faults.filter((fault) => /content security policy/i.test(fault))).toEqual([])
    const reported = await fetch(`${house.url}/admin/csp-reports`, { headers: { 'x-admin-key': KEY } })
    expect(await reported.json()).toMatchObject({ reports: [] })
    await context.close()
  })

  test.each([
    ['at a desk, dark', { viewport: DESK, colorScheme: 'dark' as const }],
    ['on a phone, light', { viewport: PHONE, colorScheme: 'light' as const }],
  ])('so is administration, %s', { timeout: 480_000 }, async (_where, options) => {
    const { page, context, faults } = await visit(browser, house.url, { ...options, reducedMotion: 'reduce' })
    const { seen, wrong } = await lookAt(page, administrationTour(page, house), options)
    expect(seen).toHaveLength(16)
    expect(wrong).toEqual([])
    expect(faults.filter((fault) => !expectedAnswers.test(fault))).toEqual([])
    await context.close()
  })
})

type Look = { viewport: { width: number; height: number }; colorScheme: 'light' | 'dark' }

/** Goes along a walk, at a desk in both themes, on a phone also with text at twice its size; what is wrong on which screen. */
async function lookAt(page: Page, walk: AsyncIterable<string>, { viewport, colorScheme }: Look) {
  const wrong: string[] = []
  const seen: string[] = []
  for await (const screen of walk) {
    seen.push(screen)
    for (const each of await violationsOn(page)) wrong.push(`${screen}, ${colorScheme}: ${each}`)
    // Of all that is looked at, a theme changes the colours, and those are the same on a phone.
    if (viewport === DESK) {
      const other = colorScheme === 'light' ? 'dark' : 'light'
      await page.emulateMedia({ colorScheme: other })
      for (const each of await violationsOn(page, ['color-contrast'])) wrong.push(`${screen}, ${other}: ${each}`)
      await page.emulateMedia({ colorScheme })
    }
    const sizes = viewport === PHONE ? ['', '200%'] : ['']
    for (const size of sizes) {
      const over = await beyondTheEdge(page, size)
      if (over > 0) wrong.push(`${screen}${size && ` at ${size}`}: ${over} px wider than the window`)
    }
  }
  return { seen, wrong }
}

const beyondTheEdge = (page: Page, size: string) =>
  page.evaluate((size) => {
    const { documentElement: root } = document
    root.style.fontSize = size
    const over = root.scrollWidth - root.clientWidth
    root.style.fontSize = ''
    return over
  }, size)
