import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOn } from './axe.ts'
import { DESK, PHONE, replyIn, signUp, startChromium, turnsOn, visit, write } from './chromium.ts'
import { type Encyclopedia, startEncyclopedia } from './encyclopedia.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

const ASKED = 'Look up why honey keeps for years.'

describe.skipIf(!programsAreHere('chromium'))('looking something up in Chromium', () => {
  let house: House
  let browser: Browser
  let encyclopedia: Encyclopedia

  beforeAll(async () => {
    encyclopedia = await startEncyclopedia()
    house = await openHouse({ ...encyclopedia.env, TTS: 'browser' })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
    await encyclopedia?.close()
  })

  test('is said while it lasts, and nothing is left of that afterwards', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    await signUp(page)
    encyclopedia.hold(true)
    await write(page, ASKED)
    const question = await encyclopedia.question()
    encyclopedia.hold(false)
    expect(question.words).toMatch(/honey/i)
    const status = turnsOn(page).last().getByRole('status')
    await status.filter({ hasText: 'Looking that up' }).waitFor()
    question.answer()
    expect(await replyIn(page)).toContain('[1]')
    expect(await status.count()).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })

  test('is stopped by Esc: whoever is asked is told, and the page says that it was stopped', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    await signUp(page)
    encyclopedia.hold(true)
    await write(page, 'Look up how glass is made.')
    const question = await encyclopedia.question()
    encyclopedia.hold(false)
    await turnsOn(page).last().getByText('Looking that up').waitFor()
    await page.keyboard.press('Escape')
    await question.hungUp
    await page.getByText('Stopped here.').waitFor()
    expect(await turnsOn(page).last().getByText('Looking that up').count()).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })

  test.each([
    ['at a desk, light', { viewport: DESK, colorScheme: 'light' as const }],
    ['on a phone, dark', { viewport: PHONE, colorScheme: 'dark' as const }],
  ])('gives a reply whose sources open, are kept, and say what did not answer, %s', async (_where, options) => {
    const { page, context, faults } = await visit(browser, house.url, { ...options, reducedMotion: 'reduce' })
    const elsewhere: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(house.url)) elsewhere.push(request.url())
    })
    await signUp(page)
    await write(page, ASKED)
    await replyIn(page)
    const turn = turnsOn(page).last()
    const card = turn.getByRole('list', { name: 'Pages this rests on' }).getByRole('listitem').first()
    await turn.getByText(/search.* did not answer/i).waitFor()

    // By the keyboard alone: the number opens its card and hands it the focus.
    const number = turn.getByRole('button', { name: 'Source 1: Honey' })
    await number.focus()
    await page.keyboard.press('Enter')
    await card.getByText('holds so little water').waitFor()
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
    await card.getByText('Found with Wikipedia').waitFor()
    await card.getByText('https://en.wikipedia.org/wiki/Honey', { exact: true }).waitFor()
    const link = card.getByRole('link', { name: 'Open this page in a new tab' })
    expect(await link.getAttribute('href')).toBe('https://en.wikipedia.org/wiki/Honey')
    expect(await link.getAttribute('target')).toBe('_blank')
    expect((await link.getAttribute('rel'))?.split(' ').sort()).toEqual(['nofollow', 'noopener', 'noreferrer'])
    expect(await violationsOn(page)).toEqual([])
    expect(await beyondTheEdge(page)).toBeLessThanOrEqual(0)

    await page.reload()
    await turn.getByRole('button', { name: 'Source 1: Honey' }).waitFor()
    await page.getByRole('button', { name: 'This session' }).click()
    await page.getByRole('menuitem', { name: 'Open as a page' }).click()
    await page.waitForURL(/\/sessions\//)
    const notes = page.locator('details.notes')
    await notes.locator('> summary').click()
    await notes.getByText('Honey', { exact: true }).click()
    await notes.getByRole('button', { name: 'Keep in the library: Honey' }).click()
    await notes.getByRole('link', { name: 'In your library' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    expect(await beyondTheEdge(page)).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await notes.getByRole('button', { name: 'Keep in the library: Honey' }).waitFor()
    expect(elsewhere).toEqual([])
    expect(faults).toEqual([])
    await context.close()
  })

  test('is a choice of one’s own, which says truthfully what leaves and to whom', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    await signUp(page)
    await page.goto('/you')
    const section = page.getByRole('region', { name: 'What the companion may do' })
    await section.getByText(/to: Wikipedia.*SearXNG/).waitFor()
    const chosen = (answer: string) => section.getByText(answer, { exact: true }).click()
    const saved = () => page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok())
    await Promise.all([saved(), chosen('When it helps')])
    await section.getByText('needs a language model, and this server has none').waitFor()
    await Promise.all([saved(), chosen('Never')])
    await section.getByText('Nothing leaves.').waitFor()
    await Promise.all([saved(), section.getByRole('switch', { name: 'Sums and units' }).click()])
    expect(await violationsOn(page)).toEqual([])
    await page.reload()
    await section.getByText('Nothing leaves.').waitFor()
    expect(await section.getByRole('switch', { name: 'Sums and units' }).isChecked()).toBe(false)
    expect(await section.getByRole('switch', { name: 'Dates and time zones' }).isChecked()).toBe(true)

    await page.goto('/')
    await write(page, ASKED)
    await replyIn(page)
    expect(await turnsOn(page).last().getByRole('list', { name: 'Pages this rests on' }).count()).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })

  test('a sum is marked as calculated, and a session in which nothing was looked up says so', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    await signUp(page)
    await write(page, 'What is 17 % of 2,340?')
    expect(await replyIn(page)).toMatch(/397[.,]8/)
    await turnsOn(page).last().getByText('Calculated', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'This session' }).click()
    await page.getByRole('menuitem', { name: 'Open as a page' }).click()
    await page.waitForURL(/\/sessions\//)
    await page.getByRole('button', { name: 'More for this session' }).click()
    await page.getByRole('menuitem', { name: 'What was looked up' }).click()
    await page.getByText('No reply of this session rests on a page of the web.').waitFor()
    expect(faults).toEqual([])
    await context.close()
  })
})

const beyondTheEdge = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
