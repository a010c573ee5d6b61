import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOn } from './axe.ts'
import { PHONE, replyIn, signUp, startChromium, visit, write } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

describe.skipIf(!programsAreHere('chromium'))('What came out of a session in Chromium', () => {
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

  test('it is asked for on the session’s page, opens each statement where it was said, and can be deleted and brought back', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    await signUp(page)
    const said = [
      'Glaciers are rivers of ice.',
      "Let's go with the map of the glaciers for my talk.",
      'I need to read the chapter on erosion by Friday.',
    ]
    for (const text of said) {
      await write(page, text)
      await replyIn(page)
    }
    await page.goto('/library')
    await page.locator('main li a').first().click()
    const part = page.getByRole('region', { name: 'What came out of this' })
    await part.getByRole('button', { name: 'Look it through' }).click()
    await part.getByText(/statements, and where each was said/).click()
    await part.getByRole('heading', { name: 'Decided' }).waitFor()
    await part.getByText('Named for Friday', { exact: false }).waitFor()
    await part
      .getByRole('link', { name: /Let's go with the map/ })
      .first()
      .click()
    await expect.poll(() => page.url()).toMatch(/\/sessions\/.+#[0-9a-f-]{36}$/)
    await page.locator('li.wanted').getByText("Let's go with the map").waitFor()
    await part.getByText('How this was found').click()
    expect(await part.getByRole('row').count()).toBe(8)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await violationsOn(page)).toEqual([])
    }

    await part.getByRole('button', { name: 'More for what came out of this' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await part.getByRole('button', { name: 'Look it through' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await part.getByText(/You decided: “Let's go with the map/).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('the last seven days are looked through on a telephone, beside the weeks before; what fails says so', async () => {
    const { page, context } = await visit(browser, house.url, { viewport: PHONE })
    await signUp(page)
    await write(page, 'I decided to plant beans.')
    await replyIn(page)
    await page.goto('/reports')
    await page.route('**/api/analyses?*', (route) => route.abort())
    await page.getByRole('link', { name: 'What came out of weeks' }).click()
    await page.getByRole('alert').waitFor()
    await page.unroute('**/api/analyses?*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('No week yet').waitFor()
    await page.getByRole('button', { name: 'Look through the last seven days' }).click()
    await page.getByRole('link', { name: /I decided to plant beans/ }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await page.getByRole('link', { name: 'All weeks' }).click()
    await page.getByText('one turn').waitFor()
    await context.close()
  })
})
