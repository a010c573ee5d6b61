import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOn } from './axe.ts'
import { PHONE, signUp, startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

const LINE = '+15550100077'
const OURS = '+15550100002'
const CARRIER = {
  ...{ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'a'.repeat(32), TWILIO_PHONE_NUMBER: OURS },
  ...{ TWILIO_SIGNATURE_CHECK: 'false', PHONE_MODE: 'gather' },
}

describe.skipIf(!programsAreHere('chromium'))('the phone in Chromium', () => {
  let house: House
  let browser: Browser
  beforeAll(async () => {
    const port = await freePort()
    house = await openHouse({ ...CARRIER, PORT: String(port), PUBLIC_URL: `http://localhost:${port}` })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  /** What the carrier tells of a call from this line. */
  async function calls(hook: string, told: Record<string, string>) {
    const body = new URLSearchParams({ From: LINE, To: OURS, Direction: 'inbound', ...told })
    const answer = await fetch(`${house.url}/twilio/${hook}`, { method: 'POST', body })
    expect(answer.status).toBe(200)
  }

  test('links a number, sets a PIN, and shows a call', { timeout: 90_000 }, async () => {
    const { page, context, faults } = await visit(browser, house.url, { viewport: PHONE, reducedMotion: 'reduce' })
    const { password } = await signUp(page)
    await page.goto('/you/phone')
    await page.getByText('Link a number first').waitFor()

    // The code that the page shows is keyed in a call, and the page hears of it.
    await page.getByRole('button', { name: 'Link a number' }).press('Enter')
    await page.getByLabel('Number', { exact: true }).fill('555 0100')
    await page.getByText('I call', { exact: true }).click()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('Write the number with its country').waitFor()
    await page.getByLabel('Number', { exact: true }).fill(LINE)
    await page.keyboard.press('Enter')
    const code = ((await page.locator('.code .for-ears').textContent()) ?? '').replaceAll(' ', '')
    await calls('voice', { CallSid: 'CA1', StirVerstat: 'TN-Validation-Passed-A' })
    await calls('process-speech', { CallSid: 'CA1', Digits: code })
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('no call from it yet').waitFor()

    await page.getByText('It takes a PIN too').waitFor()
    await page.getByRole('button', { name: 'Set a PIN' }).click()
    await page.getByLabel('New PIN', { exact: true }).fill('739184')
    await page.getByLabel('Current password', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await page.getByText('You have a PIN since').waitFor()

    // Being called is wished for by its switch, and stays so.
    const saved = () => page.waitForResponse((answer) => answer.request().method() === 'PATCH')
    for (const wish of [
      page.getByRole('switch', { name: 'Call me for reviews' }),
      page.getByRole('checkbox', { name: 'Monday' }),
    ]) {
      const [answer] = await Promise.all([saved(), wish.press(' ')])
      expect(answer.ok()).toBe(true)
    }
    await calls('voice', { CallSid: 'CA2', StirVerstat: 'TN-Validation-Passed-A' })
    await calls('status', { CallSid: 'CA2', CallStatus: 'completed', CallDuration: '42' })
    await page.getByText('42 seconds').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.reload()
    await page.getByText('You agreed').waitFor()
    expect(await page.getByRole('checkbox', { name: 'Monday' }).isChecked()).toBe(false)

    await page.getByRole('button', { name: /^Unlink/ }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('last call').waitFor()
    expect(faults.filter((fault) => !/status of 422/.test(fault))).toEqual([])
    await context.close()
  })
})

/** Where the carrier reaches a house is said to it before it listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
