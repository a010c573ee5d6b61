import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signUp, startChromium, turnsOn, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { ownDevices } from './own-devices.ts'
import { programsAreHere } from './programs.ts'
import { startTalker } from './talker.ts'

const PATIENT = { timeout: 20_000 }
const REPLY = 'That is worth keeping. What did you notice first? And what came after it?'

describe.skipIf(!programsAreHere('chromium'))(
  'a hands-free conversation with the recogniser and the voice of the browser',
  () => {
    let house: House
    let browser: Browser
    let talker: Awaited<ReturnType<typeof startTalker>>

    beforeAll(async () => {
      talker = await startTalker(() => REPLY)
      house = await openHouse({ ...talker.env, TTS: 'browser' })
      browser = await startChromium()
    })
    afterAll(async () => {
      await browser?.close()
      await house?.close()
      await talker?.close()
    })

    async function handsFree() {
      const { page, context, faults } = await visit(browser, house.url)
      const own = await ownDevices(context)
      await signUp(page)
      await page.getByRole('button', { name: 'Hands-free' }).click()
      return { page, context, faults, own }
    }

    test('asks who may hear, understands, answers aloud sentence by sentence, and remembers what was said', async () => {
      const { page, context, faults, own } = await handsFree()
      await page.getByRole('button', { name: /^Let .* listen$/ }).click()
      await page.getByText('Listening ·').waitFor()
      await expect.poll(() => own.listens(page), PATIENT).toBe(true)

      await own.understands(page, 'honey never', false)
      await page.locator('article.faint').getByText('honey never').waitFor()
      await own.understands(page, 'Honey never goes bad.')
      await expect.poll(() => own.said(page), PATIENT).toEqual(['That is worth keeping.'])
      expect(await own.listens(page)).toBe(true)
      await own.finishes(page)
      await expect.poll(() => own.said(page), PATIENT).toHaveLength(2)
      await own.finishes(page)
      await expect.poll(() => own.said(page), PATIENT).toHaveLength(3)
      await own.finishes(page)
      await page.getByText('Listening ·').waitFor(PATIENT)
      expect((await own.said(page)).join(' ')).toBe(REPLY)

      // Words into a reply stop it, and the sentences nobody heard are not remembered as heard.
      await own.understands(page, 'Bees dry it with their wings.')
      await expect.poll(() => own.said(page), PATIENT).toHaveLength(4)
      await own.understands(page, 'No, wait, I wanted to ask you something else.')
      await turnsOn(page).nth(1).getByText('Stopped here.').waitFor(PATIENT)
      expect(await turnsOn(page).nth(1).locator('s').innerText()).toContain('And what came after it?')
      await page.getByRole('button', { name: 'Mute' }).click()
      expect(await own.listens(page)).toBe(false)
      expect(faults).toEqual([])
      await context.close()
    })

    test('says what is missing when the learner keeps the browser from listening', async () => {
      const { page, context, faults, own } = await handsFree()
      await page.getByRole('button', { name: 'Keep recordings only' }).click()
      await page.getByText('Nobody here can write down what you say').waitFor()
      await page.getByRole('button', { name: 'Hands-free' }).waitFor()
      expect(await own.listens(page)).toBe(false)
      expect(faults).toEqual([])
      await context.close()
    })
  },
)
