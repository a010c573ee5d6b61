import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What a screen reader would stumble over on a page: the rule, and where. `rules` stand in the place of all of them. */
export async function violationsOn(page: Page, rules?: string[]): Promise<string[]> {
  // Half a megabyte is brought to a document once, not at every look.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  // Only what is wrong is written down in full.
  const options: RunOptions = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) }
  return page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, options)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 160)}`))
  }, options)
}
