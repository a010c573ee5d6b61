import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signUp, startChromium, turnsOn, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { RECOGNISER } from './speech.ts'

interface Dialog {
  tracks: MediaStreamTrack[]
  allow: (() => void) | null
  refuse: (() => void) | null
}
type WithDialog = Window & { dialog: Dialog }

/** Puts a permission dialog before the microphone that stays open until the test answers it, and counts live tracks. */
async function permissionDialog(context: BrowserContext) {
  await context.addInitScript(() => {
    const dialog: Dialog = { tracks: [], allow: null, refuse: null }
    Object.assign(window, { dialog })
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = (wish) =>
      new Promise((resolve, reject) => {
        dialog.refuse = () => reject(new DOMException('refused', 'NotAllowedError'))
        dialog.allow = () =>
          void real(wish).then((stream) => {
            dialog.tracks.push(...stream.getTracks())
            resolve(stream)
          })
      })
  })
  return {
    isOpen: (page: Page) => page.waitForFunction(() => (window as unknown as WithDialog).dialog.allow !== null),
    allow: (page: Page) => page.evaluate(() => (window as unknown as WithDialog).dialog.allow?.()),
    refuse: (page: Page) => page.evaluate(() => (window as unknown as WithDialog).dialog.refuse?.()),
    granted: (page: Page) => page.waitForFunction(() => (window as unknown as WithDialog).dialog.tracks.length > 0),
    live: (page: Page) =>
      page.evaluate(
        () => (window as unknown as WithDialog).dialog.tracks.filter((track) => track.readyState === 'live').length,
      ),
    silent: (page: Page) =>
      page.waitForFunction(() => {
        const { tracks } = (window as unknown as WithDialog).dialog
        return tracks.length > 0 && tracks.every((track) => track.readyState === 'ended')
      }),
  }
}

describe.skipIf(!programsAreHere('chromium'))('the microphone in Chromium', () => {
  let house: House
  let browser: Browser

  beforeAll(async () => {
    house = await openHouse(RECOGNISER)
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  async function atTheMicrophone() {
    const { page, context, faults } = await visit(browser, house.url)
    const dialog = await permissionDialog(context)
    await signUp(page)
    const button = page.getByRole('button', { name: /^(Talk|Waiting for the microphone|Listening)\./ })
    const box = await button.boundingBox()
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2)
    return { page, context, dialog, faults }
  }

  test('a press that ends before the permission comes never leaves it live', async () => {
    const { page, context, dialog, faults } = await atTheMicrophone()
    await page.mouse.down()
    await dialog.isOpen(page)
    await page.getByText('Your browser asks whether this page may listen.').first().waitFor()
    // Longer than a tap: the learner held the button, then let go to reach the dialog.
    await page.waitForFunction(
      (until) => performance.now() > until,
      (await page.evaluate(() => performance.now())) + 500,
    )
    await page.mouse.up()
    await dialog.allow(page)
    await dialog.granted(page)
    await dialog.silent(page)
    await page.getByText('The microphone is allowed now. Tap to talk.').first().waitFor()
    expect(await turnsOn(page).count()).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })

  test('a permission that comes after leaving the page does not listen', async () => {
    const { page, context, dialog } = await atTheMicrophone()
    await page.mouse.down()
    await page.mouse.up()
    await dialog.isOpen(page)
    await page.getByRole('link', { name: 'Library' }).first().click()
    await page.getByRole('heading', { name: 'Library' }).waitFor()
    await dialog.allow(page)
    await dialog.granted(page)
    await dialog.silent(page)
    await context.close()
  })

  test('Esc throws away what was recorded', async () => {
    const { page, context, dialog } = await atTheMicrophone()
    await page.mouse.down()
    await dialog.isOpen(page)
    await dialog.allow(page)
    await page.mouse.up()
    await page.getByText('Listening ·').waitFor()
    expect(await dialog.live(page)).toBe(1)
    await page.keyboard.press('Escape')
    await dialog.silent(page)
    await page.getByText('Tap, or hold while you speak').first().waitFor()
    expect(await turnsOn(page).count()).toBe(0)
    await context.close()
  })

  test('a refusal says how to allow it, and writing still works', async () => {
    const { page, context, dialog } = await atTheMicrophone()
    await page.mouse.down()
    await page.mouse.up()
    await dialog.isOpen(page)
    await dialog.refuse(page)
    await page.getByText('The microphone is blocked for this page.').first().waitFor()
    expect(await page.getByLabel('Write to your companion').isEnabled()).toBe(true)
    await context.close()
  })
})
