import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replyIn, signUp, startChromium, turnsOn, visit, write } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

describe.skipIf(!programsAreHere('chromium'))('without a network in Chromium', () => {
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

  const controlled = (page: Page) =>
    page.waitForFunction(async () => {
      await navigator.serviceWorker.ready
      return navigator.serviceWorker.controller !== null
    })

  test('the shell opens, says so, and words written there are sent once when it is back', async () => {
    const { page, context } = await visit(browser, house.url)
    await signUp(page)
    await controlled(page)
    await write(page, 'Before the tunnel.')
    await replyIn(page)

    await context.setOffline(true)
    await page.getByText('You are offline. Words you write').waitFor()
    await write(page, 'A kilogram of feathers weighs as much as one of iron.')
    await write(page, 'In the tunnel there is no network.')
    await page.getByText('Kept on this device.').nth(1).waitFor()

    await page.reload()
    await page.getByText('In the tunnel there is no network.').waitFor()
    // A page that has just been opened may try once before it knows that there is no network.
    await expect.poll(() => turnsOn(page).getByText('Kept on this device.').count()).toBe(2)

    const sent: string[] = []
    context.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/conversation'))
        sent.push(request.postData() ?? '')
    })
    await context.setOffline(false)
    await replyIn(page, turnsOn(page).filter({ hasText: 'A kilogram of feathers' }))
    await replyIn(page, turnsOn(page).filter({ hasText: 'In the tunnel' }))
    expect(await page.getByText('Kept on this device.').count()).toBe(0)

    // What the server has, seen from another day: each once, in the order they were written.
    await page.reload()
    await replyIn(page, turnsOn(page).filter({ hasText: 'In the tunnel' }))
    const words = await turnsOn(page).locator('> .words').allInnerTexts()
    expect(words).toEqual([
      'Before the tunnel.',
      'A kilogram of feathers weighs as much as one of iron.',
      'In the tunnel there is no network.',
    ])
    expect(sent).toHaveLength(2)
    await context.close()
  })

  test('an answer that was lost on the way is not asked for twice', async () => {
    const { page, context } = await visit(browser, house.url, { serviceWorkers: 'block' })
    await signUp(page)
    let lost = 0
    await page.route('**/api/conversation', async (route) => {
      if (lost > 0) return route.continue()
      lost += 1
      // The server hears and answers; the learner's network does not bring it back.
      await route.fetch()
      await route.abort('connectionreset')
    })
    await write(page, 'Rain smells of geosmin.')
    await replyIn(page)
    await page.reload()
    await replyIn(page)
    expect(lost).toBe(1)
    expect(await turnsOn(page).locator('> .words').allInnerTexts()).toEqual(['Rain smells of geosmin.'])
    await context.close()
  })

  test('it can be installed', async () => {
    const { page, context } = await visit(browser, house.url)
    await page.goto('/sign-in')
    // The worker comes with the first touch, so that it costs nothing before it.
    await page.mouse.click(5, 5)
    await controlled(page)
    const devtools = await context.newCDPSession(page)
    const { errors, url, manifest } = await devtools.send('Page.getAppManifest')
    expect(errors).toEqual([])
    expect(url).toBe(`${house.url}/manifest.webmanifest`)
    expect(manifest).toBeTruthy()
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
    // Playwright's profiles are private windows, which is the one thing that stands against it.
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito'])
    await context.close()
  })
})
