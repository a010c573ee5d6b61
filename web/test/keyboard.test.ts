import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DESK, PHONE, replyIn, startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

const MOST_TABS = 60

describe.skipIf(!programsAreHere('chromium'))('with the keyboard alone in Chromium', () => {
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

  /** Presses Tab until the focus is on what has this name; every stop on the way must show that it has the focus. */
  async function tabTo(page: Page, name: RegExp) {
    const passed: string[] = []
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(() => {
        const at = document.activeElement
        if (!(at instanceof HTMLElement)) return { name: '', shown: true }
        const labels = 'labels' in at ? [...((at.labels as NodeListOf<HTMLElement> | null) ?? [])] : []
        const name = at.getAttribute('aria-label') ?? (labels.map((label) => label.innerText).join(' ') || at.innerText)
        // The ring may be drawn by the box around a field.
        const rings = [at, at.parentElement, at.parentElement?.parentElement].map((each) =>
          each ? getComputedStyle(each) : null,
        )
        const shown = rings.some(
          (style) => style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
        )
        return { name: name ?? '', shown: shown || at === document.body }
      })
      expect(focus.shown, `the focus on "${focus.name}" can be seen`).toBe(true)
      if (name.test(focus.name)) return
      passed.push(focus.name.slice(0, 40))
    }
    throw new Error(`Tab never came to ${name}; it passed ${passed.join(' · ')}`)
  }

  test.each([
    ['at a desk', DESK],
    ['on a phone', PHONE],
  ])('somebody signs up, talks, searches, changes a setting and signs out, %s', async (_where, viewport) => {
    const { page, context, faults } = await visit(browser, house.url, { viewport })
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Make an account' }).waitFor()
    await tabTo(page, /^Make an account$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Make an account' }).waitFor()
    await page.getByLabel('E-mail').waitFor()
    await tabTo(page, /^E-mail$/)
    await page.keyboard.type(`keys-${viewport.width}@example.org`)
    await tabTo(page, /^Password$/)
    await page.keyboard.type('Test1234!')
    await page.keyboard.press('Enter')
    await page.getByText('Say something you learned today.').waitFor()

    await tabTo(page, /^Write to your companion$/)
    await page.keyboard.type('Basalt cools into six-sided columns.')
    await page.keyboard.press('Enter')
    await replyIn(page)

    await page.keyboard.press('Control+k')
    await page.locator('[role=combobox]:focus').waitFor()
    await page.keyboard.type('basalt')
    await page.locator('[role=option] mark').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/sessions\//)

    await page.keyboard.press('Control+k')
    await page.locator('[role=combobox]:focus').waitFor()
    await page.keyboard.type('settings')
    await page.getByRole('option', { name: 'Open your settings', selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'You', exact: true }).waitFor()
    // A group of choices has one stop; the arrows move inside it.
    await tabTo(page, /^Device$/)
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => document.documentElement.dataset.theme !== undefined)
    await tabTo(page, /^Sign out$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(faults.filter((fault) => !/status of 401/.test(fault))).toEqual([])
    await context.close()
  })
})
