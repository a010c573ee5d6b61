import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reading, startStranger } from '../../server/src/tool-servers/testing/stranger.ts'
import { violationsOn } from './axe.ts'
import { DESK, PHONE, signUp, startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

describe.skipIf(!programsAreHere('chromium'))('tool servers in Chromium', () => {
  let house: House
  let browser: Browser
  beforeAll(async () => {
    house = await openHouse({ OUTGOING_ALLOW: '127.0.0.1' })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  test('are added, read, consented to tool by tool, and removed', { timeout: 120_000 }, async () => {
    const stranger = await startStranger([
      reading('birds', { description: 'Looks <b>birds</b> up.\nIn every wood.' }),
      reading('fish', { annotations: {} }),
    ])
    const { page, context, faults } = await visit(browser, house.url, { viewport: DESK, reducedMotion: 'reduce' })
    const { email } = await signUp(page)
    await house.lva('user', 'set-role', email, 'admin')
    await page.goto('/administration/tool-servers')
    await page.getByText('There is no tool server yet').waitFor()
    await page.getByText('it needs a language model, and none is set up').waitFor()

    await page.getByRole('button', { name: 'Add a tool server' }).click()
    await page.getByLabel('Name').fill('Nature')
    await page.getByLabel('Address').fill(stranger.url)
    await page.keyboard.press('Enter')
    await page.getByText('Small letters, digits and hyphens.').nth(0).waitFor()
    await page.getByLabel('Name').fill('nature')
    await page.getByLabel('Secret header, where it asks for one').fill('Authorization')
    await page.getByLabel('Its value', { exact: true }).fill('Bearer wombat')
    await page.keyboard.press('Enter')
    await page.getByText('nature is added.').waitFor()
    const birds = page.getByRole('listitem').filter({ hasText: 'nature/birds' })
    const fish = page.getByRole('listitem').filter({ hasText: 'nature/fish' })
    // What a stranger wrote is text, whatever it looks like.
    await birds.getByText('Looks <b>birds</b> up.').waitFor()
    await fish.getByText('It does not say that it only reads.').waitFor()
    expect(await fish.getByRole('button').count()).toBe(0)
    const place = () => birds.getByRole('button').boundingBox()
    const before = await place()
    await birds.getByText('What it takes').press('Enter')
    await birds.getByText('"query"').first().waitFor()
    expect(await place()).toEqual(before)
    await page.setViewportSize(PHONE)
    const opened = await place()
    await birds.getByText('What it takes').press('Enter')
    expect(await place()).toEqual(opened)
    await page.setViewportSize(DESK)

    await birds.getByRole('button', { name: 'Consent to birds of nature' }).press('Enter')
    await birds.getByText('May be used').waitFor()
    stranger.tools = [reading('birds', { description: 'Looks everything up.' })]
    await page.getByRole('button', { name: 'Ask again what nature offers' }).press('Enter')
    await birds.getByText('It is not what was consented to.').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.setViewportSize(PHONE)
    expect(await violationsOn(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)

    await page.getByRole('button', { name: 'Remove nature' }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).press('Enter')
    await page.getByText('There is no tool server yet').waitFor()
    expect(await page.content()).not.toContain('wombat')
    expect(faults.filter((fault) => !/status of 422/.test(fault))).toEqual([])
    await context.close()
  })

  test('programs find the address beside the tokens', { timeout: 60_000 }, async () => {
    const { page, context } = await visit(browser, house.url, { viewport: PHONE, reducedMotion: 'reduce' })
    await signUp(page)
    await page.goto('/you')
    await page.getByRole('heading', { name: 'Use it from another program' }).waitFor()
    await page.getByText(`${house.url}/mcp`, { exact: true }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await context.close()
  })
})
