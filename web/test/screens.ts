import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DESK, PHONE, startChromium, visit } from './chromium.ts'
import { startEncyclopedia } from './encyclopedia.ts'
import { openHouse } from './house.ts'
import { administrationTour, tour } from './tour.ts'

// node web/test/screens.ts FOLDER: a picture of every screen, at a desk and on a phone, light and dark.
const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Say where the pictures go: node web/test/screens.ts FOLDER')
mkdirSync(folder, { recursive: true })
const encyclopedia = await startEncyclopedia()
const house = await openHouse({ ...encyclopedia.env, STT_COMMAND: '["cat", "{file}"]' })
const browser = await startChromium()
try {
  for (const [width, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, context } = await visit(browser, house.url, { viewport, colorScheme, reducedMotion: 'reduce' })
      for await (const screen of tour(page, context)) {
        await page.screenshot({ path: join(folder, `${screen}-${width}-${colorScheme}.png`) })
      }
      await context.close()
      const administrator = await visit(browser, house.url, { viewport, colorScheme, reducedMotion: 'reduce' })
      for await (const screen of administrationTour(administrator.page, house)) {
        await administrator.page.screenshot({ path: join(folder, `${screen}-${width}-${colorScheme}.png`) })
      }
      await administrator.context.close()
    }
  }
} finally {
  await browser.close()
  await house.close()
  await encyclopedia.close()
}
