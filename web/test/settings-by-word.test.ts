import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PHONE, replyIn, signUp, startChromium, turnsOn, visit, write } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

const BECOMES_DARK = () => document.documentElement.dataset.theme === 'dark'
const BECOMES_LIGHT = () => document.documentElement.dataset.theme === 'light'

describe.skipIf(!programsAreHere('chromium'))('settings that words of a turn change, in Chromium', () => {
  let house: House
  let browser: Browser

  beforeAll(async () => {
    house = await openHouse({ TTS: 'browser' })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  const listening = (page: Page) => page.waitForResponse((answer) => answer.url().endsWith('/api/events'))
  const aloudOn = (page: Page) => page.getByRole('button', { name: 'Read replies aloud' }).getAttribute('aria-pressed')

  test('are taken in by the page at once, and by every other page that is open', async () => {
    const { page, context, faults } = await visit(browser, house.url, { colorScheme: 'light' })
    await Promise.all([listening(page), signUp(page)])
    const other = await context.newPage()
    await Promise.all([listening(other), other.goto('/you')])

    await write(page, 'Dark mode.')
    expect(await replyIn(page)).toBe('The page is dark from now on.')
    await page.waitForFunction(BECOMES_DARK)
    await other.waitForFunction(BECOMES_DARK)
    await write(page, 'Light mode.')
    await page.waitForFunction(BECOMES_LIGHT)

    expect(await aloudOn(page)).toBe('false')
    await write(page, 'Read replies aloud.')
    await page.getByRole('button', { name: 'Read replies aloud', pressed: true }).waitFor()
    await write(page, 'Speak slower.')
    const rate = other.getByRole('slider', { name: 'Speed' })
    await other.waitForFunction(
      (is) => Number(is?.getAttribute('value') ?? (is as HTMLInputElement)?.value) < 1,
      await rate.elementHandle(),
    )
    expect(faults).toEqual([])
    await context.close()
  })

  test.each([
    ['at a desk', {}],
    ['on a phone', { viewport: PHONE }],
  ])('the first hint lies over no words of a turn, %s', async (_where, options) => {
    const { page, context, faults } = await visit(browser, house.url, options)
    await signUp(page)
    const hint = page.getByRole('region', { name: 'First steps' })
    await hint.waitFor()
    const beneath = async (words: ReturnType<typeof turnsOn>) => {
      const [above, below] = await Promise.all([hint.boundingBox(), words.boundingBox()])
      return (below?.y ?? 0) - (above?.y ?? 0) - (above?.height ?? 0)
    }
    expect(await beneath(page.getByText('Say something you learned today.'))).toBeGreaterThanOrEqual(0)
    await write(page, 'What is 17 % of 2,340?')
    await replyIn(page)
    await page.evaluate(() => scrollTo(0, 0))
    expect(await beneath(turnsOn(page).first())).toBeGreaterThanOrEqual(0)
    expect(faults).toEqual([])
    await context.close()
  })
})
