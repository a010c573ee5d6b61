import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signUp, startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

describe.skipIf(!programsAreHere('chromium'))('Today in Chromium', () => {
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

  const shown = (page: Page) =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }))
    })

  test('is two keys away, stands without a part of it, and what is pushed is shown', async () => {
    const { page, context } = await visit(browser, house.url)
    await context.grantPermissions(['notifications'])
    await signUp(page)
    await page.route('**/api/streak', (route) => route.abort())
    await page.goto('/library')
    await page.getByRole('heading', { name: 'Library' }).waitFor()
    // The first time what listens for the second key has to come first.
    await expect
      .poll(
        async () => {
          await page.keyboard.press('g')
          await page.keyboard.press('t')
          return page.url()
        },
        { interval: 500 },
      )
      .toMatch(/\/today$/)
    const part = (name: string) => page.getByRole('region', { name })
    await part('Streak').getByText('This part could not be loaded.').waitFor()
    await part('Review').getByText('Nothing to review yet').waitFor()
    await part('Where you were').getByText('Your first session begins with a word.').waitFor()
    await page.unroute('**/api/streak')
    await part('Streak').getByRole('button', { name: 'Try again' }).click()
    await part('Streak').getByText('0 days').waitFor()

    await page.getByRole('link', { name: 'Reminders' }).click()
    await page.getByLabel('Cards and the week').fill('07:30')
    await page.getByLabel('Cards and the week').blur()
    await page.getByRole('switch', { name: 'How your week was' }).click()
    await page.reload()
    expect(await page.getByLabel('Cards and the week').inputValue()).toBe('07:30')
    expect(await page.getByRole('switch', { name: 'How your week was' }).isChecked()).toBe(false)

    const devtools = await context.newCDPSession(page)
    const registered = new Promise<string>((found) =>
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations[0]) found(registrations[0].registrationId)
      }),
    )
    await devtools.send('ServiceWorker.enable')
    await page.mouse.click(5, 5)
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    const said = {
      title: '3 cards are due',
      text: 'A few minutes now.',
      kind: 'due',
      to: '/review',
      off: 'x',
      no_more: 'No more',
    }
    await devtools.send('ServiceWorker.deliverPushMessage', {
      ...{ origin: house.url, registrationId: await registered, data: JSON.stringify(said) },
    })
    await expect.poll(() => shown(page)).toEqual([{ title: '3 cards are due', body: 'A few minutes now.', tag: 'due' }])
    await context.close()
  })
})
