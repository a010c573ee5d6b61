import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { violationsOn } from './axe.ts'
import { DESK, PHONE, signUp, startChromium, visit } from './chromium.ts'
import { openHouse } from './house.ts'
import { learningTour } from './learning-tour.ts'

// node web/test/year-screens.ts PICTURES DATA: a picture of every screen of learning, at a desk and on a phone, light and dark: for
// somebody who has a year behind them (`node bench/year.ts DATA` made it), and for somebody who has nothing yet.
const [pictures, data, only = ''] = process.argv.slice(2)
if (!pictures || !data)
  throw new Error('Say where the pictures go and where the year is: node web/test/year-screens.ts PICTURES DATA')
mkdirSync(pictures, { recursive: true })
const house = await openHouse({ DATA_DIR: data })
const browser = await startChromium()
try {
  for (const [width, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const who of ['year', 'none'] as const) {
        if (!`${who}-${width}-${colorScheme}`.includes(only)) continue
        const options = { viewport, colorScheme, reducedMotion: 'reduce' as const, hasTouch: viewport === PHONE }
        const { page, context } = await visit(browser, house.url, options)
        await (who === 'year' ? signIn(page) : signUp(page))
        for await (const screen of learningTour(page)) {
          const name = `${screen}-${who}-${width}-${colorScheme}`
          await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
          for (const fault of await faultsOf(page)) console.log(`${name}: ${fault}`)
        }
        await context.close()
      }
    }
  }
} finally {
  await browser.close()
  await house.close()
}

/** What a screen reader would stumble over, and what is wider than the window. */
async function faultsOf(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  const read = await violationsOn(page)
  return over > 0 ? [...read, `${over} px wider than the window`] : read
}

async function signIn(page: Page) {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('year@example.org')
  await page.getByLabel('Password', { exact: true }).fill('Test1234!')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === '/')
}
