import axe, { type RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

/** What a screen reader would stumble over on a page: the rule, and where. `rules` stand in the place of all of them. */
export async function violationsOn(page: Page, rules?: string[]): Promise<string[]> {
  // Half a megabyte is brought to a document once, not at every look.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  // Only what is wrong is written down in full.
  const options: RunOptions = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) }
  return page.evaluate(async (options) => {
    const here = window as unknown as { axe: Pick<typeof axe, 'run'> }
    const { violations } = await here.axe.run(document, options)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 160)}`))
  }, options)
}
