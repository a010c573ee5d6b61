import type { Page } from 'playwright-core'

const ADDRESSES = {
  today: '/today',
  review: '/review',
  cards: '/cards',
  'cards-import': '/cards/import',
  goals: '/goals',
  achievements: '/achievements',
  progress: '/progress',
  insights: '/insights',
  reports: '/reports',
  learnt: '/you/learnt',
  reminders: '/you/reminders',
}

/** Walks through the screens of learning as whoever is signed in, and names each one once all of it is there. */
export async function* learningTour(page: Page): AsyncGenerator<string> {
  for (const [name, address] of Object.entries(ADDRESSES)) {
    await page.goto(address)
    await ready(page)
    yield name
  }
  yield* review(page)
  yield* opened(page, 'card', '/cards', 'main li a[href^="/cards/"]:not([href*="import"])')
  yield* opened(page, 'goal', '/goals', 'main li a[href^="/goals/"]')
  await page.goto('/goals')
  await ready(page)
  await page.getByRole('button', { name: 'Set a goal', exact: true }).first().click()
  await page.getByLabel('What counts').selectOption('exchanges')
  await page.getByLabel('Topic').fill('ho')
  await page.getByRole('dialog').getByRole('listitem').or(page.getByText('Nothing is called that.')).first().waitFor()
  yield 'goal-form'
}

/** A review from its first question to what became of the answer, for whoever has something due. */
async function* review(page: Page): AsyncGenerator<string> {
  await page.goto('/review')
  await ready(page)
  const begin = page.getByRole('button', { name: /^(Begin|Go on)$/ })
  if ((await begin.count()) === 0) return
  await begin.click()
  const reveal = page.getByRole('button', { name: 'Show the answer' })
  await reveal.waitFor()
  yield 'review-question'
  await reveal.click()
  await page.getByText('What a good answer says').waitFor()
  yield 'review-uncovered'
  await page.getByRole('button', { name: 'Good' }).click()
  const next = page.getByRole('button', { name: /^(Next question|See how it went)$/ })
  await next.waitFor()
  yield 'review-outcome'
  await next.click()
  const box = page.getByLabel('Your answer')
  if ((await box.count()) > 0) {
    await box.fill('Because it holds so little water')
    await box.press('Enter')
    await page.getByText('What you said').waitFor()
    yield 'review-judged'
    await page.keyboard.press('Escape')
  }
  await page.getByText(/^(Stopped here|That was it for now)$/).waitFor()
  yield 'review-over'
}

/** What opens behind the first of a list, where there is one. */
async function* opened(page: Page, name: string, address: string, which: string): AsyncGenerator<string> {
  await page.goto(address)
  await ready(page)
  const first = page.locator(which).first()
  if ((await first.count()) === 0) return
  await first.click()
  await page.waitForURL((url) => url.pathname !== address)
  await ready(page)
  yield name
}

/** Until nothing on the page is still being fetched, and nothing on it moves any more. */
async function ready(page: Page) {
  await page.getByRole('heading').first().waitFor()
  await page.waitForFunction(async () => {
    const now = () => document.body.innerHTML
    const before = now()
    await new Promise((later) => setTimeout(later, 400))
    return document.querySelector('.skeleton') === null && now() === before
  })
}
