import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DESK, PHONE, replyIn, signUp, startChromium, turnsOn, visit, write } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { type Model, startModel } from './model.ts'
import { programsAreHere } from './programs.ts'

const REPLY =
  `That sounds like something worth keeping. What surprised you most about it, and where did you hear it first? `.repeat(
    5,
  )

describe.skipIf(!programsAreHere('chromium'))('a reply that arrives word by word in Chromium', () => {
  let house: House
  let browser: Browser
  let model: Model

  beforeAll(async () => {
    model = await startModel()
    house = await openHouse({ ...model.env, TTS: 'browser' })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
    await model?.close()
  })

  test.each([
    ['at a desk', DESK],
    ['on a phone', PHONE],
  ])('moves nothing that was already there, %s', async (_where, viewport) => {
    const { page, context, faults } = await visit(browser, house.url, { viewport })
    await signUp(page)
    const moves = await layoutShifts(page)
    for (const words of ['Glass is no liquid.', 'Old windows are thicker below because of how they were made.']) {
      await write(page, words)
      const answer = await model.question()
      const turn = turnsOn(page).filter({ hasText: words })
      await turn.getByText('Thinking').waitFor()
      await moves.forget()
      let said = ''
      for (const word of REPLY.match(/\S+\s+/g) ?? []) {
        // A word is painted before the next but one comes, as it is with a real model: one that may begin a claim waits for the next.
        answer.say(word)
        if (said && said.length % 7 === 0) await turn.getByText(said.trim(), { exact: false }).waitFor()
        said += word
      }
      answer.end()
      expect(await replyIn(page, turn)).toBe(REPLY.trim())
      expect(await moves.seen()).toEqual([])
    }
    expect(faults).toEqual([])
    await context.close()
  })

  test('is in the list of sessions of another tab as soon as it has begun', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    await signUp(page)
    const other = await context.newPage()
    await other.goto('/library')
    await other.getByRole('heading', { name: 'Library' }).waitFor()
    await write(page, 'Honey never goes bad.')
    const answer = await model.question()
    await other.getByRole('main').getByText('Honey never goes bad').first().waitFor()
    answer.say('Why is that?')
    answer.end()
    await replyIn(page)
    expect(faults).toEqual([])
    await context.close()
  })

  test('is stopped by Esc: the model is told, what was shown stays', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    await signUp(page)
    await write(page, 'Tell me about tides.')
    const answer = await model.question()
    answer.say('The moon pulls ')
    await page.getByText('The moon pulls').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Stopped here.').waitFor()
    await answer.hungUp
    expect(await turnsOn(page).last().locator('.reply .words').innerText()).toBe('The moon pulls')
    await page.reload()
    await page.getByText('Stopped here.').waitFor()
    expect(await turnsOn(page).last().locator('.reply .words').innerText()).toBe('The moon pulls')
    expect(faults).toEqual([])
    await context.close()
  })

  test('is stopped by the big button too', async () => {
    const { page, context } = await visit(browser, house.url)
    await signUp(page)
    await write(page, 'Tell me about dunes.')
    const answer = await model.question()
    answer.say('The wind blows ')
    await page.getByRole('button', { name: /^Answering\./ }).click()
    await answer.hungUp
    await page.getByText('Stopped here.').waitFor()
    await context.close()
  })
})

/** Every layout shift of the page (https://wicg.github.io/layout-instability/), also those that follow a press of a key. */
async function layoutShifts(page: Page) {
  await page.evaluate(() => {
    const moved: number[] = []
    Object.assign(window, { moved })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) moved.push((entry as PerformanceEntry & { value: number }).value)
    }).observe({ type: 'layout-shift', buffered: false })
  })
  // What was moved before two more pictures were drawn has been told by then.
  const settled = () =>
    page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)))),
    )
  return {
    async forget() {
      await settled()
      await page.evaluate(() => (window as unknown as { moved: number[] }).moved.splice(0))
    },
    async seen() {
      await settled()
      return page.evaluate(() => (window as unknown as { moved: number[] }).moved)
    },
  }
}
