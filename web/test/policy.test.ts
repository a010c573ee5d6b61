import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

const KEY = 'k7Vn2Qw9'.repeat(4)

describe.skipIf(!programsAreHere('chromium'))('the content security policy in Chromium', () => {
  let house: House
  let browser: Browser

  beforeAll(async () => {
    house = await openHouse({ TTS: 'browser', STT_COMMAND: '["cat", "{file}"]', ADMIN_API_KEY: KEY })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  const reported = async () => {
    const answer = await fetch(`${house.url}/admin/csp-reports`, { headers: { 'x-admin-key': KEY } })
    return (await answer.json()) as {
      reports: Array<{ directive: string; blocked: string; page: string; count: number }>
    }
  }

  test('stops what is slipped into a page, and the browser reports it', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    // What a hole in the page would let somebody write.
    await page.route('**/sign-in', async (route) => {
      const answer = await route.fetch()
      const html = (await answer.text()).replace('</head>', '<script>window.stolen = true</script></head>')
      await route.fulfill({ response: answer, body: html })
    })
    await page.goto('/sign-in')
    await page.evaluate(() => {
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img src="https://evil.example/leak.png" onerror="window.stolen = true">',
      )
    })
    await page.getByRole('link', { name: 'Make an account' }).waitFor()
    await expect
      .poll(async () => (await reported()).reports.map(({ directive }) => directive).sort(), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['img-src', 'script-src-elem']))
    expect(await page.evaluate(() => 'stolen' in window)).toBe(false)
    expect(faults.some((fault) => /content security policy/i.test(fault))).toBe(true)
    const { reports } = await reported()
    for (const report of reports) expect(report).toMatchObject({ page: '/sign-in' })
    expect(reports.find(({ directive }) => directive === 'img-src')?.blocked).toBe('https://evil.example')
    await context.close()
  })
})
