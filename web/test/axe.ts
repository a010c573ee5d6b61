import axe, { type RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

/** What a screen reader would stumble over on a page: the rule, and where. `rules` stand in the place of all of them. */
export async function violationsOn(page: Page, rules?: string[]): Promise<string[]> {
  // Half a megabyte is brought to a document once, not at every look.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  // Only what is wrong is written down in full.
  const options: RunOptions = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) }
  const first = await look(page, options)
  if (first.length === 0) return first
  // A notice that was just going is as pale as it wants; what is wrong is still there at a second look.
  const second = await look(page, options)
  return first.filter((each) => second.includes(each))
}

function look(page: Page, options: RunOptions): Promise<string[]> {
  return page.evaluate(async (options) => {
    const here = window as unknown as { axe: Pick<typeof axe, 'run'> }
    // Colours on their way from one to another are nobody's: a frame shows that they go, and their end where they come to.
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))
    // What is folded away stands still, and comes to no end.
    const shown = (effect: AnimationEffect | null) =>
      effect instanceof KeyframeEffect && effect.target?.checkVisibility({ contentVisibilityAuto: true })
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity && shown(effect))
    await Promise.allSettled(ending.map(({ finished }) => finished))
    const { violations } = await here.axe.run(document, options)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 160)}`))
  }, options)
}
