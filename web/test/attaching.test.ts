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

  test('what is attached is what the turns are about, until it is taken off', { timeout: 60_000 }, async () => {
    const { page, context, faults } = await visit(browser, house.url)
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

    // It stays with the session, also when the page is loaded anew, and is taken off by keyboard.
    await page.reload()
    await off.focus()
    await page.keyboard.press('Enter')
    await chips.waitFor({ state: 'detached' })
    expect(await page.getByLabel('Write to your companion').evaluate((box) => box === document.activeElement)).toBe(
      true,
    )

    // What lies in the library is found by its name, and what is no document says so.
    await page.getByRole('button', { name: 'Attach a document or picture' }).click()
    await dialog.getByRole('button', { name: 'wasps.txt' }).click()
    await page.keyboard.press('Escape')
    await chips.getByText('wasps.txt').waitFor()
    await page.getByLabel('Write to your companion').evaluate((box) => {
      const carried = new DataTransfer()
      carried.items.add(new File([new Uint8Array([0, 1, 2, 3])], 'core.bin'))
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true }))
    })
    await chips.getByText('core.bin').waitFor()
    await chips.locator('.failed').waitFor()
    expect(faults.filter((fault) => !fault.includes('415'))).toEqual([])
    await context.close()
  })
})
