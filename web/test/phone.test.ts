import AxeBuilder from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Carrier } from '../../server/src/telephony/call.ts'
import { inHouses, type TestHouse } from '../../server/test/house.ts'
import { PHONE, signUp, startChromium, visit } from './chromium.ts'
import { programsAreHere } from './programs.ts'

const LINE = '+15550100077'
const OURS = '+15550100002'
/** A carrier that nobody asks anything of: whoever calls here calls by the test. */
const carrier: Carrier = {
  number: OURS,
  place: async () => ({ callSid: 'CAout' }),
  hangUp: async () => {},
  fetchRecording: async () => 'gone',
  removeRecording: async () => {},
}

inHouses(
  'the phone in Chromium',
  (open) => {
    let house: TestHouse
    let browser: Browser
    beforeAll(async () => {
      house = await open({ carrier })
      browser = await startChromium()
    })
    afterAll(() => browser?.close())

    test.skipIf(!programsAreHere('chromium'))(
      'links a number, sets a PIN, and shows a call',
      { timeout: 90_000 },
      async () => {
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
        const call = { callSid: 'CA1', from: LINE, to: OURS, direction: 'in', attestation: 'A', way: 'gather' } as const
        expect((await house.callers.begin(call)).kind).toBe('linking')
        await house.callers.keyed('CA1', `${code}#`)
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        await page.getByText('no call yet').waitFor()

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
        await house.callers.begin({ ...call, callSid: 'CA2' })
        await house.callers.ended('CA2', { status: 'completed', seconds: 42 })
        await page.getByText('42 seconds').waitFor()
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
        await page.reload()
        await page.getByText('You agreed').waitFor()
        expect(await page.getByRole('checkbox', { name: 'Monday' }).isChecked()).toBe(false)

        await page.getByRole('button', { name: /^Unlink/ }).click()
        await page.getByRole('button', { name: 'Undo' }).click()
        await page.getByText('last call').waitFor()
        expect(faults.filter((fault) => !/status of 422/.test(fault))).toEqual([])
        await context.close()
      },
    )
  },
  ['sqlite'],
)
