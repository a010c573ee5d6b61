import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { launch, type Page } from 'puppeteer-core'
import { openHouse } from '../web/test/house.ts'
import { keep, RESULTS } from './results.ts'
import { percentile } from './statistics.ts'

// npm run bench:lighthouse: what Lighthouse makes of the door and of the conversation, as a phone on a slow network sees them.
// Exit code 1 when a median is below the goal.

const RUNS = 3
const GOAL = 95
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const
type Scores = Record<(typeof CATEGORIES)[number], number>

const house = await openHouse()
const chromium = await launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
})
const results: Record<string, Scores> = {}
try {
  const page = await chromium.newPage()
  results['sign-in'] = await measure(page, `${house.url}/sign-in`)
  await signUp(page)
  results.talk = await measure(page, `${house.url}/`)
} finally {
  await chromium.close()
  await house.close()
}
console.table(results)
keep(join(RESULTS, 'lighthouse.json'), { runs: RUNS, median: results })
process.exitCode = Object.values(results).every((scores) => Object.values(scores).every((score) => score >= GOAL))
  ? 0
  : 1

async function measure(page: Page, url: string): Promise<Scores> {
  const runs: Scores[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const result = await lighthouse(
      url,
      { onlyCategories: [...CATEGORIES], disableStorageReset: true },
      undefined,
      page,
    )
    if (!result) throw new Error(`Lighthouse gave no result for ${url}.`)
    const { categories, audits, finalDisplayedUrl } = result.lhr
    if (finalDisplayedUrl !== url) throw new Error(`${url} led to ${finalDisplayedUrl}.`)
    const scores = Object.fromEntries(
      CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
    )
    runs.push(scores as Scores)
    const failed = Object.values(audits).filter(
      ({ score, scoreDisplayMode }) => score === 0 && scoreDisplayMode === 'binary',
    )
    console.log(
      `${new URL(url).pathname} run ${run + 1}: ${JSON.stringify(scores)} ${failed.map(({ id }) => id).join(', ')}`,
    )
  }
  return Object.fromEntries(
    CATEGORIES.map((name) => [
      name,
      percentile(
        runs.map((scores) => scores[name]),
        0.5,
      ),
    ]),
  ) as Scores
}

async function signUp(page: Page) {
  await page.goto(`${house.url}/sign-up`)
  await page.locator('input[name=email]').fill('lighthouse@example.org')
  await page.locator('input[autocomplete=new-password]').fill('Test1234!')
  await page.locator('button[type=submit]').click()
  await page.locator('textarea').wait()
}
