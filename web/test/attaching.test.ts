import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replyIn, signUp, startChromium, visit, write } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

describe.skipIf(!programsAreHere('chromium'))('attaching to a conversation', () => {
  let house: House
  let browser: Browser

  beforeAll(async () => {
    house = await openHouse()
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  test('what is attached from the device is what a turn is about', { timeout: 60_000 }, async () => {
    const { page, context } = await visit(browser, house.url)
    await signUp(page)
    const chips = page.getByRole('list', { name: 'What this is about' })
    const turn = () => page.waitForRequest((request) => request.url().endsWith('/api/conversation'))

    await page.getByRole('button', { name: 'Attach a document or picture' }).click()
    const dialog = page.getByRole('dialog', { name: 'Attach' })
    await dialog.getByText('The library is empty.').waitFor()
    const file = { name: 'wasps.txt', mimeType: 'text/plain', buffer: Buffer.from('Wasps chew wood for their nests.') }
    await dialog.locator('input[multiple]').setInputFiles(file)
    const off = chips.getByRole('button', { name: 'Do not talk about it any more: wasps.txt' })
    await off.waitFor()
    await chips.getByText('Waiting to be read').or(chips.getByText('Being read')).waitFor({ state: 'detached' })

    const asked = turn()
    await write(page, 'What do wasps chew?')
    const { document_ids } = (await asked).postDataJSON()
    expect(document_ids).toHaveLength(1)
    await replyIn(page)
    await context.close()
  })
})
