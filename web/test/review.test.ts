import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOn } from './axe.ts'
import { PHONE, signUp, startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { ownMicrophone } from './own-microphone.ts'
import { programsAreHere } from './programs.ts'
import { recogniserOf, talkIntoFile } from './speech.ts'

const here = programsAreHere('chromium', 'flite', 'pocketsphinx_continuous', 'espeak-ng', 'ffmpeg')

const SAID = 'bees dry it with their wings'
/** A finger needs so many pixels, and the buttons of a review are larger. */
const [FINGER, THUMB] = [44, 56]

describe.skipIf(!here)('a review in Chromium', () => {
  let house: House
  let browser: Browser
  let microphone: ReturnType<typeof talkIntoFile>
  let recogniser: ReturnType<typeof recogniserOf>

  beforeAll(async () => {
    recogniser = recogniserOf([SAID], 'yes')
    microphone = talkIntoFile([{ quiet: 0.5 }, { say: SAID }, { quiet: 0.5 }])
    house = await openHouse(recogniser.env)
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
    microphone?.remove()
    recogniser?.remove()
  })

  test('goes by keyboard, by thumb and by voice', { timeout: 120_000 }, async () => {
    const { page, context, faults } = await visit(browser, house.url, { viewport: PHONE, hasTouch: true })
    const learner = await ownMicrophone(context, microphone.file)
    const bearer = page.waitForRequest((request) => request.headers().authorization !== undefined)
    await signUp(page)
    await keep(house.url, (await bearer).headers().authorization ?? '', 6)
    const outcome = page.getByRole('heading', { level: 2 })

    // By keyboard alone: look and say how it was; write; take it back; not known; stop.
    await page.goto('/review')
    await page.getByText('6 questions are due').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: 'Begin' }).press('Enter')
    await page.getByText('Why does honey keep? (1)').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press(' ')
    await page.getByText('What a good answer says').waitFor()
    await page.keyboard.press('2')
    await expect.poll(() => outcome.innerText()).toContain('Recalled')
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press(' ')
    await page.getByText('(2)').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('Their wings dry it, and bees do it')
    await page.keyboard.press('Enter')
    await page.getByText('Judged by the words alone').waitFor()
    await page.keyboard.press('u')
    await page.getByText('Take your time.').waitFor()
    await page.keyboard.press('1')
    await expect.poll(() => outcome.innerText()).toContain('Not yet')
    await page.keyboard.press('Escape')
    await page.getByText('Stopped here').waitFor()
    expect(await violationsOn(page)).toEqual([])

    // By thumb: everything is large enough, and within reach.
    await page.getByRole('button', { name: 'Go on' }).tap()
    await page.getByRole('button', { name: 'Begin' }).tap()
    await page.getByRole('button', { name: 'Show the answer' }).waitFor()
    expect(await tooSmallOn(page, FINGER)).toEqual([])
    await page.getByRole('button', { name: 'Show the answer' }).tap()
    expect(await tooSmallOn(page, THUMB, '.ratings button')).toEqual([])
    await page.getByRole('button', { name: 'Again' }).tap()
    await page.getByRole('button', { name: 'Next question' }).tap()

    // By voice: what was said is shown, and what of it counts. Whoever holds the button says themselves when they are done.
    await page.getByRole('button', { name: /^Talk\./ }).hover()
    await page.mouse.down()
    await page.locator('.microphone.listening').waitFor({ timeout: 20_000 })
    await learner.speak(page)
    await page.mouse.up()
    await page.getByText('What you said').waitFor({ timeout: 60_000 })
    expect(await page.locator('.outcome .words').innerText()).toBe(SAID)
    await expect.poll(() => outcome.innerText()).toContain('Recalled')
    expect(faults).toEqual([])
    await context.close()
  })
})

/** Cards that are due at once. */
async function keep(url: string, authorization: string, count: number) {
  for (let number = 1; number <= count; number++) {
    const answer = await fetch(`${url}/api/reviews/items`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ concept: 'Honey', deck: 'Bees', points: [{ text: 'bees dry it with their wings' }] },
        prompts: [{ kind: 'why', text: `Why does honey keep? (${number})` }],
      }),
    })
    expect(answer.status).toBe(201)
  }
}

/** The buttons on the page that are smaller than that, one way or the other. */
const tooSmallOn = (page: Page, least: number, which = '.review button') =>
  page.locator(which).evaluateAll(
    (all, pixels) =>
      all
        .map((each) => ({ name: each.textContent ?? '', box: each.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < pixels || box.height < pixels))
        .map(({ name, box }) => `${name} ${box.width}×${box.height}`),
    least,
  )
