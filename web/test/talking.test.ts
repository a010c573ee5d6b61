import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { find, PHONE, replyIn, signUp, startChromium, turnsOn, visit, write } from './chromium.ts'
import { hearing } from './hearing.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { RECOGNISER, sayIntoFile } from './speech.ts'

const SAID = 'people learn better when they sleep well at night'
const here = programsAreHere('chromium', 'flite', 'pocketsphinx_continuous', 'espeak-ng', 'ffmpeg')

describe.skipIf(!here)('talking to the companion in Chromium', () => {
  let house: House
  let browser: Browser
  let microphone: ReturnType<typeof sayIntoFile>

  beforeAll(async () => {
    microphone = sayIntoFile(SAID)
    house = await openHouse({ ...RECOGNISER, TTS: 'command' })
    browser = await startChromium({ microphone: microphone.file })
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
    microphone?.remove()
  })

  test('a recording that is kept can be heard again', { timeout: 90_000 }, async () => {
    const { page, context, faults } = await visit(browser, house.url)
    const ears = await hearing(context)
    await signUp(page)
    await page.goto('/you')
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH')
    await page.getByLabel('Keep recordings of my voice').selectOption('7d')
    expect((await saved).ok()).toBe(true)
    await page.goto('/')
    await page.getByRole('button', { name: /^Talk\./ }).click()
    await page.getByText('Take your time').waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: /^Take your time\./ }).click()
    await replyIn(page)

    await page.reload()
    await turnsOn(page).last().getByRole('button', { name: 'Hear my recording' }).click()
    expect((await ears.untilSilent(page)).loudest).toBeGreaterThan(0.02)
    expect(faults).toEqual([])
    await context.close()
  })

  test.each([
    ['at a desk', {}],
    ['on a phone', { viewport: PHONE, isMobile: true, hasTouch: true }],
  ])(
    'what is spoken %s is written down, answered aloud, and found again',
    { timeout: 90_000 },
    async (_where, device) => {
      const { page, context, faults } = await visit(browser, house.url, device)
      const ears = await hearing(context)
      await signUp(page)
      await page.getByRole('button', { name: 'Read replies aloud' }).click()

      await page.getByRole('button', { name: /^Talk\./ }).click()
      await page.getByText('Listening ·').waitFor()
      // Quiet after the sentence is shown as such; then the speaker taps again.
      await page.getByText('Take your time').waitFor({ timeout: 20_000 })
      await page.getByRole('button', { name: /^Take your time\./ }).click()

      const reply = await replyIn(page)
      const heard = await turnsOn(page).last().locator('.words').first().innerText()
      expect(wordErrors(SAID, heard), heard).toBeLessThanOrEqual(2)
      expect(reply.length).toBeGreaterThan(10)
      expect(await page.getByRole('article').getByText('spoken').count()).toBe(1)

      const sound = await ears.untilSilent(page)
      expect(sound.seconds).toBeGreaterThan(0.5)
      expect(sound.loudest).toBeGreaterThan(0.02)

      const passage = await find(page, 'sleep')
      expect(await passage.locator('mark').first().innerText()).toMatch(/sleep/i)
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/sessions\/.+#/)
      await turnsOn(page).getByText(heard).first().waitFor()
      expect(faults).toEqual([])
      await context.close()
    },
  )

  test('what is typed is answered, and is there after a reload', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    await signUp(page)
    await write(page, 'Honey never goes bad because it holds so little water.')
    const reply = await replyIn(page)
    expect(await turnsOn(page).getByText('built in, no language model').count()).toBe(1)
    await page.reload()
    expect(await replyIn(page)).toBe(reply)
    expect(await turnsOn(page).locator('> .words').innerText()).toBe(
      'Honey never goes bad because it holds so little water.',
    )
    expect(faults).toEqual([])
    await context.close()
  })
})

function wordErrors(wanted: string, heard: string): number {
  const [a, b] = [wanted.toLowerCase().split(/\W+/).filter(Boolean), heard.toLowerCase().split(/\W+/).filter(Boolean)]
  let row = b.map((_, index) => index + 1)
  for (const [i, word] of a.entries()) {
    const next: number[] = []
    for (const [j, other] of b.entries()) {
      const diagonal = j === 0 ? i : (row[j - 1] ?? 0)
      const left = j === 0 ? i + 1 : (next[j - 1] ?? 0)
      next.push(Math.min(diagonal + (word === other ? 0 : 1), (row[j] ?? 0) + 1, left + 1))
    }
    row = next
  }
  return row.at(-1) ?? a.length
}
